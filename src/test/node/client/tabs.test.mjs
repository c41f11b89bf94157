// The tabs of one browser, which share a connection.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeGateway } from './gateway.mjs';
import { clientIn, read } from './reader.mjs';
import { randomOf, settle, World } from './world.mjs';

async function browser(count, options = {}, random) {
  const gateway = new FakeGateway();
  const world = new World(gateway, random);
  const tabs = [];
  for (let i = 0; i < count; i++) {
    tabs.push(open(world, options));
    await settle();
  }
  return { gateway, world, tabs };
}

function open(world, options) {
  const tab = world.tab();
  return { tab, sluice: clientIn(tab, options) };
}

const leaders = (tabs) => tabs.filter(({ sluice }) => sluice.connection.leads);
const followers = (tabs) => tabs.filter(({ sluice }) => !sluice.connection.leads);

test('twenty tabs share one connection, and each receives its own topics', async () => {
  const { gateway, tabs } = await browser(20);
  const readers = tabs.map(({ sluice }, i) => read(sluice, [`topic/${i % 5}`, 'all']));
  await settle();
  assert.equal(leaders(tabs).length, 1);
  assert.deepEqual(gateway.open, ['sse']);
  for (let n = 0; n < 5; n++) gateway.publish({ topic: `topic/${n}`, data: n });
  gateway.publish({ topic: 'all', data: 'to all' });
  await settle();
  readers.forEach(({ told }, i) => assert.deepEqual(told, [i % 5, 'to all'], `tab ${i}`));
});

test('when the leading tab closes, the next one leads and continues at the cursor', async () => {
  const { gateway, world, tabs } = await browser(5);
  for (const one of tabs) Object.assign(one, read(one.sluice, 'a'));
  await settle();
  let n = 0;
  while (tabs.length > 1) {
    gateway.publish({ topic: 'a', data: n++ });
    await settle();
    const [leader] = leaders(tabs);
    leader.tab.leave();
    gateway.publish({ topic: 'a', data: n++ });
    tabs.splice(tabs.indexOf(leader), 1);
    await world.pass(3_000);
    assert.equal(leaders(tabs).length, 1);
    assert.equal(gateway.open.length, 1);
    for (const { told } of tabs) assert.deepEqual(told, [...Array(n).keys()]);
  }
});

test('the subscriptions of a closed tab are closed', async () => {
  const { gateway, tabs } = await browser(2);
  read(tabs[0].sluice, 'a');
  read(tabs[1].sluice, 'b');
  await settle();
  assert.deepEqual(gateway.filters, ['a', 'b']);
  tabs[1].tab.leave();
  await settle();
  assert.deepEqual(gateway.filters, ['a']);
});

test('a frozen leader is replaced, and follows when it is active again', async () => {
  const { gateway, world, tabs } = await browser(3);
  for (const one of tabs) Object.assign(one, read(one.sluice, 'a'));
  await settle();
  const [leader] = leaders(tabs);
  leader.tab.freeze();
  gateway.publish({ topic: 'a', data: 1 });
  await world.pass(60_000);
  const rest = tabs.filter((one) => one !== leader);
  assert.equal(leaders(rest).length, 1);
  for (const { told } of rest) assert.deepEqual(told, [1]);
  leader.tab.thaw();
  await world.pass(60_000);
  gateway.publish({ topic: 'a', data: 2 });
  await settle();
  assert.equal(leaders(tabs).length, 1);
  assert.ok(!leader.sluice.connection.leads);
  for (const { told } of tabs) assert.deepEqual(told, [1, 2]);
});

test('a leader that cannot reach the gateway remains the leader', async () => {
  const { gateway, world, tabs } = await browser(3);
  for (const one of tabs) Object.assign(one, read(one.sluice, 'a'));
  await settle();
  const [leader] = leaders(tabs);
  gateway.unavailable = true;
  gateway.cut();
  await settle();
  for (const { subscription } of tabs) assert.equal(subscription.state, 'waiting');
  await world.pass(300_000);
  assert.deepEqual(leaders(tabs), [leader]);
  gateway.unavailable = false;
  gateway.publish({ topic: 'a', data: 1 });
  await world.pass(40_000);
  for (const { told, subscription } of tabs) assert.deepEqual([subscription.state, ...told], ['live', 1]);
});

test('a publish of a follower is acknowledged, and sent again by the next leader', async () => {
  const { gateway, world, tabs } = await browser(3);
  for (const one of tabs) Object.assign(one, read(one.sluice, 'a'));
  await settle();
  gateway.holdsAnswers = true;
  const [leader] = leaders(tabs);
  const [publisher] = followers(tabs);
  const answers = [1, 2, 3].map((data) => publisher.sluice.publish('a', data));
  await settle();
  leader.tab.leave();
  gateway.holdsAnswers = false;
  await world.pass(5_000);
  assert.deepEqual((await Promise.all(answers)).map(({ id }) => id), ['e-1', 'e-2', 'e-3']);
  assert.equal(gateway.events.length, 3);
  for (const { told } of tabs.filter((one) => one !== leader)) assert.deepEqual(told, [1, 2, 3]);
});

