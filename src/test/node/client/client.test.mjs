// One client and its gateway, with all that can happen to a connection.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { begin, clientIn, read } from './reader.mjs';
import { randomOf, settle } from './world.mjs';

const KINDS = ['sse', 'websocket'];

for (const transport of KINDS) {
  test(`${transport}: published events are delivered once and in order`, async () => {
    const { gateway, sluice } = await begin({ transport });
    const { told, subscription } = read(sluice, 'a/*');
    await settle();
    assert.equal(subscription.state, 'live');
    for (const data of [1, 'two', { three: [3] }, null]) await Promise.all([sluice.publish('a/1', data), settle()]);
    gateway.publish({ topic: 'b/1', data: 'not asked for' });
    await settle();
    assert.deepEqual(told, [1, 'two', { three: [3] }, null]);
    assert.equal(subscription.cursor, 'e-4');
    assert.deepEqual(gateway.open, [transport]);
  });

  test(`${transport}: no event is lost by a cut`, async () => {
    const { gateway, world, sluice } = await begin({ transport });
    const { told, subscription } = read(sluice, 'a');
    await settle();
    gateway.publish({ topic: 'a', data: 1 });
    await settle();
    gateway.cut();
    gateway.publish({ topic: 'a', data: 2 });
    await settle();
    assert.equal(subscription.state, 'waiting');
    await world.pass(2_000);
    assert.equal(subscription.state, 'live');
    gateway.publish({ topic: 'a', data: 3 });
    await settle();
    assert.deepEqual(told, [1, 2, 3]);
  });

  test(`${transport}: retries to an unavailable gateway become rarer, and its return is detected`, async () => {
    const { gateway, world, sluice } = await begin({ transport });
    const { told } = read(sluice, 'a');
    await settle();
    gateway.unavailable = true;
    gateway.cut();
    await world.pass(600_000);
    const tries = gateway.requests.length;
    await world.pass(600_000);
    assert.ok(gateway.requests.length - tries <= 45, `${gateway.requests.length - tries} tries in ten minutes`);
    gateway.unavailable = false;
    gateway.publish({ topic: 'a', data: 'there again' });
    await world.pass(30_000);
    assert.deepEqual(told, ['there again']);
  });

  test(`${transport}: heartbeats move the cursor, so that a quiet topic causes no gap`, async () => {
    const { gateway, world, sluice } = await begin({ transport });
    const { told, subscription } = read(sluice, 'quiet');
    await settle();
    for (let i = 0; i < 10; i++) gateway.publish({ topic: 'loud', data: i });
    gateway.beat();
    await settle();
    assert.equal(subscription.cursor, 'e-10');
    gateway.forgotten = 10;
    gateway.cut();
    await world.pass(2_000);
    assert.deepEqual(told, []);
  });

  test(`${transport}: deleted events are reported as a gap, and later events follow`, async () => {
    const { gateway, world, sluice } = await begin({ transport });
    const { told } = read(sluice, 'a');
    await settle();
    gateway.cut();
    for (let i = 1; i <= 5; i++) gateway.publish({ topic: 'a', data: i });
    gateway.forgotten = 3;
    await world.pass(2_000);
    assert.deepEqual(told, ['gap e-1 e-3 retention', 4, 5]);
  });

  test(`${transport}: a replaced journal is a gap of its own kind, and reading continues there`, async () => {
    const { gateway, world, sluice } = await begin({ transport });
    const { told, subscription } = read(sluice, 'a');
    for (let i = 1; i <= 5; i++) gateway.publish({ topic: 'a', data: i });
    await settle();
    gateway.cut();
    gateway.epoch = 'f';
    gateway.events = [];
    gateway.publish({ topic: 'a', data: 'before the client is back' });
    await world.pass(2_000);
    gateway.publish({ topic: 'a', data: 'live' });
    await settle();
    assert.deepEqual(told.slice(-2), ['gap e-5 f-1 epoch', 'live']);
    assert.equal(subscription.cursor, 'f-2');
  });

  test(`${transport}: a replaced journal is a gap for each subscription, also if one has read it before the others reconnect`, async () => {
    const { gateway, world, sluice } = await begin({ transport });
    for (let n = 1; n <= 5; n++) gateway.publish({ topic: 'a', data: n });
    const first = read(sluice, 'a');
    await settle();
    gateway.restore();
    for (let n = 1; n <= 3; n++) gateway.publish({ topic: 'a', data: `unseen ${n}` });
    const second = read(sluice, 'b');
    await world.pass(60_000);
    gateway.publish({ topic: 'a', data: 'live' });
    await settle();
    assert.deepEqual(first.told, ['gap e-5 f-3 epoch', 'live']);
    assert.deepEqual(second.told, []);
    assert.equal(gateway.open.length, 1);
  });

  test(`${transport}: a journal that ends before the cursor is a gap, and reading continues at its end`, async () => {
    const { gateway, world, sluice } = await begin({ transport });
    const { told } = read(sluice, 'a');
    await settle();
    for (let n = 1; n <= 5; n++) gateway.publish({ topic: 'a', data: n });
    await settle();
    gateway.lose(2);
    await world.pass(2_000);
    for (let n = 4; n <= 6; n++) gateway.publish({ topic: 'a', data: `again ${n}` });
    await settle();
    assert.deepEqual(told, [1, 2, 3, 4, 5, 'gap e-5 e-3 unknown', 'again 4', 'again 5', 'again 6']);
  });

  test(`${transport}: a cursor beyond the end of the journal is a gap, also beside a subscription with a valid cursor`, async () => {
    const { gateway, world, sluice } = await begin({ transport });
    const first = read(sluice, 'a');
    await settle();
    for (let n = 1; n <= 5; n++) gateway.publish({ topic: 'a', data: n });
    await settle();
    gateway.lose(2);
    const second = read(sluice, 'b');
    await world.pass(2_000);
    for (let n = 4; n <= 6; n++) gateway.publish({ topic: 'a', data: `again ${n}` });
    await settle();
    assert.deepEqual(first.told, [1, 2, 3, 4, 5, 'gap e-5 e-3 unknown', 'again 4', 'again 5', 'again 6']);
    assert.deepEqual(second.told, []);
    assert.equal(gateway.open.length, 1);
  });

  test(`${transport}: a connection that died without a close is detected after two heartbeats, and reading continues`, async () => {
    const { gateway, world, tab, sluice } = await begin({ transport });
    const { told, subscription } = read(sluice, 'a');
    await settle();
    // like a router that has dropped the connection, which still looks open to the client
    gateway.forget(tab);
    assert.deepEqual(gateway.open, []);
    gateway.publish({ topic: 'a', data: 'unheard' });
    await world.pass(9_000);
    assert.deepEqual([subscription.state, ...told], ['live']);
    await world.pass(25_000);
    gateway.publish({ topic: 'a', data: 'live' });
    await settle();
    assert.deepEqual(told, ['unheard', 'live']);
    assert.equal(gateway.open.length, 1);
  });

  test(`${transport}: the connection is checked immediately after a sleep of the machine`, async () => {
    const { gateway, world, tab, sluice } = await begin({ transport });
    read(sluice, 'a');
    await settle();
    gateway.silent = true;
    const before = gateway.requests.length;
    world.sleep(3_600_000);
    tab.document.dispatchEvent(new Event('visibilitychange'));
    await world.pass(12_000);
    assert.ok(gateway.requests.length > before);
  });

  test(`${transport}: the return of the network ends all waits`, async () => {
    const { gateway, world, tab, sluice } = await begin({ transport });
    const { told, subscription } = read(sluice, 'a');
    await settle();
    gateway.unavailable = true;
    tab.page.dispatchEvent(new Event('offline'));
    assert.equal(subscription.state, 'waiting');
    await world.pass(300_000);
    gateway.unavailable = false;
    gateway.publish({ topic: 'a', data: 'meanwhile' });
    tab.page.dispatchEvent(new Event('online'));
    await settle();
    assert.deepEqual(told, ['meanwhile']);
  });

  test(`${transport}: subscriptions share one stream, and each has its own start`, async () => {
    const { gateway, sluice } = await begin({ transport });
    for (let i = 1; i <= 5; i++) gateway.publish({ topic: `a/${i % 2}`, data: i });
    const all = read(sluice, 'a/*', { after: 'earliest' });
    const odd = read(sluice, 'a/1', { last: 2 });
    const snapshot = read(sluice, ['a/0', 'a/1'], { snapshot: true });
    const now = read(sluice, 'a/**');
    await settle();
    gateway.publish({ topic: 'a/1', data: 'live' });
    await settle();
    assert.deepEqual(all.told, [1, 2, 3, 4, 5, 'live']);
    assert.deepEqual(odd.told, [3, 5, 'live']);
    assert.deepEqual(snapshot.told.slice(0, 2).sort(), [4, 5]);
    assert.deepEqual(now.told, ['live']);
    assert.equal(gateway.open.length, 1);
  });

  test(`${transport}: a later subscription does not interrupt the others`, async () => {
    const { gateway, sluice } = await begin({ transport });
    const first = read(sluice, 'a');
    await settle();
    const states = [];
    const second = read(sluice, 'b', { onState: (state) => states.push(state) });
    gateway.publish({ topic: 'a', data: 1 });
    gateway.publish({ topic: 'b', data: 2 });
    await settle();
    first.subscription.close();
    gateway.publish({ topic: 'a', data: 3 });
    gateway.publish({ topic: 'b', data: 4 });
    await settle();
    assert.deepEqual(first.told, [1]);
    assert.deepEqual(second.told.slice(-1), [4]);
    assert.deepEqual(states, ['live']);
    assert.equal(gateway.open.length, 1);
  });

  test(`${transport}: the end of a topic ends its subscription permanently`, async () => {
    const { gateway, world, sluice } = await begin({ transport });
    const job = read(sluice, 'job', { after: 'earliest' });
    const jobs = read(sluice, ['job', 'other']);
    await settle();
    gateway.publish({ topic: 'job', data: 'done', final: true });
    await settle();
    assert.deepEqual(job.told, ['done', 'end of job']);
    assert.equal(job.subscription.state, 'ended');
    assert.equal(jobs.subscription.state, 'live');
    const late = read(sluice, 'job', { after: 'earliest' });
    const alone = (await begin({ transport })).sluice;
    alone.close();
    await world.pass(60_000);
    assert.deepEqual(late.told, ['done', 'end of job']);
  });

  test(`${transport}: an event that is sent again after a cut is in the journal once`, async () => {
    const { gateway, world, sluice } = await begin({ transport });
    const { told } = read(sluice, 'a');
    await settle();
    gateway.holdsAnswers = true;
    const answers = [1, 2, 3].map((data) => sluice.publish('a', data));
    await settle();
    gateway.cut();
    gateway.holdsAnswers = false;
    gateway.answer();
    await world.pass(40_000);
    const ids = (await Promise.all(answers)).map(({ id }) => id);
    assert.deepEqual(ids, ['e-1', 'e-2', 'e-3']);
    assert.deepEqual(told, [1, 2, 3]);
    assert.equal(gateway.events.length, 3);
  });

  test(`${transport}: a retry waits as long as the gateway wants, and sends each event once and in order`, async () => {
    const { gateway, world, sluice } = await begin({ transport });
    let refusals = 2;
    gateway.checkDraft = () => {
      if (refusals-- > 0) throw { status: 429, code: 'rate-limited', retryAfter: 3 };
    };
    const answers = [1, 2, 3, 4].map((data) => sluice.publish('a', data));
    await world.pass(2_900);
    const published = () => gateway.events.map(({ data }) => data);
    // over a WebSocket, the gateway has accepted the other events in flight
    assert.deepEqual(published(), transport === 'sse' ? [] : [3, 4]);
    await world.pass(5_000);
    await Promise.all(answers);
    assert.deepEqual(published(), transport === 'sse' ? [1, 2, 3, 4] : [3, 4, 1, 2]);
  });

  test(`${transport}: a refusal rejects only the refused event`, async () => {
    const { gateway, world, sluice } = await begin({ transport });
    gateway.checkDraft = ({ topic }) => {
      if (topic === 'forbidden') throw { status: 403, code: 'topic-forbidden' };
    };
    const answers = ['a', 'forbidden', 'b'].map((topic) => sluice.publish(topic, 1));
    const settled = Promise.allSettled(answers);
    await world.pass(1_000);
    const [first, second, third] = await settled;
    assert.equal(first.value.id, 'e-1');
    assert.equal(second.reason.code, 'topic-forbidden');
    assert.equal(second.reason.retryable, false);
    assert.equal(third.value.id, 'e-2');
  });

  test(`${transport}: echo false keeps an event from this page, also when its acknowledgement arrives late or after a cut`, async () => {
    const { gateway, world, sluice } = await begin({ transport });
    const { told } = read(sluice, 'a');
    await settle();
    gateway.holdsAnswers = true;
    const answer = sluice.publish('a', 'mine', { echo: false });
    await settle();
    gateway.publish({ topic: 'a', data: 'theirs' });
    await settle();
    gateway.cut();
    gateway.holdsAnswers = false;
    gateway.answer();
    await world.pass(40_000);
    await answer;
    assert.deepEqual(told, ['theirs']);
  });

  test(`${transport}: echo false does not affect a subscription that has not started yet`, async () => {
    const { gateway, world, sluice } = await begin({ transport });
    gateway.holdsAnswers = true;
    const { told, subscription } = read(sluice, 'a');
    const answer = sluice.publish('a', 'mine', { echo: false });
    await world.pass(1_000);
    gateway.publish({ topic: 'a', data: 'theirs' });
    await world.pass(1_000);
    gateway.holdsAnswers = false;
    gateway.answer();
    await answer;
    gateway.publish({ topic: 'a', data: 'theirs, too' });
    await world.pass(1_000);
    assert.equal(subscription.state, 'live');
    assert.deepEqual(told, ['theirs', 'theirs, too']);
  });

  test(`${transport}: a history of many pages is read once, also while an event with echo false is in flight`, async () => {
    const { gateway, world, sluice } = await begin({ transport });
    for (let n = 0; n < 2_500; n++) gateway.publish({ topic: 'a', data: n });
    gateway.holdsAnswers = true;
    const { told } = read(sluice, 'a', { after: 'earliest' });
    sluice.publish('a', 'mine', { echo: false });
    await world.pass(1_000);
    assert.equal(gateway.requests.filter((request) => request === 'GET api/events').length, transport === 'sse' ? 4 : 3);
    gateway.answer();
    await world.pass(1_000);
    assert.deepEqual(told, [...Array(2_500).keys()]);
  });

  test(`${transport}: events of others do not wait for a publish that is retried later`, async () => {
    const { gateway, world, sluice } = await begin({ transport });
    const { told } = read(sluice, 'a');
    await settle();
    gateway.checkDraft = () => {
      throw { status: 503, code: 'journal-unavailable' };
    };
    sluice.publish('a', 'mine', { echo: false }).catch(() => {});
    await world.pass(100);
    for (let n = 0; n < 100; n++) gateway.publish({ topic: 'a', data: n });
    await settle();
    assert.equal(told.length, 100);
  });

  test(`${transport}: events of others wait for a missing acknowledgement only for a limited time, and in limited number`, async () => {
    const { gateway, world, sluice } = await begin({ transport });
    const { told, subscription } = read(sluice, 'a');
    await settle();
    gateway.holdsAnswers = true;
    sluice.publish('a', 'mine', { echo: false }).catch(() => {});
    await settle();
    for (let n = 1; n < 10; n++) gateway.publish({ topic: 'a', data: n });
    await settle();
    assert.deepEqual([subscription.cursor, told], ['e-0', []]);
    await world.pass(5_000);
    assert.equal(told.length, 10);
    sluice.publish('a', 'mine', { echo: false }).catch(() => {});
    await settle();
    for (let n = 0; n < 1_500; n++) gateway.publish({ topic: 'a', data: n });
    await settle();
    assert.ok(told.length > 500);
  });

  test(`${transport}: a page that publishes continuously with echo false still receives events of others`, async () => {
    const { gateway, world, sluice } = await begin({ transport });
    const { told } = read(sluice, 'a');
    await settle();
    gateway.holdsAnswers = true;
    for (let n = 0; n < 10; n++) {
      sluice.publish('a', 'mine', { echo: false });
      await settle();
      gateway.publish({ topic: 'a', data: n });
      await settle();
      if (n % 3) gateway.answer();
      await settle();
      assert.ok(told.length >= n - 2, `${told.length} of ${n}`);
    }
    gateway.answer();
    await world.pass(1_000);
    gateway.answer();
    await world.pass(1_000);
    assert.deepEqual(told, [...Array(10).keys()]);
  });

  test(`${transport}: bytes arrive as bytes`, async () => {
    const { sluice } = await begin({ transport });
    const { told } = read(sluice, 'a');
    await settle();
    await sluice.publish('a', Uint8Array.of(1, 255), { volatile: true });
    await sluice.publish('a', Uint8Array.of(2, 254));
    await settle();
    assert.deepEqual(told, [Uint8Array.of(1, 255), Uint8Array.of(2, 254)]);
  });

  test(`${transport}: a refused volatile event rejects its publish, and affects no subscription`, async () => {
    const { gateway, world, sluice } = await begin({ transport });
    const states = [];
    const { told } = read(sluice, 'a', { onState: (state) => states.push(state) });
    await settle();
    const requests = gateway.requests.length;
    for (const problem of [{ status: 403, code: 'topic-forbidden' }, { status: 401, code: 'token-missing' }]) {
      gateway.checkDraft = () => {
        throw problem;
      };
      await assert.rejects(sluice.publish('game', 1, { volatile: true }), { code: problem.code });
    }
    await world.pass(1_000);
    gateway.publish({ topic: 'a', data: 1 });
    await settle();
    assert.deepEqual(told, [1]);
    assert.deepEqual(states, ['live']);
    assert.equal(gateway.requests.length - requests, transport === 'sse' ? 2 : 0);
  });

  test(`${transport}: a volatile event interrupted by a cut is reported as not sent`, async () => {
    const { gateway, world, sluice } = await begin({ transport });
    read(sluice, 'a');
    await settle();
    gateway.unavailable = true;
    const receipt = sluice.publish('a', 1, { volatile: true });
    gateway.cut();
    await world.pass(100);
    assert.deepEqual(await receipt, { sent: false });
    assert.deepEqual(await sluice.publish('a', 1, { volatile: true }), { sent: false });
  });

  test(`${transport}: a member's state changes on the open stream, the newest last, also while the stream is starting`, async () => {
    const { gateway, world, sluice } = await begin({ transport });
    const presence = sluice.presence('room', { member: 'ann', state: 0 });
    presence.update(1);
    await settle();
    assert.equal(gateway.states.at(-1), 1);
    const streams = gateway.open.length;
    const filters = gateway.filters;
    const requests = gateway.requests.length;
    for (let n = 2; n < 12; n++) presence.update(n);
    await settle();
    assert.equal(gateway.states.at(-1), 11);
    assert.ok(gateway.states.length < 6, 'states of one task are combined');
    assert.ok(gateway.requests.length - requests <= 2);
    assert.deepEqual([gateway.open.length, gateway.filters], [streams, filters]);
    gateway.cut();
    presence.update(12);
    await world.pass(3_000);
    assert.equal(gateway.states.at(-1), 12);
  });

  test(`${transport}: an error of a listener is reported, and the listener misses nothing`, async () => {
    const { gateway, world, sluice } = await begin({ transport });
    const told = [];
    sluice.subscribe('a', {
      onEvent: ({ data }) => {
        told.push(data);
        if (data === 1) throw new Error('of the page');
      },
    });
    await settle();
    gateway.publish({ topic: 'a', data: 1 });
    gateway.publish({ topic: 'a', data: 2 });
    await settle();
    assert.deepEqual(told, [1, 2]);
    assert.deepEqual(world.faults.map(({ message }) => message), ['of the page']);
  });

  test(`${transport}: a forbidden topic fails only its own subscription`, async () => {
    const { gateway, sluice } = await begin({ transport });
    gateway.check = (_token, url) => {
      if (url?.searchParams.getAll('topic').includes('secret')) throw { status: 403, code: 'topic-forbidden' };
    };
    const open = read(sluice, 'open');
    const secret = read(sluice, 'secret');
    await settle();
    gateway.publish({ topic: 'open', data: 1 });
    await settle();
    assert.deepEqual(secret.told, ['error topic-forbidden']);
    assert.equal(secret.subscription.state, 'failed');
    assert.deepEqual(open.told, [1]);
  });

  test(`${transport}: a new token is requested once before the old one expires, and the connection continues`, async () => {
    let given = 0;
    const { gateway, world, sluice } = await begin({ transport, token: async () => `token ${++given}` });
    const seen = [];
    gateway.check = (token) => seen.push(token);
    const readers = [read(sluice, 'a'), read(sluice, 'a', { conflate: true }), read(sluice, 'a', { conflate: true })];
    await settle();
    gateway.latency = () => new Promise((done) => setImmediate(done));
    const before = [...gateway.requests];
    gateway.tellAll('event: sluice.expiring\ndata: {"seconds":30}\n\n', { type: 'expiring', seconds: 30 });
    await world.pass(1_000);
    assert.equal(given, 2);
    assert.equal(seen.at(-1), 'token 2');
    gateway.publish({ topic: 'a', data: 1 });
    await settle();
    for (const { told } of readers) assert.deepEqual(told, [1]);
    assert.equal(gateway.requests.length - before.length, transport === 'sse' ? 3 : 0);
    assert.equal(gateway.open.length, transport === 'sse' ? 3 : 1);
  });

  test(`${transport}: an invalid token is requested once more, and then the subscription fails`, async () => {
    let given = 0;
    const { gateway, world, sluice } = await begin({ transport, token: () => `token ${++given}` });
    gateway.check = (token) => {
      if (token !== 'token 2') throw { status: 401, code: 'token-expired' };
    };
    const good = read(sluice, 'a');
    await settle();
    assert.equal(good.subscription.state, 'live');
    gateway.check = () => {
      throw { status: 401, code: 'token-invalid' };
    };
    gateway.cut();
    await world.pass(60_000);
    assert.deepEqual(good.told, ['error token-invalid']);
    const requests = gateway.requests.length;
    await world.pass(600_000);
    assert.equal(gateway.requests.length, requests, 'a failed client sends no requests');
  });

  test(`${transport}: a suspended page holds no connection, and continues when it resumes`, async () => {
    const { gateway, world, tab, sluice } = await begin({ transport });
    const { told } = read(sluice, 'a');
    await settle();
    tab.page.dispatchEvent(new Event('pagehide'));
    await settle();
    assert.deepEqual(gateway.open, []);
    gateway.publish({ topic: 'a', data: 'while it lay in the cache' });
    await world.pass(600_000);
    assert.deepEqual(told, []);
    tab.page.dispatchEvent(new Event('pageshow'));
    await settle();
    assert.deepEqual(told, ['while it lay in the cache']);
  });

  test(`${transport}: a closed client leaves no timer and no connection, and rejects pending publishes`, async () => {
    const { gateway, world, sluice } = await begin({ transport });
    const { told, subscription } = read(sluice, 'a');
    await settle();
    gateway.holdsAnswers = true;
    const waiting = assert.rejects(sluice.publish('a', 1), { code: 'closed' });
    await settle();
    sluice.close();
    await waiting;
    await assert.rejects(sluice.publish('a', 2), { code: 'closed' });
    const requests = gateway.requests.length;
    await world.pass(600_000);
    assert.equal(subscription.state, 'closed');
    assert.deepEqual(gateway.open, []);
    assert.equal(gateway.requests.length, requests);
    assert.ok(told.length <= 1);
  });

  test(`${transport}: ten thousand events are delivered through a hundred cuts, each once and in order`, async () => {
    const random = randomOf(transport.length);
    const { gateway, world, sluice } = await begin({ transport });
    const { told } = read(sluice, 'a/*');
    await settle();
    for (let n = 0; n < 10_000; n++) {
      gateway.publish({ topic: `a/${n % 3}`, data: n });
      if (random() < 0.01) gateway.cut();
      if (random() < 0.05) await world.pass(random() * 3_000);
    }
    await world.pass(40_000);
    assert.deepEqual(told, [...Array(10_000).keys()]);
  });
}

