/** A dashboard with one tile for each reported value. It starts with the present state, from the journal, and continues live. */
import { Sluice } from '../client/sluice.js';
import { $, cannotPublish, cannotRead, element, room, showConnection, showState } from './page.js';

/** @typedef {{ tile: HTMLElement, value: HTMLElement, when: HTMLElement, line: Element, history: number[], at: number }} Tile */

const base = `demo/dashboard/${room}`;
const [KEPT, STALE] = [60, 15_000];
const sluice = new Sluice('..', { onConnection: showConnection });
/** By topic. @type {Map<string, Tile>} */ const tiles = new Map();

sluice.subscribe(`${base}/*/*`, {
  snapshot: true, // the newest event of each topic, however old
  onEvent: ({ topic, time, data }) => {
    const number = Number(data);
    if (data === null || Number.isNaN(number)) return;
    const tile = tiles.get(topic) ?? makeTile(topic);
    tile.history.push(number);
    if (tile.history.length > KEPT) tile.history.shift();
    tile.at = Date.parse(time);
    show(tile, number);
  },
  onState: showState,
  onError: cannotRead,
});

/** @param {string} topic @returns {Tile} */
function makeTile(topic) {
  const [place, measure] = topic.slice(base.length + 1).split('/');
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const line = svg.appendChild(document.createElementNS('http://www.w3.org/2000/svg', 'polyline'));
  svg.setAttribute('viewBox', `0 0 ${KEPT - 1} 30`);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('aria-hidden', 'true');
  const value = element('p', { class: 'big' });
  const when = element('p', { class: 'fine' });
  const tile = element('li', { class: 'card' }, element('h2', {}, place, element('span', { class: 'soft' }, ` ${measure}`)), value, svg, when);
  const next = [...tiles].filter(([other]) => other > topic).sort(([one], [other]) => (one < other ? -1 : 1))[0];
  $('tiles').insertBefore(tile, next?.[1].tile ?? null);
  const entry = { tile, value, when, line, history: [], at: 0 };
  tiles.set(topic, entry);
  $('empty').hidden = true;
  return entry;
}

/** @param {Tile} tile @param {number} number */
function show({ value, line, history }, number) {
  const [least, most] = [Math.min(...history), Math.max(...history)];
  const y = (/** @type {number} */ one) => 27 - (24 * (one - least)) / (most - least || 1);
  value.textContent = number.toLocaleString([], { maximumSignificantDigits: 4 });
  line.setAttribute('points', history.map((one, i) => `${KEPT - history.length + i},${y(one).toFixed(1)}`).join(' '));
  age();
}

/** Shows the age of each value, and makes old ones pale: an old number that looks current is worse than none. */
function age() {
  for (const { tile, when, at } of tiles.values()) {
    const ago = Math.max(0, Date.now() - at);
    tile.classList.toggle('stale', ago > STALE);
    when.textContent = ago < 2_000 ? 'now' : ago < 120_000 ? `${Math.round(ago / 1_000)} s ago` : new Date(at).toLocaleString();
  }
}

/* The source of sample values. */
const STATIONS = { Amsterdam: [14, 300], Dordrecht: [13, 410], Panama: [29, 1_200], Suez: [31, 900] };
let timer = 0;

/** @param {boolean} on */
function report(on) {
  clearInterval(timer);
  timer = on ? window.setInterval(measure, 1_000) : 0;
  $('report').setAttribute('aria-pressed', String(on));
  if (on) measure();
}

/** Whether a report is in flight: the next one is skipped then, so that reports do not pile up without a network. */
let isBusy = false;

async function measure() {
  if (isBusy) return;
  setBusy(true);
  try {
    await Promise.all(
      Object.entries(STATIONS).flatMap(([station, values]) =>
        ['degrees', 'ships per day'].map((measure, i) => {
          values[i] *= 1 + 0.03 * (Math.random() - 0.5);
          return sluice.publish(`${base}/${station}/${measure}`, Number(values[i].toPrecision(3)));
        }),
      ),
    );
  } catch (error) {
    report(false);
    cannotPublish(error);
  }
  setBusy(false);
}

/** @param {boolean} busy */
function setBusy(busy) {
  isBusy = busy;
  $('report').setAttribute('aria-busy', String(busy));
}

$('report').addEventListener('click', () => report(!timer));
const address = new URL(`../api/events?topic=${encodeURIComponent(`${base}/my-shell/load`).replaceAll('%2F', '/')}`, document.baseURI);
$('curl').textContent = `curl -H 'Content-Type: application/json' -d 42 '${address}'`;
setInterval(age, 1_000);
