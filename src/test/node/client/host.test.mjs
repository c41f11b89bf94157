// Platforms that have a function but do not permit its use: sandboxed frames, blocked site data, other implementations of WebSocket.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostOf } from '../../../main/webapp/client/host.js';
import { Sluice } from '../../../main/webapp/client/sluice.js';
import { TabTransport } from '../../../main/webapp/client/tab-transport.js';
import { Tokens } from '../../../main/webapp/client/tokens.js';
import { WebSocketTransport } from '../../../main/webapp/client/websocket.js';
import { FakeGateway } from './gateway.mjs';
import { clientIn, read } from './reader.mjs';
import { settle, World } from './world.mjs';

const refusal = () => new DOMException('access is denied', 'SecurityError');

const refuse = () => {
  throw refusal();
};

/** Asserts that a client with a changed host receives events, and that its publishes are acknowledged. */
async function works(change, { patience = 15_000, ...options } = {}) {
  const gateway = new FakeGateway();
  const world = new World(gateway);
  const tab = world.tab();
  const sluice = clientIn(tab, { ...options, host: change(tab.host()) });
  const { told, subscription } = read(sluice, 'a', options.subscribe);
  await world.pass(patience);
  assert.equal(subscription.state, 'live');
  const answer = sluice.publish('a', 1);
  await world.pass(1_000);
  assert.equal((await answer).id, 'e-1');
  assert.deepEqual(told, [1]);
  return { gateway, world, tab, sluice };
}

const SHARING = {
  'locks that reject': () => ({ locks: { request: async () => refuse() } }),
  'locks that throw': () => ({ locks: { request: refuse } }),
  'locks that never answer': () => ({ locks: { request: () => new Promise(() => {}) } }),
  'locks that reject once one is held': ({ locks }) => ({
    locks: { request: (name, options, held) => (name.endsWith('leader') ? Promise.reject(refusal()) : locks.request(name, options, held)) },
  }),
  'locks that refuse to steal': ({ locks }) => ({
    locks: {
      request: (name, options, held) => {
        if (options.steal) return Promise.reject(refusal());
        return name.endsWith('leader') ? new Promise(() => {}) : locks.request(name, options, held);
      },
    },
  }),
  'channels that cannot be made': () => ({ channel: refuse }),
  'channels that reject messages': ({ channel }) => ({ channel: (name) => Object.assign(channel(name), { postMessage: refuse }) }),
};

for (const [name, change] of Object.entries(SHARING)) {
  test(`with ${name}, the tab works alone`, async () => {
    const { world, sluice } = await works(change);
    assert.ok(!sluice.connection.leads);
    assert.deepEqual(world.faults, []);
  });
}

test('a leader whose channels fail later continues alone', async () => {
  let fails = false;
  const gateway = new FakeGateway();
  const world = new World(gateway);
  const [first, second] = [world.tab(), world.tab()];
  const host = first.host();
  const channel = (name) => {
    const made = host.channel(name);
    const post = made.postMessage;
    return Object.assign(made, { postMessage: (message) => (fails ? refuse() : post(message)) });
  };
  const leader = clientIn(first, { host: { channel } });
  await settle();
  const follower = clientIn(second);
  const readers = [leader, follower].map((sluice) => read(sluice, 'a'));
  await world.pass(1_000);
  assert.ok(leader.connection.leads);
  fails = true;
  gateway.publish({ topic: 'a', data: 1 });
  await world.pass(60_000);
  gateway.publish({ topic: 'a', data: 2 });
  await world.pass(1_000);
  for (const { told } of readers) assert.deepEqual(told, [1, 2]);
  assert.ok(!leader.connection.leads);
});

/** A leading tab, and another tab whose channels fail while `sick.fails` is true. */
async function besideALeader() {
  const world = new World(new FakeGateway());
  const [first, second] = [world.tab(), world.tab()];
  const connections = [];
  const leader = clientIn(first, { onConnection: (connection) => connections.push(connection) });
  read(leader, 'a');
  await settle();
  const host = second.host();
  const sick = { fails: false };
  const channel = (name) => {
    const made = host.channel(name);
    const post = made.postMessage;
    return Object.assign(made, { postMessage: (message) => (sick.fails ? refuse() : post(message)) });
  };
  return { world, tab: second, leader, connections, sick, channel };
}