test('a page that only receives uses an event stream; when it publishes, a WebSocket replaces the stream', async () => {
  const { gateway, sluice } = await begin();
  const { told } = read(sluice, 'a');
  await settle();
  assert.deepEqual(gateway.open, ['sse']);
  const answers = [];
  for (let n = 0; n < 20; n++) {
    answers.push(sluice.publish('a', n));
    gateway.publish({ topic: 'a', data: 'between' });
    if (n % 4 === 0) await settle();
  }
  await Promise.all(answers);
  await settle();
  assert.deepEqual(gateway.open, ['websocket']);
  assert.deepEqual(told, gateway.events.map(({ data }) => data));
  assert.deepEqual(told.filter((data) => data !== 'between'), [...Array(20).keys()]);
});

test('an event stream and POST replace a blocked WebSocket', async () => {
  const { gateway, world, sluice } = await begin();
  gateway.refusesSockets = true;
  const { told, subscription } = read(sluice, 'a');
  await settle();
  const states = [];
  sluice.subscribe('a', { onState: (state) => states.push(state) });
  await settle();
  await sluice.publish('a', 1);
  await world.pass(1_000);
  await sluice.publish('a', 2);
  await settle();
  assert.deepEqual(told, [1, 2]);
  assert.equal(subscription.state, 'live');
  assert.deepEqual(states, ['live'], 'the change is not visible');
  assert.deepEqual(gateway.open, ['sse']);
  assert.equal(gateway.requests.filter((request) => request === 'WS').length, 1, 'a blocked WebSocket is not tried again soon');
  gateway.refusesSockets = false;
  await world.pass(300_000);
  gateway.beat();
  await settle();
  assert.deepEqual(gateway.open, ['websocket'], 'a blocked WebSocket is tried again later');
});