test('a refusal reaches the tab that caused it', async () => {
  const { gateway, world, tabs } = await browser(2);
  gateway.checkDraft = () => {
    throw { status: 403, code: 'topic-forbidden' };
  };
  gateway.check = (_token, url) => {
    if (url?.searchParams.getAll('topic').includes('secret')) throw { status: 403, code: 'topic-forbidden' };
  };
  const [follower] = followers(tabs);
  const refused = assert.rejects(follower.sluice.publish('a', 1), { code: 'topic-forbidden', retryable: false, name: 'SluiceError' });
  await world.pass(1_000);
  await refused;
  const { told } = read(follower.sluice, 'secret');
  await settle();
  assert.deepEqual(told, ['error topic-forbidden']);
});

for (const role of ['leader', 'follower']) {
  test(`echo false of a ${role} keeps an event from that tab alone`, async () => {
    const { gateway, world, tabs } = await browser(3);
    for (const one of tabs) Object.assign(one, read(one.sluice, 'a'));
    await settle();
    const [publisher] = (role === 'leader' ? leaders : followers)(tabs);
    publisher.sluice.publish('a', 'journaled', { echo: false });
    await world.pass(1_000);
    publisher.sluice.publish('a', 'volatile', { echo: false, volatile: true });
    await world.pass(1_000);
    for (const one of tabs) assert.deepEqual(one.told, one === publisher ? [] : ['journaled', 'volatile']);
    assert.equal(gateway.events.length, 1);
  });
}

test("a member's state changes through the leading tab, without another subscription", async () => {
  const { gateway, tabs } = await browser(2);
  const presence = followers(tabs)[0].sluice.presence('room', { member: 'ann', state: 0 });
  await settle();
  const requests = gateway.requests.length;
  for (let n = 1; n < 5; n++) {
    presence.update(n);
    await settle();
  }
  assert.deepEqual(gateway.states.slice(-4), [1, 2, 3, 4]);
  assert.equal(gateway.requests.length, requests);
});

for (const transport of ['sse', 'websocket']) {
  test(`${transport}: a volatile event that the gateway refuses does not reach the other tabs`, async () => {
    const { gateway, world, tabs } = await browser(2, { transport });
    for (const one of tabs) Object.assign(one, read(one.sluice, 'game'));
    await settle();
    gateway.checkDraft = () => {
      throw { status: 403, code: 'topic-forbidden' };
    };
    for (const { sluice } of tabs) {
      await assert.rejects(sluice.publish('game', 'forged', { volatile: true, echo: false }), { code: 'topic-forbidden' });
    }
    gateway.unavailable = true;
    gateway.cut();
    await world.pass(100);
    for (const { sluice } of tabs) {
      assert.deepEqual(await sluice.publish('game', 'not sent', { volatile: true, echo: false }), { sent: false });
    }
    for (const { told } of tabs) assert.deepEqual(told, []);
  });

  test(`${transport}: a volatile event reaches each other tab once, over any stream`, async () => {
    const { tabs } = await browser(3, { transport });
    tabs.forEach((one, n) => Object.assign(one, read(one.sluice, 'game', { conflate: n === 2 })));
    await settle();
    for (const { sluice } of tabs.slice(0, 2)) await sluice.publish('game', 'boat', { volatile: true, echo: false });
    await settle();
    assert.deepEqual(tabs.map(({ told }) => told), [['boat'], ['boat'], ['boat', 'boat']]);
  });
}

for (const [how, pause] of [['in one go', () => {}], ['one after another', settle]]) {
  test(`topics that do not fit into a URL, ${how}, work in the leading tab and in a follower`, async () => {
    const { gateway, world, tabs } = await browser(2);
    for (let n = 0; n < 250; n++) gateway.publish({ topic: `companies/of/the/exchange/in/zurich/${n}`, data: n });
    for (const one of tabs) {
      one.readers = [];
      for (let n = 0; n < 250; n++) {
        one.readers.push(read(one.sluice, `companies/of/the/exchange/in/zurich/${n}`, { last: 1 }));
        await pause();
      }
    }
    await world.pass(30_000);
    for (let n = 0; n < 250; n++) gateway.publish({ topic: `companies/of/the/exchange/in/zurich/${n}`, data: `new ${n}` });
    await world.pass(1_000);
    for (const { readers } of tabs) {
      readers.forEach(({ told, subscription }, n) => assert.deepEqual([subscription.state, ...told], ['live', n, `new ${n}`]));
    }
    assert.deepEqual(gateway.open, ['websocket']);
  });
}

