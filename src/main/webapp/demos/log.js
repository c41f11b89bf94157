/** A live log: the newest lines, then each as it is written. It can be filtered, searched, and stopped: nothing is lost in the meantime. */
import { Sluice } from '../client/sluice.js';
import { $, cannotPublish, cannotRead, element, room, showConnection, showState } from './page.js';

/** @import { Subscription } from '../client/sluice.js' */

const base = `demo/log/${room}`;
const LEVELS = ['error', 'warning', 'info', 'debug'];
const KEPT = 1_000;
const sluice = new Sluice('..', { onConnection: showConnection });

/** @type {Subscription | undefined} */ let reading;

/** Levels are topics: those that are not ticked are not subscribed to. @param {{ after: string } | { last: number }} start */
function read(start) {
  reading?.close();
  const levels = LEVELS.filter((level) => $(level).checked);
  if (levels.length === 0) return showState('closed');
  reading = sluice.subscribe(levels.map((level) => `${base}/${level}`), {
    ...start,
    onEvent: ({ topic, time, data }) => add(topic.slice(base.length + 1), time, String(data)),
    onGap: ({ reason }) => add('gap', new Date().toISOString(), `lines before this one are gone (${reason})`),
    onState: (state) => state === 'closed' || showState(state),
    onError: cannotRead,
  });
}

/** @type {HTMLElement[]} */ let unshown = [];
let showing = 0;

/** Many lines at once are put into the page at once; of a page that nobody looks at no picture is made. @param {string} level @param {string} time @param {string} text */
function add(level, time, text) {
  const line = element('li', { class: level }, element('time', { datetime: time }, time.slice(11, 23)), element('b', {}, level), element('span', {}, text));
  line.hidden = !matches(line);
  if (unshown.push(line) > KEPT) unshown.shift();
  showing ||= requestAnimationFrame(() => {
    showing = 0;
    const { scrollTop, scrollHeight, clientHeight } = $('lines');
    const follows = scrollHeight - scrollTop - clientHeight < 40; // a reader further up stays there
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
  $('pause').textContent = on ? 'Go on' : 'Pause';
  if (on) {
    reading?.close();
    showState('closed');
  } else read(reading?.cursor ? { after: reading.cursor } : { last: 200 });
}

/** Other levels: from the start. */
function choose() {
  $('lines').replaceChildren();
  unshown = [];
  reading?.close();
  reading = undefined;
  pause(false);
}

/* Somebody has to write. */
const SAYINGS = {
  info: ['GET /orders/{n} answered in {m} ms', 'cache filled with {n} entries', 'job {n} begins', 'user {n} has logged in'],
  debug: ['lock {n} taken for {m} ms', 'plan {n} chosen', 'heartbeat of node {m}'],
  warning: ['query {n} took {m} s', 'pool has {m} connections left', 'retry {m} of job {n}'],
  error: ['job {n} has failed after {m} tries', 'no route to host 10.0.0.{m}'],
};

/** @param {number} times */
async function write(times) {
  const random = (/** @type {number} */ below) => Math.floor(Math.random() * below);
  const lines = Array.from({ length: times }, () => {
    const level = /** @type {keyof typeof SAYINGS} */ (['info', 'info', 'info', 'debug', 'debug', 'warning', 'error'][random(7)]);
    const saying = SAYINGS[level][random(SAYINGS[level].length)];
    return { level, text: saying.replace('{n}', String(random(9_000))).replace('{m}', String(random(90))) };
  });
  try {
    await Promise.all(lines.map(({ level, text }) => sluice.publish(`${base}/${level}`, text)));
  } catch (error) {
    steadily(false);
    cannotPublish(error);
  }
}

let timer = 0;

/** @param {boolean} on */
function steadily(on) {
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
$('steady').addEventListener('click', () => steadily(!timer));
const address = new URL(`../api/events?topic=${encodeURIComponent(`${base}/info`).replaceAll('%2F', '/')}`, document.baseURI);
$('curl').textContent = `curl -H 'Content-Type: text/plain' -d 'from my shell' '${address}'`;
choose();