test('a page that starts with a publish uses POST where WebSockets are blocked', async () => {
  const { gateway, sluice } = await begin();
  gateway.refusesSockets = true;
  assert.deepEqual(await sluice.publish('a', 1), { id: 'e-1' });
  assert.deepEqual(gateway.requests, ['WS', 'GET api/health/live', 'POST api/events/batch']);
});

test('a WebSocket replaces a buffered stream after two heartbeats', async () => {
  const { gateway, world, sluice } = await begin();
  gateway.buffersStreams = true;
  const { told } = read(sluice, 'a');
  await settle();
  gateway.publish({ topic: 'a', data: 1 });
  await world.pass(19_000);
  assert.deepEqual(told, []);
  await world.pass(2_000);
  assert.deepEqual(told, [1]);
  assert.deepEqual(gateway.open, ['websocket']);
});

test('an unavailable gateway is not mistaken for a network that blocks WebSockets', async () => {
  const { gateway, world, sluice } = await begin();
  const { told } = read(sluice, 'a');
  await settle();
  await sluice.publish('a', 1);
  await settle();
  gateway.unavailable = true;
  gateway.cut();
  await world.pass(120_000);
  gateway.unavailable = false;
  await world.pass(31_000);
  assert.deepEqual(gateway.open, ['websocket']);
  assert.deepEqual(told, [1]);
});

