// A simulated browser: its time advances when a test says so, and it has any number of tabs.

/** Runs all pending tasks that need no passage of time. */
export async function settle() {
  for (let i = 0; i < 20; i++) await new Promise((done) => setImmediate(done));
}

/** A random generator that repeats its numbers for the same seed. */
export function randomOf(seed) {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

export class World {
  time = 1_000_000;
  locks = new Locks();
  faults = [];
  #timers = new Map();
  #channels = new Map();
  #numbers = 0;

  constructor(gateway, random = () => 0.5) {
    this.gateway = gateway;
    this.random = random;
  }

  /** Advances the time, and runs the timers that are due, in order; all tasks settle after each timer. */
  async pass(milliseconds) {
    await settle();
    const until = this.time + milliseconds;
    for (;;) {
      const [next] = [...this.#timers].filter(([, { at }]) => at <= until).sort(([, a], [, b]) => a.at - b.at);
      if (!next) break;
      this.#timers.delete(next[0]);
      this.time = Math.max(this.time, next[1].at);
      next[1].task();
      await settle();
    }
    this.time = until;
    await settle();
  }

  /** Simulates a sleep of the machine: time advances, and timers are late. */
  sleep(milliseconds) {
    this.time += milliseconds;
  }

  setTimeout(task, delay) {
    const id = ++this.#numbers;
    this.#timers.set(id, { at: this.time + delay, task });
    return id;
  }

  clearTimeout(id) {
    this.#timers.delete(id);
  }

  channel(name, tab) {
    const members = this.#channels.get(name) ?? new Set();
    this.#channels.set(name, members);
    const channel = {
      onmessage: null,
      hear: (data) => channel.onmessage?.({ data }),
      postMessage: (message) => {
        if (tab.gone) return;
        for (const other of members) {
          if (other.channel === channel) continue;
          const data = structuredClone(message);
          queueMicrotask(() => other.tab.does(() => members.has(other) && channel !== other.channel && other.channel.hear(data)));
        }
      },
      close: () => members.delete(member),
    };
    const member = { channel, tab };
    members.add(member);
    return channel;
  }

  tab() {
    return new Tab(this);
  }
}

/** One page: its tasks wait while it is frozen, and are dropped after it has closed. */
class Tab {
  gone = false;
  frozen = false;
  page = new EventTarget();
  document = new EventTarget();
  stored = new Map();
  #undone = [];
  #cancelled = new Set();
  #leaving = new AbortController();

  constructor(world) {
    this.world = world;
  }

  does(task) {
    if (this.gone) return;
    if (this.frozen) this.#undone.push(task);
    else task();
  }

  freeze() {
    this.frozen = true;
  }

  thaw() {
    this.frozen = false;
    for (const task of this.#undone.splice(0)) this.does(task);
  }

  /** Simulates that the browser closes the page, or kills its process. */
  leave() {
    this.gone = true;
    this.#leaving.abort();
    this.world.gateway.forget(this);
  }

  host(more = {}) {
    const { world } = this;
    return {
      now: () => world.time,
      setTimeout: (task, delay) => {
        const id = world.setTimeout(() => this.does(() => this.#cancelled.has(id) || task()), delay);
        return id;
      },
      clearTimeout: (id) => {
        world.clearTimeout(id);
        this.#cancelled.add(id);
      },
      random: world.random,
      fetch: (url, init) => world.gateway.fetch(this, String(url), init),
      WebSocket: world.gateway.socketFor(this),
      storage: {
        getItem: (key) => this.stored.get(key) ?? null,
        setItem: (key, value) => this.stored.set(key, value),
        removeItem: (key) => this.stored.delete(key),
      },
      locks: { request: (name, options, held) => world.locks.request(name, options, held, this.#leaving.signal) },
      channel: (name) => world.channel(name, this),
      page: this.page,
      document: this.document,
      base: 'http://gateway.example/app/page.html',
      report: (fault) => world.faults.push(fault),
      ...more,
    };
  }
}

/** The exclusive locks of `navigator.locks`. */
export class Locks {
  #queues = new Map();

  request(name, { signal, steal }, held, leaving) {
    const queue = this.#queues.get(name) ?? [];
    this.#queues.set(name, queue);
    return new Promise((resolve, reject) => {
      const aborted = () => reject(new DOMException('aborted', 'AbortError'));
      const entry = { held, resolve, reject: aborted, granted: false };
      const withdraw = () => {
        const place = queue.indexOf(entry);
        if (place >= 0) queue.splice(place, 1);
        this.#grant(queue);
      };
      if (signal?.aborted) return aborted();
      signal?.addEventListener('abort', () => {
        if (entry.granted) return;
        withdraw();
        aborted();
      });
      leaving?.addEventListener('abort', withdraw);
      entry.done = withdraw;
      if (steal && queue[0]?.granted) queue.shift().reject();
      if (steal) queue.unshift(entry);
      else queue.push(entry);
      this.#grant(queue);
    });
  }

  #grant(queue) {
    const [first] = queue;
    if (!first || first.granted) return;
    first.granted = true;
    queueMicrotask(async () => {
      try {
        first.resolve(await first.held());
      } finally {
        first.done();
      }
    });
  }
}
