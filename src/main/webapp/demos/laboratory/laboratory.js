/**
 * Both protocols on the same events. This page publishes, two clients of it listen, one held to each protocol, and all times are by one
 * clock. What is missed is not guessed: it is counted by the journal's history. Another page at the same address hears it all, too.
 */
import { Sluice } from '../../client/sluice.js';
import { $, cannotPublish, cannotRead } from '../page.js';
import { Chart } from './chart.js';
import { time } from './figures.js';
import { guide } from './guide.js';
import { Journal } from './journal.js';
import { Lane } from './lane.js';

const random = () => crypto.getRandomValues(new Uint32Array(2)).join('-');
/** This page: no name, since there may be two of a name. */
const self = random();
const address = new URL(location.href);
const room = address.searchParams.get('room') ?? random();
const topic = `demo/laboratory/${room}`;
const TICK = 20;
const publisher = new Sluice('../..', { share: false });
const chart = new Chart($('chart'));
const [visit] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType('navigation'));
const isHttp1 = !/^h[23]/.test(visit?.nextHopProtocol ?? '');

/** @type {Record<'sse' | 'websocket', Lane>} */ let lanes;
/** @type {Journal} */ let journal;
let published = 0;
let acknowledged = 0;
let timer = 0;
let due = 0;

async function open() {
  try {
    journal = await Journal.open(topic);
  } catch (error) {
    return error.code && !error.retryable ? cannotRead(error) : setTimeout(open, 2_000);
  }
  const { cursor } = journal;
  lanes = {
    sse: new Lane('sse', { topic, cursor, self, isHttp1, onError: cannotRead }),
    websocket: new Lane('websocket', { topic, cursor, self, isHttp1, onError: cannotRead }),
  };
  $('run').disabled = $('cut').disabled = $('count').disabled = false;
  setInterval(show, 250);
}

/** @param {boolean} on */
function run(on) {
  clearInterval(timer);
  timer = on ? window.setInterval(tick, TICK) : 0;
  $('run').setAttribute('aria-pressed', String(on));
  $('run').textContent = on ? 'Stop publishing' : 'Publish';
}

/** As many as are due by now: a timer alone does not go that fast. */
function tick() {
  for (due += ($('rate').value * TICK) / 1_000; due >= 1; due--) {
    const data = { by: self, n: ++published, sent: performance.now(), pad: 'x'.repeat($('size').value) };
    publisher.publish(topic, data).then(
      () => acknowledged++,
      (error) => {
        run(false);
        cannotPublish(error);
      },
    );
  }
}

/** The line of both, as if somebody had pulled the plug; the clients are not told when it is back. */
function cut() {
  const seconds = Number($('length').value);
  $('cut').disabled = true;
  $('cut').textContent = `Cut for ${seconds} s …`;
  for (const lane of Object.values(lanes)) lane.cut();
  setTimeout(() => {
    for (const lane of Object.values(lanes)) lane.heal();
    $('cut').disabled = false;
    $('cut').textContent = 'Cut both';
  }, 1_000 * seconds);
}

async function count() {
  const told = acknowledged;
  try {
    await journal.read();
  } catch (error) {
    return error.code ? cannotRead(error) : undefined; // no network: the button is still there
  }
  for (const [side, lane] of Object.entries(lanes)) {
    const { missed, doubles, passed } = journal.audit(lane);
    put(side, 'missed', `${missed} of ${passed}`, missed === 0 ? 'good' : 'bad');
    put(side, 'doubles', String(doubles), doubles === 0 ? 'good' : 'bad');
  }
  const lost = told - journal.countOf(self);
  $('verdict').textContent =
    `The journal has ${journal.ids.length} events, ${journal.twice} of them twice; ` +
    `of ${told} of this page that were acknowledged it lacks ${Math.max(0, lost)}.`;
}

function show() {
  for (const [side, lane] of Object.entries(lanes)) {
    const { received, latencies, network, reconnect, subscription } = lane;
    put(side, 'state', network.isCut ? 'cut' : subscription.state, subscription.state === 'live' && !network.isCut ? 'good' : 'wait');
    put(side, 'received', String(received.size));
    put(side, 'others', String(lane.fromOthers));
    put(side, 'p50', time(latencies.overall(0.5)));
    put(side, 'p99', time(latencies.overall(0.99)));
    put(side, 'bytes', received.size ? `${Math.round(network.bytes / received.size)} B` : '–');
    put(side, 'framing', received.size ? `+ ${(network.framing / received.size).toFixed(1)} B` : '–');
    put(side, 'reconnect', time(reconnect?.all));
    put(side, 'connecting', time(reconnect?.connecting));
    put(side, 'caught', String(lane.caughtUp));
  }
  chart.draw(lanes);
}

/** @param {string} side @param {string} measure @param {string} text @param {string} [mood] */
function put(side, measure, text, mood = '') {
  const cell = $(`${side}-${measure}`);
  cell.textContent = text;
  cell.dataset.mood = mood;
}

address.searchParams.set('room', room);
history.replaceState(null, '', address);
$('another').href = address.href;
$('http').textContent = visit?.nextHopProtocol || 'unknown';
$('run').addEventListener('click', () => run(!timer));
$('cut').addEventListener('click', cut);
$('count').addEventListener('click', count);
$('guide').addEventListener('change', guide);
guide();
open();