test('an explicit transport is the only one', async () => {
  const { gateway, world, sluice } = await begin({ transport: 'websocket' });
  gateway.refusesSockets = true;
  const { subscription } = read(sluice, 'a');
  await world.pass(120_000);
  assert.notEqual(subscription.state, 'live');
  assert.ok(!gateway.requests.includes('GET api/health/live'));
  const other = await begin({ transport: 'sse' });
  const answer = other.sluice.publish('a', 1);
  await other.world.pass(1_000);
  await answer;
  assert.ok(!other.gateway.requests.includes('WS'));
});

test('offline, events wait up to the limit, and one more is rejected with a code', async () => {
  const { gateway, world, sluice } = await begin({ queue: 3 });
  gateway.unavailable = true;
  const answers = [1, 2, 3].map((data) => sluice.publish('a', data));
  await assert.rejects(sluice.publish('a', 4), { code: 'queue-full', retryable: true, name: 'SluiceError' });
  assert.deepEqual(await sluice.publish('a', 5, { volatile: true }), { sent: false });
  await world.pass(5_000);
  gateway.unavailable = false;
  await world.pass(60_000);
  await Promise.all(answers);
  assert.deepEqual(gateway.events.map(({ data }) => data), [1, 2, 3]);
});

test('a message that is too large for a WebSocket is rejected, and the others are not', async () => {
  const { gateway, world, sluice } = await begin({ transport: 'websocket' });
  gateway.checkDraft = ({ data }) => {
    if (data.length > 10) gateway.cut(1009);
  };
  const answers = ['small', 'very much larger', 'small, too'].map((data) => sluice.publish('a', data));
  const settled = Promise.allSettled(answers);
  await world.pass(60_000);
  const outcomes = (await settled).map(({ status, reason }) => reason?.code ?? status);
  assert.deepEqual(outcomes, ['fulfilled', 'data-too-large', 'fulfilled']);
});

