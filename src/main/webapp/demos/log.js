/** A live log: the newest lines, then each new one. It can be filtered, searched and paused; no line is lost during a pause. */
import { Sluice } from '../client/sluice.js';
import { $, cannotPublish, cannotRead, element, room, showConnection, showState } from './page.js';

/** @import { Subscription } from '../client/sluice.js' */

const base = `demo/log/${room}`;
const LEVELS = ['error', 'warning', 'info', 'debug'];
const KEPT = 1_000;
const sluice = new Sluice('..', { onConnection: showConnection });

/** @type {Subscription | undefined} */ let subscription;

/** Subscribes to the topics of the selected levels. @param {{ after: string } | { last: number }} start */
function read(start) {
  subscription?.close();
  const levels = LEVELS.filter((level) => $(level).checked);
  if (levels.length === 0) return showState('closed');
  subscription = sluice.subscribe(levels.map((level) => `${base}/${level}`), {
    ...start,
    onEvent: ({ topic, time, data }) => add(topic.slice(base.length + 1), time, String(data)),
    onGap: ({ reason }) => add('gap', new Date().toISOString(), `earlier lines are no longer available (${reason})`),
    onState: (state) => state === 'closed' || showState(state),
    onError: cannotRead,
  });
}

/** @type {HTMLElement[]} */ let unshown = [];
let showing = 0;

/** Adds lines in one step per animation frame. A hidden page has no frames, so the number of lines that wait is limited. @param {string} level @param {string} time @param {string} text */
function add(level, time, text) {
  const line = element('li', { class: level }, element('time', { datetime: time }, time.slice(11, 23)), element('b', {}, level), element('span', {}, text));
  line.hidden = !matches(line);
  if (unshown.push(line) > KEPT) unshown.shift();
  showing ||= requestAnimationFrame(() => {
    showing = 0;
    const { scrollTop, scrollHeight, clientHeight } = $('lines');
    const follows = scrollHeight - scrollTop - clientHeight < 40; // the position stays when the user has scrolled up
    $('lines').append(...unshown.splice(0));
    while ($('lines').childElementCount > KEPT) $('lines').firstElementChild.remove();
    if (follows) $('lines').scrollTop = $('lines').scrollHeight;
    count();
  });
}

/** @param {HTMLElement} line */
const matches = (line) => (line.textContent ?? '').toLowerCase().includes($('search').value.toLowerCase());

function count() {
  const { children } = $('lines');
  $('count').textContent = `${[...children].filter((line) => !line.hidden).length} of ${children.length} lines`;
}

/** @param {boolean} on */
function pause(on) {
  $('pause').setAttribute('aria-pressed', String(on));
  $('pause').textContent = on ? 'Continue' : 'Pause';
  if (on) {
    subscription?.close();
    showState('closed');
  } else read(subscription?.cursor ? { after: subscription.cursor } : { last: 200 });
}

/** Starts again with the selected levels. */
function choose() {
  $('lines').replaceChildren();
  unshown = [];
  subscription?.close();
  subscription = undefined;
  pause(false);
}

/* The source of sample lines. */
const TEMPLATES = {
  info: ['GET /orders/{n} answered in {m} ms', 'cache filled with {n} entries', 'job {n} begins', 'user {n} has logged in'],
  debug: ['lock {n} taken for {m} ms', 'plan {n} chosen', 'heartbeat of node {m}'],
  warning: ['query {n} took {m} s', 'pool has {m} connections left', 'retry {m} of job {n}'],
  error: ['job {n} has failed after {m} tries', 'no route to host 10.0.0.{m}'],
};

/** @param {number} times */
async function write(times) {
  const random = (/** @type {number} */ below) => Math.floor(Math.random() * below);
  const lines = Array.from({ length: times }, () => {
    const level = /** @type {keyof typeof TEMPLATES} */ (['info', 'info', 'info', 'debug', 'debug', 'warning', 'error'][random(7)]);
    const template = TEMPLATES[level][random(TEMPLATES[level].length)];
    return { level, text: template.replace('{n}', String(random(9_000))).replace('{m}', String(random(90))) };
  });
  try {
    await Promise.all(lines.map(({ level, text }) => sluice.publish(`${base}/${level}`, text)));
  } catch (error) {
    writeSteadily(false);
    cannotPublish(error);
  }
}

let timer = 0;

/** @param {boolean} on */
function writeSteadily(on) {
  clearInterval(timer);
  timer = on ? window.setInterval(write, 250, 1) : 0;
  $('steady').setAttribute('aria-pressed', String(on));
}

for (const level of LEVELS) $(level).addEventListener('change', choose);
$('search').addEventListener('input', () => {
  for (const line of $('lines').children) line.hidden = !matches(line);
  count();
});
$('pause').addEventListener('click', () => pause($('pause').getAttribute('aria-pressed') === 'false'));
$('write').addEventListener('click', () => write(100));
$('steady').addEventListener('click', () => writeSteadily(!timer));
const address = new URL(`../api/events?topic=${encodeURIComponent(`${base}/info`).replaceAll('%2F', '/')}`, document.baseURI);
$('curl').textContent = `curl -H 'Content-Type: text/plain' -d 'from my shell' '${address}'`;
choose();
