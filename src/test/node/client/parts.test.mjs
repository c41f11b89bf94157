// The modules that need no gateway.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Backoff } from '../../../main/webapp/client/backoff.js';
import { SseParser } from '../../../main/webapp/client/sse-parser.js';
import { areComparable, earliest, isAfter } from '../../../main/webapp/client/cursor.js';
import { draftOf } from '../../../main/webapp/client/drafts.js';
import { SluiceError } from '../../../main/webapp/client/error.js';
import { batched, eventOf, pack, unpack } from '../../../main/webapp/client/frames.js';
import { identity } from '../../../main/webapp/client/tokens.js';
import { matches } from '../../../main/webapp/client/topics.js';
import { Watchdog } from '../../../main/webapp/client/watchdog.js';
import { randomOf, World } from './world.mjs';

const STREAM = [
  '\uFEFFretry: 2137',
  'event: sluice.ready',
  'id: k3f9-1041',
  'data: {"heartbeat":15}',
  '',
  'id: k3f9-1042',
  'data: Zürich → 東京 🚀',
  'data:',
  'data:  two blanks, one of them is ours',
  '',
  ': ',
  'id: k3f9-1090',
  '',
  ': nothing but a comment',
  '',
  'nonsense',
  'retry: soon',
  'data',
  '',
  'id: never complete',
];

const BLOCKS = [
  { retry: 2137, event: 'sluice.ready', id: 'k3f9-1041', data: '{"heartbeat":15}' },
  { id: 'k3f9-1042', data: 'Zürich → 東京 🚀\n\n two blanks, one of them is ours' },
  { id: 'k3f9-1090' },
  { data: '' },
];

for (const [name, end] of [['LF', '\n'], ['CR', '\r'], ['CRLF', '\r\n']]) {
  test(`a stream with ${name} is parsed in the same way wherever its bytes are split`, () => {
    const bytes = new TextEncoder().encode(STREAM.join(end));
    for (let first = 0; first <= bytes.length; first++) {
      const parser = new SseParser();
      assert.deepEqual([...parser.read(bytes.slice(0, first)), ...parser.read(bytes.slice(first))], BLOCKS);
    }
    const parser = new SseParser();
    assert.deepEqual([...bytes].flatMap((byte) => parser.read(Uint8Array.of(byte))), BLOCKS);
  });
}

test('a block is complete with its last byte, also when that is a carriage return', () => {
  const parser = new SseParser();
  assert.deepEqual(parser.read(new TextEncoder().encode('data: x\r\r')), [{ data: 'x' }]);
  assert.deepEqual(parser.read(new TextEncoder().encode('\ndata: y\n\n')), [{ data: 'y' }]);
});

test('a binary frame preserves its header and its payload', () => {
  const payload = Uint8Array.of(0, 255, 10, 13, 128);
  assert.deepEqual(unpack(pack({ type: 'event', topic: 'Zürich' }, payload).buffer), { type: 'event', topic: 'Zürich', data: payload });
  assert.deepEqual(unpack(pack({}, new Uint8Array()).buffer), { data: new Uint8Array() });
});

test('bytes are encoded as base64 and decoded again', () => {
  const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => i * 7);
  const { data, encoding } = batched({ topic: 't', bytes });
  assert.deepEqual(eventOf({ topic: 't', data, encoding }), { topic: 't', data: bytes });
});

test('a draft is a copy of the data at the time of the publish', () => {
  const data = { n: 1, gone: undefined };
  const bytes = Uint8Array.of(1, 2, 3);
  const json = draftOf('t', data, { event: 'e', echo: false }, () => 'key');
  const binary = draftOf('t', bytes.subarray(1), {}, () => 'key');
  data.n = bytes[1] = 9;
  assert.deepEqual(json, { topic: 't', event: 'e', key: 'key', data: { n: 1 } });
  assert.deepEqual(binary, { topic: 't', key: 'key', bytes: Uint8Array.of(2, 3), contentType: 'application/octet-stream' });
});

test('data that JSON cannot represent is rejected immediately', () => {
  /** @type {any} */ const loop = {};
  loop.loop = loop;
  for (const data of [undefined, () => 1, loop, 1n, new Blob(['abc']), new Map([[1, 2]]), new Set([1])]) {
    assert.throws(() => draftOf('t', data, {}, () => 'key'), { code: 'data-invalid' });
  }
});

test('filters match by the rules of the gateway', () => {
  const table = [
    ['orders/42', 'orders/42', true], ['orders/42', 'orders/4', false],
    ['orders/*', 'orders/42', true], ['orders/*', 'orders', false], ['orders/*', 'orders/42/lines', false], ['orders/*', 'orders/', true],
    ['orders/**', 'orders/42/lines', true], ['orders/**', 'orders', false],
    ['*/42', 'orders/42', true], ['**', 'a', true], ['**', 'a/b/c', true], ['*', 'a/b', false],
    ['**', '$presence/a', false], ['*/a', '$presence/a', false], ['$presence/*', '$presence/a', true],
  ];
  for (const [filter, topic, expected] of table) assert.equal(matches(filter, topic), expected, `${filter} ${topic}`);
});