test('a subscription that is too large for a WebSocket fails, and the others do not', async () => {
  const { gateway, world, sluice } = await begin({ transport: 'websocket' });
  gateway.largestMessage = 1_000;
  const large = read(sluice, Array.from({ length: 100 }, (_, n) => `a/topic/of/many/${n}`), { conflate: true });
  const small = [read(sluice, 'a'), read(sluice, 'b', { conflate: true })];
  await world.pass(60_000);
  assert.deepEqual(large.told, ['error data-too-large']);
  for (const { subscription } of small) assert.equal(subscription.state, 'live');
});

test('a WebSocket that the gateway closes reconnects after the announced delay', async () => {
  const { gateway, world, sluice } = await begin({ transport: 'websocket' });
  const { subscription } = read(sluice, 'a');
  await settle();
  gateway.cut(1001, 'the gateway goes away: reconnect after 4000 ms');
  await world.pass(3_999);
  assert.equal(subscription.state, 'waiting');
  await world.pass(1_000);
  assert.equal(subscription.state, 'live');
});

test('a stream that the gateway closes reconnects after the announced delay', async () => {
  const { gateway, world, sluice } = await begin({ transport: 'sse' });
  const { subscription } = read(sluice, 'a');
  await settle();
  gateway.tellAll('retry: 4000\n\n');
  await settle();
  gateway.cut();
  await world.pass(3_999);
  assert.equal(subscription.state, 'waiting');
  await world.pass(1_000);
  assert.equal(subscription.state, 'live');
});

