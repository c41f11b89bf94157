/**
 * @import { Channel, Host } from './host.js'
 *
 * @typedef {object} TabGroupListener
 * @property {() => void} lead this tab is the leader
 * @property {(leader: string) => void} follow another tab is the leader
 * @property {() => void} wait the leader is unknown
 * @property {(message: any) => void} receive a message for this tab
 * @property {() => void} fail the browser refuses the locks or channels that sharing needs
 */

/** How long the leader may take to answer, in milliseconds. */
const PATIENCE = 5_000;

/**
 * Leader election and messages between tabs. The leader holds a lock, which the browser passes to the next tab when the leader closes. Each
 * tab also holds a lock of its own, by which the others detect that it has closed.
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

  /** @param {Host} host with locks and channels @param {string} name of the group @param {TabGroupListener} listener */
  constructor(host, name, listener) {
    this.host = host;
    this.name = name;
    this.listener = listener;
    this.id = host.uuid();
    this.locks = /** @type {NonNullable<Host['locks']>} */ (host.locks);
    this.channel = /** @type {NonNullable<Host['channel']>} */ (host.channel);
  }

  /** Joins the group. This tab's own lock is always free: a browser that does not grant it in time never will. */
  async start() {
    this.#timer = this.host.setTimeout(() => this.#fail(), PATIENCE);
    try {
      this.#openChannels();
    } catch {
      return this.#fail();
    }
    await new Promise((held) => {
      this.#lock(this.id, {}, () => held(undefined));
    });
    this.host.clearTimeout(this.#timer);
    if (this.#isStopped) return;
    this.#runForLeader();
    this.#askForLeader();
  }

  #openChannels() {
    this.#inbox = this.channel(`${this.name} ${this.id}`);
    this.#inbox.onmessage = ({ data }) => this.listener.receive(data);
    this.#all = this.channel(this.name);
    this.#all.onmessage = ({ data }) => this.#receive(data);
  }

  get #isStopped() {
    return this.#stopped.signal.aborted;
  }

  /** The report is deferred until the sending code has finished, which may itself be replacing the connection. */
  #fail() {
    queueMicrotask(() => this.#isStopped || this.listener.fail());
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

  /** @param {'who' | 'leads'} type `who` asks for the leader, `leads` answers */
  #broadcast(type) {
    this.#send(() => this.#all, { type });
  }

  /** @param {string} id of a tab @param {() => void} gone called when that tab has closed */
  whenGone(id, gone) {
    this.#lock(id, { signal: this.#stopped.signal }, (release) => {
      release();
      this.#others.get(id)?.close();
      this.#others.delete(id);
      gone();
    });
  }

  /** Searches for another leader, because the present one does not answer. A browser may freeze a tab, which then keeps its locks. */
  distrust() {
    if (this.#isStopped) return;
    this.leader = undefined;
    this.listener.wait();
    this.#askForLeader();
  }

  /** @param {boolean} [steal] whether to take the lock from its holder */
  #runForLeader(steal = false) {
    if (this.#isStopped) return;
    this.#candidacy.abort();
    this.#candidacy = new AbortController();
    this.#lock('leader', steal ? { steal } : { signal: this.#candidacy.signal }, () => this.#lead());
  }

  #lead() {
    this.host.clearTimeout(this.#timer);
    this.#leads = true;
    this.leader = this.id;
    this.#broadcast('leads');
    this.listener.lead();
  }

  /** Another tab took the lock while this one was frozen. */
  #deposed() {
    if (!this.#leads || this.#isStopped) return;
    this.#leads = false;
    this.leader = undefined;
    this.listener.wait();
    this.#runForLeader();
    this.#askForLeader();
  }

  /** Takes the lock if no leader answers. Each tab waits for a random time, so that they do not all take it from one another. */
  #askForLeader() {
    this.#broadcast('who');
    this.host.clearTimeout(this.#timer);
    this.#timer = this.host.setTimeout(() => this.#runForLeader(true), PATIENCE * (1 + this.host.random()));
  }

  /** @param {{ type: 'who' | 'leads', from: string }} message */
  #receive({ type, from }) {
    if (type === 'who') {
      if (this.#leads) this.#broadcast('leads');
    } else if (!this.#leads && from !== this.leader) {
      this.host.clearTimeout(this.#timer);
      this.leader = from;
      this.listener.follow(from);
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
    const refused = (/** @type {unknown} */ fault) => this.#lockEnded(name, fault);
    try {
      this.locks.request(`${this.name} ${name}`, options, lock).catch(refused);
    } catch (fault) {
      refused(fault);
    }
  }

  /** A lock that is stolen or given up ends with an `AbortError`; one that the browser refuses ends with another error. @param {string} name @param {unknown} fault */
  #lockEnded(name, fault) {
    if (/** @type {Error} */ (fault)?.name !== 'AbortError') this.#fail();
    else if (name === 'leader') this.#deposed();
  }
}