test('a tab whose channels reject messages does not depose the leader', async () => {
  const { world, tab, leader, connections, sick, channel } = await besideALeader();
  sick.fails = true;
  const { subscription } = read(clientIn(tab, { host: { channel } }), 'a');
  await world.pass(60_000);
  assert.equal(subscription.state, 'live');
  assert.ok(leader.connection.leads);
  assert.deepEqual(connections.filter(({ leads }) => !leads), []);
});

test('a follower whose channels fail during the election continues alone', async () => {
  const { world, tab, connections, sick, channel } = await besideALeader();
  const { told, subscription } = read(clientIn(tab, { host: { channel } }), 'a');
  await settle();
  sick.fails = true;
  await world.pass(60_000);
  assert.equal(subscription.state, 'live');
  world.gateway.publish({ topic: 'a', data: 1 });
  await settle();
  assert.deepEqual(told, [1]);
  assert.deepEqual(connections.filter(({ leads }) => !leads), []);
});

test('a follower whose channels fail when the leader changes continues alone', async () => {
  const { world, tab, leader, sick, channel } = await besideALeader();
  const next = clientIn(world.tab());
  await settle();
  const follower = clientIn(tab, { host: { channel } });
  const { told, subscription } = read(follower, 'a');
  await world.pass(1_000);
  assert.equal(follower.connection.transport, 'tab');
  sick.fails = true;
  leader.close();
  await world.pass(10_000);
  assert.ok(next.connection.leads);
  assert.equal(subscription.state, 'live');
  world.gateway.publish({ topic: 'a', data: 1 });
  await settle();
  assert.deepEqual(told, [1]);
});

for (const [kind, data] of [['text', 'now'], ['bytes', new Uint8Array([1])]]) {
  test(`a volatile event of ${kind} is reported as not sent by a follower whose channels fail`, async () => {
    const { world, tab, sick, channel } = await besideALeader();
    const follower = clientIn(tab, { host: { channel } });
    await settle();
    follower.publish('b', 'is acknowledged');
    await world.pass(1_000);
    assert.equal(follower.connection.transport, 'tab');
    sick.fails = true;
    const answers = [];
    for (let i = 0; i < 2; i++) follower.publish('a', data, { volatile: true }).then((answer) => answers.push(answer));
    await settle();
    assert.deepEqual(answers, [{ sent: false }, { sent: false }]);
  });

  test(`a volatile event of ${kind} is reported as not sent by a WebSocket that throws`, async () => {
    let fails = false;
    const { world, sluice } = await works(
      (host) => ({
        WebSocket: class extends host.WebSocket {
          send(frame) {
            if (fails) refuse();
            super.send(frame);
          }
        },
      }),
      { transport: 'websocket', share: false },
    );
    fails = true;
    const answers = [];
    for (let i = 0; i < 2; i++) sluice.publish('a', data, { volatile: true }).then((answer) => answers.push(answer));
    await world.pass(100);
    assert.deepEqual(answers, [{ sent: false }, { sent: false }]);
  });
}

for (const [name, make] of Object.entries({
  'a WebSocket': (host) => new WebSocketTransport(new URL('http://gateway.example/'), host, new Tokens(undefined), 1_000, {}),
  "another tab's connection": (host) => new TabTransport({ post() {} }, 'leader', host, 1_000, {}),
})) {
  test(`${name} that is closed rejects a publish`, async () => {
    const over = make(new World(new FakeGateway()).tab().host({ uuid: () => 'u' }));
    over.close();
    await assert.rejects(Promise.race([over.publish({ topic: 'a', data: 1 }, {}), settle()]), { code: 'unreachable', retryable: true });
  });
}

const STORAGE = {
  'storage that is null': null,
  'storage that throws': { getItem: refuse, setItem: refuse, removeItem: refuse },
  'storage whose methods are gone': {},
};

for (const [name, storage] of Object.entries(STORAGE)) {
  test(`${name} does not prevent reading`, async () => {
    const { sluice, world } = await works(() => ({ storage }), { subscribe: { remember: 'here' } });
    sluice.close();
    await world.pass(1_000);
  });
}