test('a remembered cursor survives a reload', async () => {
  const { gateway, world, tab, sluice } = await begin();
  const before = read(sluice, 'a', { remember: 'mine', after: 'earliest' });
  gateway.publish({ topic: 'a', data: 1 });
  await settle();
  assert.deepEqual(before.told, [1]);
  tab.page.dispatchEvent(new Event('pagehide'));
  gateway.publish({ topic: 'a', data: 2 });
  const reloaded = world.tab();
  reloaded.stored = tab.stored;
  const after = read(clientIn(reloaded, { share: false }), 'a', { remember: 'mine', after: 'earliest' });
  await settle();
  assert.deepEqual(after.told, [2]);
});

test('a token that the gateway rejects for several requests at once is requested again once', async () => {
  let given = 0;
  const { gateway, world, sluice } = await begin({ transport: 'sse', token: () => `token ${++given}` });
  gateway.check = (token) => {
    if (token !== 'token 2') throw { status: 401, code: 'token-expired' };
  };
  const readers = ['a', 'b', 'c'].map((topic) => read(sluice, topic));
  await world.pass(1_000);
  assert.equal(given, 2);
  for (const { subscription } of readers) assert.equal(subscription.state, 'live');
});

test('a token that the page cannot provide at first is requested again', async () => {
  let asked = 0;
  const token = async () => {
    if (++asked < 3) throw new Error('offline');
    return 'token';
  };
  const { gateway, world, sluice } = await begin({ token });
  const { told } = read(sluice, 'a');
  await world.pass(30_000);
  gateway.publish({ topic: 'a', data: 1 });
  await settle();
  assert.deepEqual(told, [1]);
});

test('presence keeps a list of the members up to date', async () => {
  const { gateway, sluice } = await begin();
  const changes = [];
  const presence = sluice.presence('room', { member: 'ann', state: 1, onChange: (members, { type }) => changes.push([type, ...members.keys()]) });
  await settle();
  assert.deepEqual(gateway.open, ['websocket']);
  const say = (event, data) => gateway.say({ topic: '$presence/room', event, data });
  say('present', { members: [{ member: 'ann', state: 1 }] });
  say('join', { member: 'bob', state: 2 });
  say('leave', { member: 'ann' });
  await settle();
  assert.deepEqual(changes, [['present', 'ann'], ['join', 'ann', 'bob'], ['leave', 'bob']]);
  assert.deepEqual([...presence.members], [['bob', 2]]);
  presence.close();
});

