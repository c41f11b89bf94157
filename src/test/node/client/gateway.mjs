// A gateway in memory that implements the protocol behind its own `fetch` and `WebSocket`. The browser tests use the real gateway; this one can
// fail at any chosen moment, without waiting.
import { matches } from '../../../main/webapp/client/topics.js';
import { pack } from '../../../main/webapp/client/frames.js';

const encode = (text) => new TextEncoder().encode(text);

export class FakeGateway {
  epoch = 'e';
  /** Seconds. */
  heartbeat = 10;
  /** Every request, as `METHOD path`. */
  requests = [];
  /** The published events by idempotency key, and how often each was sent. */
  keys = new Map();
  unavailable = false;
  refusesSockets = false;
  buffersStreams = false;
  /** Events up to this position have been deleted. */
  forgotten = 0;
  /** Checks a token; throws a problem: `{ status, code }`. */
  check = () => {};
  /** Checks a draft; throws a problem. */
  checkDraft = () => {};
  /** Milliseconds. */
  retry = 2_000;
  /** Whether responses of the history wait for `answer()`. */
  holdsHistory = false;
  /** Whether acknowledgements wait for `answer()`. */
  holdsAnswers = false;
  /** The most characters of a path with its query. */
  longestAddress = 8_000;
  /** The most topics of one WebSocket. */
  mostTopics = 1_000;
  /** The most characters of a WebSocket message. */
  largestMessage = Infinity;
  /** Delays the requests of a tab. @type {(tab: any) => Promise<void> | void} */
  latency = () => {};
  /** The user of the browser's cookie, if it has one. @type {string | undefined} */
  cookie = undefined;
  /** The states of members, in the order of their changes. */
  states = [];
  events = [];
  #listeners = new Set();
  #held = [];
  #connections = 0;

  get head() {
    return this.id(this.events.length);
  }

