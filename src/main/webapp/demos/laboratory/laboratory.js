/**
 * A comparison of both protocols. This page publishes, and its two clients receive the same events, each over one protocol, so that all
 * times are measured by one clock. Missed events are counted by comparison with the journal's history. Another page with the same address
 * receives the same events.
 */
import { Sluice } from '../../client/sluice.js';
import { $, cannotPublish, cannotRead } from '../page.js';
import { showAdvice } from './advice-form.js';
import { Chart } from './chart.js';
import { time } from './figures.js';
import { Journal } from './journal.js';
import { Lane } from './lane.js';

const random = () => crypto.getRandomValues(new Uint32Array(2)).join('-');
/** The id of this page; a visitor's name may not be unique. */
const self = random();
const address = new URL(location.href);
const room = address.searchParams.get('room') ?? random();
const topic = `demo/laboratory/${room}`;
const TICK = 20;
const publisher = new Sluice('../..', { share: false });
const chart = new Chart($('chart'));
const [navigation] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType('navigation'));
const isHttp1 = !/^h[23]/.test(navigation?.nextHopProtocol ?? '');

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

/** Publishes all events that are due: a timer has at most one call per few milliseconds. */
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

/** Interrupts the network of both clients for some seconds. The clients get no notice of its return. */
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
  const expected = acknowledged;
  try {
    await journal.read();
  } catch (error) {
    return error.code ? cannotRead(error) : undefined; // without a network, the user can press the button again
  }
  for (const [side, lane] of Object.entries(lanes)) {
    const { missed, doubles, passed } = journal.audit(lane);
    put(side, 'missed', `${missed} of ${passed}`, missed === 0 ? 'good' : 'bad');
    put(side, 'doubles', String(doubles), doubles === 0 ? 'good' : 'bad');
  }
  const lost = expected - journal.countOf(self);
  $('verdict').textContent =
    `The journal contains ${journal.ids.length} events, ${journal.twice} of them twice; ` +
    `of the ${expected} acknowledged events of this page, it lacks ${Math.max(0, lost)}.`;
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
$('http').textContent = navigation?.nextHopProtocol || 'unknown';
$('run').addEventListener('click', () => run(!timer));
$('cut').addEventListener('click', cut);
$('count').addEventListener('click', count);
$('guide').addEventListener('change', showAdvice);
showAdvice();
open();