test('tabs with different users, gateways or transports do not share', async () => {
  const gateway = new FakeGateway();
  const world = new World(gateway);
  const token = (sub) => `h.${btoa(JSON.stringify({ sub }))}.s`;
  const tabs = [
    open(world, { token: () => token('ann') }),
    open(world, { token: () => token('bob') }),
    open(world, {}),
    open(world, { transport: 'sse' }),
    open(world, { share: false }),
    open(world, { token: () => token('ann') }),
  ];
  for (const { sluice } of tabs) read(sluice, 'a');
  await settle();
  assert.equal(gateway.open.length, 5);
});

test('tabs with cookies of different users do not share', async () => {
  const gateway = new FakeGateway();
  const world = new World(gateway);
  const tabs = [];
  for (const cookie of ['ann', 'ann', 'bob', 'ann', undefined]) {
    gateway.cookie = cookie;
    const one = open(world, {});
    tabs.push(Object.assign(one, read(one.sluice, 'a')));
    await settle();
  }
  assert.deepEqual(tabs.map(({ sluice }) => sluice.connection.transport), ['sse', 'tab', 'sse', 'tab', 'sse']);
  gateway.publish({ topic: 'a', data: 1 });
  await settle();
  for (const { told } of tabs) assert.deepEqual(told, [1]);
});

test('a tab whose cookie belongs to another user after its renewal leaves the others', async () => {
  const gateway = new FakeGateway();
  const world = new World(gateway);
  gateway.cookie = 'ann';
  const tabs = [open(world, { token: () => undefined }), open(world, {})];
  await settle();
  for (const one of tabs) Object.assign(one, read(one.sluice, 'a'));
  await settle();
  assert.equal(gateway.open.length, 1);
  gateway.cookie = 'bob';
  gateway.tellAll('event: sluice.expiring\ndata: {"seconds":30}\n\n', { type: 'expiring', seconds: 30 });
  await world.pass(10_000);
  assert.equal(gateway.open.length, 2);
});

test('a tab whose session has ended is refused, and one that cannot ask retries', async () => {
  const gateway = new FakeGateway();
  const world = new World(gateway);
  gateway.check = () => {
    throw { status: 401, code: 'token-expired' };
  };
  const refused = open(world, {});
  const { told } = read(refused.sluice, 'a');
  await settle();
  assert.deepEqual(told, ['error token-expired']);
  gateway.check = () => {};
  gateway.unavailable = true;
  const late = open(world, {});
  const { subscription } = read(late.sluice, 'a');
  await world.pass(60_000);
  gateway.unavailable = false;
  late.tab.page.dispatchEvent(new Event('online'));
  await settle();
  assert.equal(subscription.state, 'live');
  assert.ok(late.sluice.connection.leads);
});

test('a tab whose token belongs to another user leaves the others', async () => {
  const gateway = new FakeGateway();
  const world = new World(gateway);
  const token = (sub) => `h.${btoa(JSON.stringify({ sub }))}.s`;
  let user = 'ann';
  const tabs = [open(world, { token: () => token(user) }), open(world, { token: () => token('ann') })];
  await settle();
  for (const one of tabs) Object.assign(one, read(one.sluice, 'a'));
  await settle();
  assert.equal(gateway.open.length, 1);
  user = 'bob';
  gateway.tellAll('event: sluice.expiring\ndata: {"seconds":30}\n\n', { type: 'expiring', seconds: 30 });
  await world.pass(10_000);
  gateway.publish({ topic: 'a', data: 1 });
  await settle();
  assert.equal(gateway.open.length, 2);
  for (const { told } of tabs) assert.deepEqual(told, [1]);
});

for (const seed of [1, 2, 3, 4, 5]) {
  test(`with opening, closing and freezing tabs and cut connections, no tab misses an event or receives it twice (${seed})`, async () => {
    const random = randomOf(seed);
    const { gateway, world, tabs } = await browser(6, {}, random);
    for (const one of tabs) Object.assign(one, read(one.sluice, 'a/*'), { since: 0 });
    await settle();
    for (let n = 0; n < 1_500; n++) {
      const dice = random();
      const some = tabs[Math.floor(random() * tabs.length)];
      if (dice < 0.01) gateway.cut();
      else if (dice < 0.02 && tabs.length > 2) tabs.splice(tabs.indexOf(some), 1)[0].tab.leave();
      else if (dice < 0.03) {
        const one = open(world, {});
        tabs.push(Object.assign(one, read(one.sluice, 'a/*', { after: gateway.head }), { since: gateway.events.length }));
      } else if (dice < 0.035) some.tab.freeze();
      else if (dice < 0.06) for (const { tab } of tabs) tab.thaw();
      if (random() < 0.2 && !some.tab.frozen) some.sluice.publish(`a/${n % 3}`, `p${n}`);
      else gateway.publish({ topic: `a/${n % 3}`, data: n });
      if (random() < 0.1) await world.pass(random() * 8_000);
    }
    for (const { tab } of tabs) tab.thaw();
    await world.pass(120_000);
    const all = gateway.events.map(({ data }) => data);
    for (const { told, since } of tabs) assert.deepEqual(told, all.slice(since));
    assert.equal(leaders(tabs).length, 1);
    assert.equal(gateway.open.length, 1);
  });
}