test('cursors of one journal have an order', () => {
  assert.ok(isAfter('a-10', 'a-9'));
  assert.ok(!isAfter('a-9', 'a-9'));
  assert.ok(!isAfter('a-9', 'a-10'));
  assert.ok(isAfter('a-1', undefined));
  assert.ok(isAfter('with-dash-2', 'with-dash-1'));
  assert.ok(isAfter('b-1', 'a-10'), 'an id of another journal is new');
  assert.equal(earliest(['a-10', 'a-9', 'a-11']), 'a-9');
  assert.ok(areComparable('with-dash-2', 'with-dash-1'));
  assert.ok(!areComparable('a-1', 'b-1'));
});

test('the limit of the random delay before a retry doubles each time, up to half a minute', () => {
  const world = new World();
  const delays = [];
  for (const random of [0, 0.999999]) {
    const backoff = new Backoff({ random: () => random, setTimeout: (_task, delay) => delays.push(Math.round(delay)), clearTimeout() {} });
    for (let i = 0; i < 7; i++) backoff.later(() => {});
  }
  assert.deepEqual(delays, [0, 0, 0, 0, 0, 0, 0, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
});

test('a delay announced by the gateway is a minimum, and has jitter', async () => {
  const world = new World(undefined, randomOf(7));
  const backoff = new Backoff(world);
  for (let i = 0; i < 50; i++) {
    let at;
    const begun = world.time;
    backoff.later(() => (at = world.time), 5_000);
    await world.pass(6_000);
    assert.ok(at - begun >= 5_000);
  }
});

test('a success resets the delay; a wake runs the waiting task once', async () => {
  const world = new World();
  const backoff = new Backoff(world);
  let tries = 0;
  backoff.later(() => tries++);
  backoff.wake();
  await world.pass(60_000);
  assert.equal(tries, 1);
  backoff.reset();
  backoff.later(() => tries++);
  await world.pass(1_000);
  assert.equal(tries, 2);
});

test('the watchdog expires after the limit, immediately after a sleep, and not while it is fed', async () => {
  const world = new World();
  let silences = 0;
  const watchdog = new Watchdog({ now: () => world.time, setTimeout: (t, d) => world.setTimeout(t, d), clearTimeout: (t) => world.clearTimeout(t) }, () => silences++);
  watchdog.start(30_000);
  for (let i = 0; i < 10; i++) {
    await world.pass(20_000);
    watchdog.feed();
  }
  assert.equal(silences, 0);
  await world.pass(29_999);
  assert.equal(silences, 0);
  await world.pass(1);
  assert.equal(silences, 1);
  watchdog.start(30_000);
  world.sleep(3_600_000);
  watchdog.check();
  assert.equal(silences, 2);
});

test('a renewed token has the same identity, and a token of another user has not', () => {
  const token = (claims) => `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;
  const ann = { sub: 'ann', sluice: { read: ['**'] } };
  assert.equal(identity(token({ ...ann, iat: 1, exp: 2, jti: 'a' })), identity(token({ ...ann, iat: 5, exp: 6, jti: 'b' })));
  assert.notEqual(identity(token(ann)), identity(token({ ...ann, sub: 'bob' })));
  assert.notEqual(identity(token(ann)), identity(token({ ...ann, sluice: { read: [] } })));
  assert.equal(identity(undefined), '');
  assert.equal(identity('opaque'), 'opaque');
});

test('only a problem document with a code comes from the gateway; a server that starts may answer anything', async () => {
  const problem = (status, code, headers) =>
    new Response(JSON.stringify({ code, detail: 'why' }), { status, headers: { 'Content-Type': 'application/problem+json', ...headers } });
  const of = async (response) => {
    const { code, retryable, retryAfter, status } = await SluiceError.fromResponse(response);
    return { code, retryable, retryAfter, status };
  };
  assert.deepEqual(await of(problem(403, 'topic-forbidden')), { code: 'topic-forbidden', retryable: false, retryAfter: undefined, status: 403 });
  assert.deepEqual(await of(problem(429, 'rate-limited', { 'Retry-After': '7' })), { code: 'rate-limited', retryable: true, retryAfter: 7000, status: 429 });
  assert.deepEqual(await of(problem(404, 'not-found')), { code: 'not-found', retryable: false, retryAfter: undefined, status: 404 });
  assert.deepEqual(await of(new Response('<h1>', { status: 404 })), { code: 'http-404', retryable: true, retryAfter: undefined, status: 404 });
  assert.deepEqual(await of(new Response('<h1>', { status: 413 })), { code: 'http-413', retryable: false, retryAfter: undefined, status: 413 });
  assert.ok((await SluiceError.fromResponse(problem(502, 'gateway-unavailable'))).retryable);
});
