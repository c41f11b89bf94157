/**
 * @import { Channel, Host } from './host.js'
 *
 * @typedef {object} Tab what a tab does when it hears who leads
 * @property {() => void} lead
 * @property {(leader: string) => void} follow
 * @property {() => void} wait no leader is known
 * @property {(message: any) => void} heard something for this tab
 * @property {() => void} fail the browser refuses this tab its locks or channels: sharing is impossible
 */

/** How long a leader may take to answer who leads. */
const PATIENCE = 5_000;

/**
 * Which tab has the connection: the one that holds a lock, which the browser gives to the next one when its tab goes. Each tab also holds
 * a lock of its own, by which others notice that it has gone.
 */
export class TabGroup {
  /** @type {Channel | undefined} */ #all;
  /** @type {Channel | undefined} */ #inbox;
  /** @type {Map<string, Channel>} */ #others = new Map();
  /** @type {(() => void)[]} */ #releases = [];
  #candidacy = new AbortController();
  #stopped = new AbortController();
  #leads = false;
  /** @type {any} */ #timer;
  /** @type {string | undefined} */ leader;

  /** @param {Host} host with locks and channels @param {string} name of the group @param {Tab} tab */
  constructor(host, name, tab) {
    this.host = host;
    this.name = name;
    this.tab = tab;
    this.id = host.uuid();
    this.locks = /** @type {NonNullable<Host['locks']>} */ (host.locks);
    this.channel = /** @type {NonNullable<Host['channel']>} */ (host.channel);
  }

  /** The lock of this tab's own id is free: a browser that does not grant it in time never will. */
  async start() {
    this.#timer = this.host.setTimeout(() => this.#fail(), PATIENCE);
    try {
      this.#listen();
    } catch {
      return this.#fail();
    }
    await new Promise((held) => {
      this.#lock(this.id, {}, () => held(undefined));
    });
    this.host.clearTimeout(this.#timer);
    if (this.#isStopped) return;
    this.#stand();
    this.#ask();
  }

  #listen() {
    this.#inbox = this.channel(`${this.name} ${this.id}`);
    this.#inbox.onmessage = ({ data }) => this.tab.heard(data);
    this.#all = this.channel(this.name);
    this.#all.onmessage = ({ data }) => this.#said(data);
  }

  get #isStopped() {
    return this.#stopped.signal.aborted;
  }

  /** The report is deferred until the sending code has finished, which may itself be replacing the connection. */
  #fail() {
    queueMicrotask(() => this.#isStopped || this.tab.fail());
  }

  stop() {
    this.#stopped.abort();
    this.#candidacy.abort();
    this.host.clearTimeout(this.#timer);
    for (const channel of [this.#all, this.#inbox, ...this.#others.values()]) channel?.close();
    for (const release of this.#releases.splice(0)) release();
    this.#leads = false;
  }

  /** @param {string} to a tab @param {object} message */
  post(to, message) {
    if (this.#isStopped) return;
    this.#send(() => {
      let channel = this.#others.get(to);
      if (!channel) this.#others.set(to, (channel = this.channel(`${this.name} ${to}`)));
      return channel;
    }, message);
  }

  /** A message that cannot be cloned is the sender's fault, not the channel's. @param {() => Channel | undefined} channel @param {object} message */
  #send(channel, message) {
    try {
      channel()?.postMessage({ ...message, from: this.id });
    } catch (fault) {
      if (/** @type {Error} */ (fault)?.name === 'DataCloneError') throw fault;
      this.#fail();
    }
  }

  /** @param {'who' | 'leads'} type */
  #tellAll(type) {
    this.#send(() => this.#all, { type });
  }

  /** @param {string} id a tab @param {() => void} gone */
  whenGone(id, gone) {
    this.#lock(id, { signal: this.#stopped.signal }, (release) => {
      release();
      this.#others.get(id)?.close();
      this.#others.delete(id);
      gone();
    });
  }

  /** The leader does not answer: the browser may have frozen its tab, which keeps the lock. */
  distrust() {
    if (this.#isStopped) return;
    this.leader = undefined;
    this.tab.wait();
    this.#ask();
  }

  /** @param {boolean} [steal] */
  #stand(steal = false) {
    if (this.#isStopped) return;
    this.#candidacy.abort();
    this.#candidacy = new AbortController();
    this.#lock('leader', steal ? { steal } : { signal: this.#candidacy.signal }, () => this.#lead());
  }

  #lead() {
    this.host.clearTimeout(this.#timer);
    this.#leads = true;
    this.leader = this.id;
    this.#tellAll('leads');
    this.tab.lead();
  }

  /** Another tab has taken the lock while this one was asleep. */
  #deposed() {
    if (!this.#leads || this.#isStopped) return;
    this.#leads = false;
    this.leader = undefined;
    this.tab.wait();
    this.#stand();
    this.#ask();
  }

  /** The patience of each tab is random, so that they do not all take the lock from one another. */
  #ask() {
    this.#tellAll('who');
    this.host.clearTimeout(this.#timer);
    this.#timer = this.host.setTimeout(() => this.#stand(true), PATIENCE * (1 + this.host.random()));
  }

  /** @param {{ type: 'who' | 'leads', from: string }} message */
  #said({ type, from }) {
    if (type === 'who') {
      if (this.#leads) this.#tellAll('leads');
    } else if (!this.#leads && from !== this.leader) {
      this.host.clearTimeout(this.#timer);
      this.leader = from;
      this.tab.follow(from);
    }
  }

  /** @param {string} name @param {LockOptions} options @param {(release: () => void) => void} held */
  #lock(name, options, held) {
    /** @type {() => void} */ let release = () => {};
    const until = /** @type {Promise<void>} */ (new Promise((resolve) => (release = resolve)));
    const lock = () => {
      if (this.#isStopped) return;
      this.#releases.push(release);
      held(release);
      return until;
    };
    const refused = (/** @type {unknown} */ fault) => this.#refused(name, fault);
    try {
      this.locks.request(`${this.name} ${name}`, options, lock).catch(refused);
    } catch (fault) {
      refused(fault);
    }
  }

  /** A lock that is stolen or given up ends with an `AbortError`; one that the browser refuses ends with another error. @param {string} name @param {unknown} fault */
  #refused(name, fault) {
    if (/** @type {Error} */ (fault)?.name !== 'AbortError') this.#fail();
    else if (name === 'leader') this.#deposed();
  }
}