  get open() {
    return [...this.#listeners].map(({ kind }) => kind);
  }

  /** The filters of all streams. */
  get filters() {
    return [...this.#listeners].flatMap(({ filters }) => filters()).sort();
  }

  id(position) {
    return `${this.epoch}-${position}`;
  }

  publish(draft) {
    const known = draft.key && this.keys.get(draft.key);
    if (known) {
      known.times++;
      return known.id;
    }
    const { key, ifMatch, ifNoneMatch, ttl, ...event } = draft;
    const id = this.id(this.events.length + 1);
    this.events.push({ id, time: '2026-11-22T08:00:00.000Z', ...event });
    if (key) this.keys.set(key, { id, times: 1 });
    for (const listener of [...this.#listeners]) listener.heard(this.events.at(-1));
    return id;
  }

  /** Delivers a volatile event to the present streams. */
  say(event, except) {
    for (const listener of [...this.#listeners]) if (listener.connection !== except || !except) listener.heard({ time: '2026-11-22T08:00:00.000Z', ...event });
  }

  /** Sends one message on every connection, in the form of a stream and of a WebSocket. */
  tellAll(sse, message) {
    for (const listener of [...this.#listeners]) listener.tell(sse, message);
  }

  beat() {
    for (const listener of [...this.#listeners]) listener.beat();
  }

  /** Simulates a failover to a standby without the last events: their ids will be assigned again. */
  lose(count) {
    this.events.length -= count;
    this.cut();
  }

  /** Replaces the journal by an empty one with another epoch. */
  restore() {
    this.epoch = String.fromCharCode(this.epoch.charCodeAt(0) + 1);
    this.events = [];
    this.cut();
  }

  answer() {
    for (const answer of this.#held.splice(0)) answer();
  }

  /** Breaks all connections. */
  cut(code = 1006, reason = '') {
    for (const listener of [...this.#listeners]) listener.cut(code, reason);
    this.#held = [];
  }

  /** Drops the connections of a tab silently. */
  forget(tab) {
    for (const listener of [...this.#listeners]) if (listener.tab === tab) this.#listeners.delete(listener);
  }

  async fetch(tab, address, { method = 'GET', headers = {}, body, signal } = {}) {
    const url = new URL(address);
    const path = url.pathname.replace('/app/', '');
    this.requests.push(`${method} ${path}`);
    await this.latency(tab);
    signal?.throwIfAborted();
    if (this.unavailable) throw new TypeError('fetch failed');
    if (url.pathname.length + url.search.length > this.longestAddress) return new Response('too long', { status: 414 });
    try {
      this.check(headers.Authorization?.slice('Bearer '.length), url);
      if (path === 'api/health/live') return json({ status: 'live' });
      if (path === 'api/session') return json({ subject: this.cookie, read: ['**'] });
      if (path === 'api/events/batch') return await this.#batch(JSON.parse(body), url.searchParams);
      if (path === 'api/presence') return this.#state(JSON.parse(body)) ?? new Response(null, { status: 204 });
      if (path.startsWith('api/connections/')) return new Response(null, { status: 204 });
      if (headers.Accept === 'text/event-stream') return this.#stream(tab, url.searchParams, signal);
      const page = json(this.#page(url.searchParams));
      if (this.holdsHistory) await new Promise((resolve, reject) => this.#held.push(resolve));
      return page;
    } catch (problem) {
      if (!problem.code) throw problem;
      return refusal(problem);
    }
  }

  #state(state) {
    if (state !== undefined) this.states.push(state);
  }

  async #batch(drafts, query) {
    drafts.forEach(this.checkDraft);
    if (query.get('volatile')) {
      drafts.forEach((draft) => this.say(draft, query.get('connection')));
      return json({}, 202);
    }
    const ids = drafts.map((draft) => this.publish(draft));
    if (this.holdsAnswers) await new Promise((resolve, reject) => this.#held.push(resolve));
    return json({ ids }, 201);
  }

  #page(query) {
    const filters = query.getAll('topic');
    const limit = Number(query.get('limit'));
    const start = this.#start(query);
    const rest = this.events.slice(start.position).filter(({ topic }) => filters.some((filter) => matches(filter, topic)));
    const events = start.chosen ?? rest.slice(0, limit);
    const more = !start.chosen && rest.length > limit;
    return { events, cursor: more ? events.at(-1).id : this.head, more, gap: start.gap };
  }

  #start(query) {
    const after = query.get('after');
    const filters = query.getAll('topic');
    const mine = this.events.filter(({ topic }) => filters.some((filter) => matches(filter, topic)));
    if (after === 'latest') return { position: this.events.length };
    if (after === 'earliest') return { position: 0 };
    if (query.get('last')) return { position: this.events.indexOf(mine.at(-Number(query.get('last'))) ?? mine[0]) };
    if (query.get('snapshot')) return { chosen: mine.filter((event, i) => mine.findLastIndex(({ topic }) => topic === event.topic) === i) };
    return this.#after(after);
  }

  #after(cursor) {
    const [epoch, position] = cursor.split('-');
    if (!position) throw { status: 400, code: 'cursor-invalid' };
    if (epoch !== this.epoch) {
      return { position: this.events.length, gap: { from: cursor, to: this.head, reason: 'epoch' } };
    }
    if (Number(position) > this.events.length) {
      return { position: this.events.length, gap: { from: cursor, to: this.head, reason: 'unknown' } };
    }
    if (Number(position) < this.forgotten) {
      const gap = { from: this.id(Number(position) + 1), to: this.id(this.forgotten), reason: 'retention' };
      return { position: this.forgotten, gap };
    }
    return { position: Number(position) };
  }

  #stream(tab, query, signal) {
    const filters = query.getAll('topic');
    this.#state(JSON.parse(query.get('state') ?? 'null') ?? undefined);
    const start = this.#after(query.get('after'));
    if (filters.every((filter) => this.events.slice(0, start.position).some(({ topic, final }) => final && topic === filter))) {
      return new Response(null, { status: 204 });
    }
    const gateway = this;
    const body = new ReadableStream({
      start(controller) {
        const write = (text) => gateway.buffersStreams || controller.enqueue(encode(text));
        const listener = {
          kind: 'sse',
          tab,
          filters: () => filters,
          connection: `c-${++gateway.#connections}`,
          heard: ({ id, event, ...envelope }) =>
            filters.some((filter) => matches(filter, envelope.topic)) &&
            write(`${id ? `id: ${id}\n` : ''}${event ? `event: ${event}\n` : ''}data: ${JSON.stringify({ event, ...envelope })}\n\n`),
          beat: () => write(`: \nid: ${gateway.head}\n\n`),
          tell: (sse) => write(sse),
          cut: () => {
            gateway.#listeners.delete(listener);
            controller.error(new TypeError('network error'));
          },
        };
        gateway.#listeners.add(listener);
        signal?.addEventListener('abort', () => gateway.#listeners.delete(listener) && controller.error(signal.reason));
        const ready = { connection: listener.connection, resumed: true, heartbeat: gateway.heartbeat };
        write(`retry: ${gateway.retry}\nevent: sluice.ready\ndata: ${JSON.stringify(ready)}\n\n`);
        if (start.gap) write(`event: sluice.gap\nid: ${start.gap.to}\ndata: ${JSON.stringify(start.gap)}\n\n`);
        for (const event of gateway.events.slice(start.position)) listener.heard(event);
      },
    });
    return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } });
  }

  socketFor(tab) {
    const gateway = this;
    return class {
      bufferedAmount = 0;
      onmessage = null;
      onclose = null;
      #subscriptions = new Map();
      #listener = {
        kind: 'websocket',
        tab,
        filters: () => [...this.#subscriptions.values()].flat(),
        connection: `c-${++gateway.#connections}`,
        heard: (event) => {
          for (const [sub, filters] of this.#subscriptions) this.#deliver(sub, filters, event);
        },
        beat: () => this.#say({ type: 'heartbeat', cursors: Object.fromEntries([...this.#subscriptions.keys()].map((sub) => [sub, gateway.head])) }),
        tell: (_sse, message) => this.#say(message),
        cut: (code, reason) => this.#end(code, reason),
      };

      constructor(url) {
        gateway.requests.push('WS');
        queueMicrotask(() => {
          if (gateway.unavailable || gateway.refusesSockets) return tab.does(() => this.onclose?.({ code: 1006, reason: '' }));
          gateway.#listeners.add(this.#listener);
          this.#say({ type: 'ready', connection: this.#listener.connection, heartbeat: gateway.heartbeat });
        });
      }

      send(frame) {
        if (!gateway.#listeners.has(this.#listener)) return;
        const messages = typeof frame === 'string' ? [JSON.parse(frame)].flat() : [binary(frame)];
        if (messages.some((message) => JSON.stringify(message).length > gateway.largestMessage)) return this.#end(1009, '');
        for (const message of messages) queueMicrotask(() => gateway.#listeners.has(this.#listener) && this.#heard(message));
      }

      close() {
        gateway.#listeners.delete(this.#listener);
      }

      #end(code, reason) {
        gateway.#listeners.delete(this.#listener);
        queueMicrotask(() => tab.does(() => this.onclose?.({ code, reason })));
      }

      #say(message) {
        const data = message.data instanceof Uint8Array ? pack({ ...message, data: undefined }, message.data).buffer : JSON.stringify(message);
        queueMicrotask(() => tab.does(() => this.onmessage?.({ data })));
      }

      #heard(message) {
        const { ref } = message;
        try {
          this.#answer(message);
        } catch (problem) {
          if (!problem.code) throw problem;
          this.#say({ type: 'error', ref, message: problem.code, ...problem });
        }
      }

      #answer({ type, ref, sub, topics, after, token, ...rest }) {
        if (type === 'token') {
          gateway.check(token);
          this.#say({ type: 'ack', ref });
        } else if (type === 'subscribe') {
          const start = gateway.#after(after);
          const all = [...this.#subscriptions.values(), topics].flat();
          if (all.length > gateway.mostTopics) throw { status: 403, code: 'too-many-topics' };
          this.#subscriptions.set(sub, topics);
          this.#say({ type: 'subscribed', ref, sub, resumed: true });
          if (start.gap) this.#say({ type: 'gap', sub, id: start.gap.to, ...start.gap });
          for (const event of gateway.events.slice(start.position)) this.#deliver(sub, topics, event);
          gateway.#state(rest.state);
        } else if (type === 'state') {
          gateway.#state(rest.state);
          this.#say({ type: 'ack', ref });
        } else if (type === 'unsubscribe') {
          this.#subscriptions.delete(sub);
          this.#say({ type: 'unsubscribed', ref, sub });
        } else if (type === 'publish') {
          this.#publish(ref, rest);
        } else if (type === 'ping' && !gateway.silent) {
          this.#say({ type: 'pong', ref });
        }
      }

      #publish(ref, { volatile, echo, ...draft }) {
        gateway.checkDraft(draft);
        if (volatile) {
          gateway.say(draft, echo === false ? this.#listener.connection : undefined);
          if (ref !== undefined) this.#say({ type: 'ack', ref });
          return;
        }
        const id = gateway.publish(draft);
        const answer = () => this.#say({ type: 'ack', ref, id });
        if (gateway.holdsAnswers) gateway.#held.push(answer);
        else answer();
      }

      #deliver(sub, filters, event) {
        if (filters.some((filter) => matches(filter, event.topic))) this.#say({ type: 'event', sub, ...event });
      }
    };
  }
}

function binary(frame) {
  const start = 2 + new DataView(frame.buffer).getUint16(0);
  return { ...JSON.parse(new TextDecoder().decode(frame.subarray(2, start))), data: frame.slice(start) };
}

function json(value, status = 200) {
  return new Response(JSON.stringify(value), { status, headers: { 'Content-Type': 'application/json' } });
}

function refusal({ status, code, retryAfter }) {
  const headers = { 'Content-Type': 'application/problem+json', ...(retryAfter ? { 'Retry-After': String(retryAfter) } : {}) };
  return new Response(JSON.stringify({ status, code, detail: code }), { status, headers });
}