test('the state of a member must be JSON', async () => {
  const { sluice } = await begin();
  const loop = {};
  loop.loop = loop;
  const presence = sluice.presence('room', { member: 'ann' });
  for (const state of [() => 1, loop, 1n, new Map()]) {
    assert.throws(() => sluice.presence('room', { member: 'bob', state }), { code: 'data-invalid' });
    assert.throws(() => presence.update(state), { code: 'data-invalid' });
  }
  presence.close();
});

test('by POST, simultaneous events share a request, and a refused event does not affect the others', async () => {
  const { gateway, sluice } = await begin({ transport: 'sse' });
  gateway.checkDraft = ({ topic, data }) => {
    if (data === 3 && topic === 'a') throw { status: 409, code: 'topic-complete' };
  };
  const outcomes = await Promise.allSettled([1, 2, 3, 4].map((data) => sluice.publish('a', data)));
  assert.deepEqual(outcomes.map(({ value, reason }) => value?.id ?? reason.code), ['e-1', 'e-2', 'topic-complete', 'e-3']);
  assert.equal(gateway.requests.filter((request) => request.startsWith('POST')).length, 5);
  await Promise.all(Array.from({ length: 50 }, (_, n) => sluice.publish('b', n)));
  assert.equal(gateway.requests.filter((request) => request.startsWith('POST')).length, 6);
});

test('by POST, volatile events are sent one request at a time, in order, and outdated ones are dropped', async () => {
  const { gateway, world, sluice } = await begin({ transport: 'sse' });
  const { told } = read(sluice, 'game');
  await settle();
  let [underWay, most] = [0, 0];
  gateway.latency = async () => {
    most = Math.max(most, ++underWay);
    for (let turns = 0; turns < 10; turns++) await new Promise((done) => setImmediate(done));
    underWay--;
  };
  const receipts = [];
  for (let n = 0; n < 100; n++) receipts.push(sluice.publish('game', n, { volatile: true }));
  await world.pass(1_000);
  const sent = (await Promise.all(receipts)).flatMap((receipt, n) => (receipt.sent ? [n] : []));
  assert.equal(most, 1);
  assert.deepEqual(told, sent);
  assert.ok(sent.length >= 32 && sent.length < 100, `${sent.length}`);
});

test('topics that do not fit into a URL use a WebSocket', async () => {
  const { gateway, sluice } = await begin();
  for (let n = 0; n < 100; n++) read(sluice, `${'long/'.repeat(20)}${n}`);
  await settle();
  assert.deepEqual(gateway.open, ['websocket']);
});

test('a history of topics that do not fit into a URL is in order, from any start', async () => {
  const { gateway, world, sluice } = await begin();
  const topics = Array.from({ length: 250 }, (_, n) => `companies/of/the/exchange/in/zurich/${n}`);
  for (let n = 0; n < 5_000; n++) gateway.publish({ topic: topics[(n * 7) % 250], data: n });
  const all = read(sluice, topics, { after: 'earliest' });
  const last = read(sluice, topics, { last: 20 });
  const snapshot = read(sluice, topics, { snapshot: true });
  let requests = 0;
  gateway.latency = async () => {
    for (let turns = (requests++ * 3) % 8; turns > 0; turns--) await new Promise((done) => setImmediate(done));
    gateway.publish({ topic: topics[gateway.events.length % 250], data: gateway.events.length });
  };
  await world.pass(10_000);
  const count = gateway.events.length;
  assert.ok(count > 5_010);
  assert.deepEqual(all.told, [...Array(count).keys()]);
  assert.deepEqual(last.told, [...Array(count).keys()].slice(-last.told.length));
  assert.ok(last.told.length >= 20 && last.told.length < 100);
  const newest = topics.map((one) => gateway.events.findLast(({ topic }) => topic === one).data);
  assert.deepEqual(snapshot.told, [...new Set(snapshot.told)].sort((one, other) => one - other));
  assert.deepEqual(newest.filter((data) => !snapshot.told.includes(data)), []);
  assert.ok(snapshot.told.length < 400);
  const forgetful = read(sluice, topics, { after: 'e-10' });
  gateway.forgotten = 4_990;
  await world.pass(1_000);
  assert.deepEqual(forgetful.told.slice(0, 2), ['gap e-11 e-4990 retention', 4_990]);
});

test('a response of another server, such as a captive portal, causes a retry', async () => {
  const { gateway, world, tab } = await begin();
  let astray = true;
  const fetch = async (url, init) => (astray ? Response.json({ sign: 'in' }) : gateway.fetch(tab, String(url), init));
  const { told, subscription } = read(clientIn(tab, { share: false, host: { fetch } }), 'a');
  await world.pass(5_000);
  assert.equal(subscription.state, 'waiting');
  astray = false;
  await world.pass(60_000);
  gateway.publish({ topic: 'a', data: 1 });
  await settle();
  assert.deepEqual(told, [1]);
});

test('topics can be added one by one up to the limit of the gateway; one more fails alone', async () => {
  const { gateway, world, sluice } = await begin({ transport: 'websocket' });
  gateway.mostTopics = 10;
  const readers = [];
  for (let n = 0; n < 11; n++) {
    readers.push(read(sluice, `t/${n}`));
    await settle();
    gateway.publish({ topic: 't/0', data: n });
  }
  await world.pass(1_000);
  assert.deepEqual(readers.map(({ subscription }) => subscription.state), [...Array(10).fill('live'), 'failed']);
  assert.deepEqual(readers[10].told, ['error too-many-topics']);
  assert.deepEqual(readers[0].told, [...Array(11).keys()]);
});

