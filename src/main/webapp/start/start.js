/**
 * The start page receives the same topics over `EventSource` and over `WebSocket`, side by side.
 *
 * `streams.js` contains the clients, to be copied; the other modules only show their work.
 */
import { Gateway, isJson, Problem } from './gateway.js';
import { Ledger } from './ledger.js';
import { Panel } from './panel.js';
import { SseStream, WebSocketStream } from './streams.js';
import { Strip } from './strip.js';

/** @param {string} id @returns {any} */
const $ = (id) => document.getElementById(id);
const gateway = new Gateway(document.baseURI);
const page = { changed, refused: explain, restart: start };
const sse = new Panel('sse', gateway, page);
const ws = new Panel('ws', gateway, page);
const strip = new Strip($('ticks'), $('verdict'));

let ledger = new Ledger();
/** @type {SseStream | undefined} */ let source;
let runs = 0;
let drawing = false;

/** Starts both clients after the same cursor, which the history returns, so that they must receive the same events. */
async function start() {
  const run = ++runs;
  const topics = $('topics').value.split(/[\s,]+/).filter(Boolean);
  ledger = new Ledger();
  $('notice').hidden = true;
  for (const panel of [sse, ws]) panel.clear(ledger);
  showCommands();
  try {
    const { events, cursor } = await gateway.history({ topic: topics, last: 50 });
    if (run !== runs) return;
    const stream = (source = new SseStream(gateway, topics, cursor, sse));
    for (const { event } of events) if (event) stream.addType(event);
    stream.addType($('type').value.trim() || 'message');
    ws.onMessage = ({ id, event }) => {
      // The WebSocket receives every type, so it tells the EventSource of new ones. The browser has dropped the events of a
      // new type, so the EventSource reads again from a cursor before them.
      if (!stream.addType(event ?? 'message') && ledger.markOf('sse', id) !== 'lost') return;
      const from = ledger.rewind('sse', id) ?? cursor;
      sse.note(`reading again after ${from}: EventSource had no listener for the type “${event}”`);
      stream.rewind(from);
    };
    sse.open(stream);
    ws.open(new WebSocketStream(gateway, topics, cursor, ws));
  } catch (problem) {
    if (run !== runs) return;
    if (problem instanceof Problem && problem.final) for (const panel of [sse, ws]) panel.refused(problem);
    else setTimeout(() => run === runs && start(), 2_000);
  }
}

/** @param {{ message: string, code?: string }} problem */
function explain({ message, code }) {
  $('notice').hidden = false;
  $('why').textContent = message;
  $('closed').hidden = code !== 'topic-forbidden' && code !== 'token-missing';
}

function changed() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    for (const panel of [sse, ws]) panel.draw();
    strip.draw(ledger);
  });
}

/** @param {number} times */
async function publish(times) {
  const event = $('type').value.trim();
  source?.addType(event || 'message'); // before the first event of this type arrives
  try {
    for (let i = 0; i < times; i++) {
      const text = $('data').value;
      const data = (times > 1 || timer) && !isJson(text) ? `${text} #${++number}` : text;
      const { id } = await gateway.publish({ topic: $('topic').value.trim(), event, data });
      $('answer').textContent = `${id} is committed`;
      $('answer').dataset.mood = 'good';
    }
  } catch (problem) {
    everySecond(false);
    $('answer').textContent = 'not published';
    $('answer').dataset.mood = 'bad';
    explain(/** @type {Problem} */ (problem));
  }
}

let number = 0;
let timer = 0;

/** @param {boolean} on */
function everySecond(on) {
  clearInterval(timer);
  timer = on ? window.setInterval(publish, 1_000, 1) : 0;
  $('steady').setAttribute('aria-pressed', String(on));
  if (on) publish(1);
}

function showCommands() {
  const url = (/** @type {string} */ topic) => quote(String(gateway.events({ topic })).replaceAll('%2F', '/'));
  $('curl-publish').textContent = `curl -H 'Content-Type: text/plain' -d 'Hello from curl' ${url('demo/curl')}`;
  $('curl-receive').textContent = `curl -N -H 'Accept: text/event-stream' ${url('demo/**')}`;
}

/** Quotes a text as one word for the shell. @param {string} text */
const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** @param {HTMLElement} button */
async function copy(button) {
  const code = $(button.dataset.copies ?? '');
  try {
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = 'Copied';
    setTimeout(() => (button.textContent = 'Copy'), 2_000);
  } catch {
    getSelection()?.selectAllChildren(code); // no clipboard without a secure context: the user copies the selection with Ctrl+C
  }
}

$('filters').addEventListener('submit', (/** @type {Event} */ event) => {
  event.preventDefault();
  start();
});
$('publish').addEventListener('submit', (/** @type {Event} */ event) => {
  event.preventDefault();
  publish(1);
});
$('ten').addEventListener('click', () => $('publish').reportValidity() && publish(10));
$('steady').addEventListener('click', () => everySecond(!timer));
for (const button of document.querySelectorAll('button.copy')) {
  button.addEventListener('click', () => copy(/** @type {HTMLElement} */ (button)));
}
start();