const SOCKETS = {
  'no WebSocket at all': () => undefined,
  'a WebSocket that cannot be made': () =>
    class {
      constructor() {
        refuse();
      }
    },
  // Node's package `ws` ends the process after an error without a listener
  'a WebSocket whose errors need a listener': () =>
    class {
      onerror = null;
      constructor() {
        queueMicrotask(() => {
          if (!this.onerror) assert.fail('an error without a listener');
          this.onerror({ type: 'error' });
          this.onclose?.({ code: 1006, reason: '' });
        });
      }
      send() {}
      close() {
        queueMicrotask(() => this.onerror?.({ type: 'error' }) ?? (this.onerror || assert.fail('an error without a listener')));
      }
    },
  'a WebSocket that sends nothing and throws on every call': () =>
    class {
      send = refuse;
      close = refuse;
    },
};

for (const [name, make] of Object.entries(SOCKETS)) {
  test(`with ${name}, the client uses streams`, async () => {
    const { sluice } = await works(() => ({ WebSocket: make() }));
    await settle();
    assert.equal(sluice.connection.transport, 'sse');
  });
}

test('a WebSocket that cannot send is replaced, and the next one sends the messages', async () => {
  let broken = 1;
  const { gateway } = await works(
    (host) => ({
      WebSocket: class extends host.WebSocket {
        send(frame) {
          if (broken-- > 0) refuse();
          super.send(frame);
        }
      },
    }),
    { transport: 'websocket', share: false },
  );
  assert.ok(gateway.requests.filter((request) => request === 'WS').length > 1);
});

test('a WebSocket may deliver bytes as a view of a larger buffer', async () => {
  const { gateway, world, sluice } = await works(
    (host) => ({
      WebSocket: class extends host.WebSocket {
        set onmessage(listener) {
          super.heard = listener;
        }
        get onmessage() {
          return (
            super.heard &&
            (({ data }) => {
              if (typeof data === 'string') return super.heard({ data });
              const larger = new Uint8Array(data.byteLength + 7);
              larger.set(new Uint8Array(data), 7);
              super.heard({ data: larger.subarray(7) });
            })
          );
        }
      },
    }),
    { transport: 'websocket', share: false },
  );
  const { told } = read(sluice, 'bytes');
  await world.pass(1_000);
  gateway.publish({ topic: 'bytes', data: new Uint8Array([1, 2]) });
  await world.pass(1_000);
  assert.deepEqual(told, [new Uint8Array([1, 2])]);
});

test('a fetch that ignores its signal does not block the client', async () => {
  let hung = 0;
  const isHistory = (url, init) => String(url).includes('/api/events?') && init.headers.Accept === 'application/json';
  await works((host) => ({ fetch: (url, init) => (isHistory(url, init) && hung++ === 0 ? new Promise(() => {}) : host.fetch(url, init)) }), { patience: 30_000 });
  assert.ok(hung > 1);
});

const page = 'https://page.example/app/index.html';

/** The base of relative URLs. */
function addressIn(world) {
  return hostOf({ crypto, ...world }).base;
}

test('a relative URL is resolved against the location of the code', () => {
  const srcdoc = { baseURI: page };
  assert.equal(addressIn({ document: srcdoc, navigator: {} }), page);
  assert.equal(addressIn({ location: { href: 'https://page.example/worker.js' } }), 'https://page.example/worker.js');
  assert.equal(addressIn({ location: { href: 'blob:https://page.example/2b7a' }, origin: 'https://page.example' }), 'https://page.example');
  assert.equal(addressIn({ document: { baseURI: 'blob:https://page.example/2b7a' }, navigator: {}, origin: 'https://page.example' }), 'https://page.example');
  assert.equal(addressIn({ location: { href: 'data:text/javascript,0' }, origin: 'null' }), undefined);
  assert.equal(addressIn({ document: { baseURI: 'about:blank' }, navigator: {}, origin: 'null' }), undefined);
  assert.equal(addressIn({}), undefined);
});

test('a relative URL without a base is rejected with advice', () => {
  assert.throws(() => new Sluice('/app/', { host: { base: undefined } }), { code: 'unsupported', message: /whole address/ });
  assert.throws(() => new Sluice('http://', { host: { base: page } }), { code: 'unsupported' });
});

test('a function of the platform that throws on access counts as missing', () => {
  const navigator = Object.defineProperty({}, 'locks', { get: refuse });
  const world = Object.defineProperties({ document: { baseURI: page }, navigator, crypto }, { sessionStorage: { get: refuse }, BroadcastChannel: { get: refuse } });
  const host = hostOf(world);
  assert.deepEqual([host.locks, host.storage, host.channel], [undefined, undefined, undefined]);
});