test('a page that cannot share does not use one of the few HTTP connections of its browser', async () => {
  const { gateway, sluice } = await begin({ host: { locks: undefined } });
  read(sluice, 'a');
  await settle();
  assert.deepEqual(gateway.open, ['websocket']);
});

test('a subscription without a filter is rejected', async () => {
  const { sluice } = await begin();
  assert.throws(() => sluice.subscribe([]), { code: 'topic-invalid' });
  assert.throws(() => sluice.subscribe(/** @type {any} */ (undefined)), { code: 'topic-invalid' });
});

test('an invalid Date is rejected, and leaves no connection open', async () => {
  const { gateway, sluice } = await begin();
  assert.throws(() => sluice.subscribe('a', { since: new Date(NaN) }), { code: 'parameter-invalid' });
  await settle();
  assert.deepEqual(gateway.open, []);
});

test('an unknown transport is rejected', async () => {
  await assert.rejects(begin({ transport: /** @type {any} */ ('sockets') }), { code: 'unsupported' });
});

test('subscriptions that arrive while the stream is being opened do not open another one', async () => {
  const { gateway, sluice } = await begin({ transport: 'sse' });
  const all = [1, 2, 3, 4, 5].map(() => read(sluice, 'a'));
  await settle();
  gateway.publish({ topic: 'a', data: 1 });
  await settle();
  for (const { told } of all) assert.deepEqual(told, [1]);
  assert.equal(gateway.requests.length, 6, 'a history for each, and one stream');
});

test('subscriptions whose histories arrive one after another open few streams, not one each', async () => {
  const { gateway, world, sluice } = await begin({ transport: 'sse' });
  let requests = 0;
  gateway.latency = async () => {
    for (let turns = (requests++ * 7) % 20; turns >= 0; turns--) await new Promise((done) => setImmediate(done));
  };
  const all = Array.from({ length: 20 }, (_, n) => read(sluice, `t/${n}`));
  await world.pass(10_000);
  assert.ok(requests <= 24, `${requests - 20} streams`);
  for (let n = 0; n < 20; n++) gateway.publish({ topic: `t/${n}`, data: n });
  await settle();
  all.forEach(({ told }, n) => assert.deepEqual(told, [n]));
});

test('a subscription whose history ends a moment before the stream joins that stream', async () => {
  const { gateway, sluice } = await begin({ transport: 'sse' });
  read(sluice, 'a');
  await settle();
  gateway.holdsHistory = true;
  const late = read(sluice, 'a', { after: 'earliest' });
  await settle();
  for (let n = 0; n < 5; n++) gateway.publish({ topic: 'a', data: n });
  await settle();
  gateway.answer();
  await settle();
  gateway.publish({ topic: 'a', data: 5 });
  await settle();
  assert.deepEqual(late.told, [0, 1, 2, 3, 4, 5]);
  assert.equal(gateway.requests.length, 3, 'two histories, one stream');
});

test('a subscription that is far behind the stream opens another one', async () => {
  const { gateway, sluice } = await begin({ transport: 'sse' });
  read(sluice, 'a');
  await settle();
  gateway.holdsHistory = true;
  const late = read(sluice, 'a', { after: 'earliest' });
  await settle();
  for (let n = 0; n < 1_000; n++) gateway.publish({ topic: 'a', data: n });
  await settle();
  gateway.answer();
  await settle();
  assert.deepEqual(late.told, [...Array(1_000).keys()]);
  assert.equal(gateway.open.length, 1);
});

test('a subscription to a topic that has ended on the stream ends immediately', async () => {
  const { gateway, sluice } = await begin({ transport: 'sse' });
  read(sluice, ['job', 'other']);
  await settle();
  gateway.publish({ topic: 'job', data: 'done', final: true });
  await settle();
  const late = read(sluice, 'job');
  await settle();
  assert.deepEqual(late.told, ['end of job']);
  assert.equal(late.subscription.state, 'ended');
});

test('a subscription made during a failing WebSocket attempt uses the stream', async () => {
  const { gateway, sluice } = await begin();
  gateway.refusesSockets = true;
  read(sluice, 'a');
  await settle();
  sluice.publish('a', 1);
  const { told, subscription } = read(sluice, 'b', { conflate: true });
  await settle();
  assert.equal(subscription.state, 'live');
  gateway.publish({ topic: 'b', data: 1 });
  await settle();
  assert.deepEqual(told, [1]);
});

test('the delay before a reconnect is the one that the gateway announces', async () => {
  const { gateway, world, sluice } = await begin({ transport: 'sse' });
  gateway.retry = 8_000;
  const { subscription } = read(sluice, 'a');
  await settle();
  gateway.cut();
  await world.pass(3_900);
  assert.equal(subscription.state, 'waiting');
  await world.pass(200);
  assert.equal(subscription.state, 'live');
});

test('an unpaired surrogate is rejected, and names no other topic', async () => {
  for (const transport of ['sse', 'websocket']) {
    const { gateway, sluice, world } = await begin({ transport });
    const { told } = read(sluice, 'a\ud83d');
    await world.pass(60_000);
    assert.deepEqual(told, ['error parameter-invalid'], transport);
    assert.ok(!gateway.requests.some((request) => request.includes('%EF%BF%BD')));
  }
});
