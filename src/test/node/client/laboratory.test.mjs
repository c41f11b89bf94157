// The modules of the laboratory that need neither a gateway nor a page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { choice, reasons } from '../../../main/webapp/demos/laboratory/advice.js';
import { Latencies, percentile, time } from '../../../main/webapp/demos/laboratory/figures.js';
import { Journal } from '../../../main/webapp/demos/laboratory/journal.js';
import { Network } from '../../../main/webapp/demos/laboratory/network.js';

const LISTENER = { sends: 'never', bytes: false, presence: false, tabs: false, http2: false, proxies: false, plain: false };

/** @param {object} more */
const chosen = (more) => choice(reasons({ ...LISTENER, ...more }));

test('a page that only receives should use a stream, and one that publishes a lot a WebSocket', () => {
  assert.equal(chosen({}), 'sse');
  assert.equal(chosen({ proxies: true, http2: true }), 'sse');
  assert.equal(chosen({ sends: 'often' }), 'websocket');
  assert.equal(chosen({ sends: 'sometimes', bytes: true, presence: true }), 'websocket');
});

test('many tabs without HTTP/2 and without the client need a WebSocket more than with them', () => {
  const because = (/** @type {object} */ more) => reasons({ ...LISTENER, tabs: true, ...more }).filter((reason) => reason.because.includes('six connections'));
  assert.equal(because({ plain: true })[0].side, 'websocket');
  assert.equal(because({})[0].weight, 0);
  assert.deepEqual(because({ plain: true, http2: true }), []);
});

test('every answer has a reason, in descending order of weight', () => {
  const weights = reasons({ sends: 'often', bytes: true, presence: true, tabs: true, http2: false, proxies: true, plain: true }).map(({ weight }) => weight);
  assert.deepEqual(weights, weights.toSorted((one, other) => other - one));
  assert.equal(weights.length, 6);
});

test('an event before the cursor that was not received is missed, one received again is a double, one after the cursor is neither', () => {
  const journal = new Journal('demo/laboratory/1', 'k3f9-10');
  journal.ids.push('k3f9-11', 'k3f9-12', 'k3f9-13', 'k3f9-14');
  const lane = /** @type {any} */ ({ received: new Map([['k3f9-11', 2], ['k3f9-13', 1]]), subscription: { cursor: 'k3f9-13' } });
  assert.deepEqual(journal.audit(lane), { missed: 1, doubles: 1, passed: 3 });
});

test('a percentile is one of the measured values', () => {
  const values = Array.from({ length: 100 }, (_, i) => i + 1);
  assert.equal(percentile(values, 0.5), 50);
  assert.equal(percentile(values, 0.99), 99);
  assert.equal(percentile([7], 0.99), 7);
  assert.equal(percentile([], 0.5), undefined);
});

test('latencies cover the last seconds only', () => {
  const latencies = new Latencies(60);
  latencies.add(0, 1_000);
  latencies.add(59, 3);
  assert.equal(latencies.overall(0.99), 1_000);
  latencies.add(60, 5);
  assert.equal(latencies.overall(0.99), 5);
  assert.equal(latencies.at(59, 0.5), 3);
  assert.equal(latencies.at(58, 0.5), undefined);
});

test('times have a suitable unit and precision', () => {
  assert.deepEqual([undefined, 0.44, 12.6, 999.4, 1_500].map(time), ['–', '0.4 ms', '13 ms', '999 ms', '1.50 s']);
});

test('a network counts the bytes of a stream, and a cut ends the stream', async (context) => {
  const network = new Network(true);
  const body = new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(20)) });
  context.mock.method(globalThis, 'fetch', async () => new Response(body, { headers: { 'Content-Type': 'text/event-stream' } }));

  const reader = (await network.host.fetch('/')).body.getReader();
  assert.equal((await reader.read()).value.length, 20);
  assert.equal(network.bytes, 20);
  assert.equal(network.framing, 6); // "14", and two line ends

  network.cut();
  await assert.rejects(reader.read(), TypeError);
  await assert.rejects(network.host.fetch('/'), TypeError);
});
