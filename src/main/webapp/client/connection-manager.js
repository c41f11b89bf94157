import { Backoff } from './backoff.js';

/**
 * @import { SluiceError } from './error.js'
 * @import { Host } from './host.js'
 * @import { Tokens } from './tokens.js'
 * @import { TransportKind, Loss, Transport, TransportListener } from './transport.js'
 *
 * @typedef {object} Traffic what goes by the line
 * @property {(transport: Transport) => void} carry opens its streams there
 * @property {(transport: Transport) => void} drop
 * @property {(transport: Transport) => boolean} isOn whether all of its streams have begun there
 * @property {(transport: Transport) => void} attach publishes there
 * @property {(error: SluiceError) => void} fail
 * @property {() => void} shown the line is another, or in another state
 */

/** How long a way that does not work is left alone. */
const AVOIDED = 5 * 60_000;

/** @type {Record<TransportKind, TransportKind>} */
const OTHER = { sse: 'websocket', websocket: 'sse', tab: 'tab' };

/** The error of a transport that this network does not allow: a proxy that blocks WebSockets or buffers streams. */
const NO_WAY = new Set(['unreachable', 'silent']);

/**
 * Keeps a transport to the gateway up: chooses which kind, makes another one when it is lost, and changes from one to the other while the
 * first still carries.
 */
export class ConnectionManager {
  /** @type {Transport | undefined} */ #current;
  /** @type {Transport | undefined} */ #trial;
  /** The one that is replaced, until everything has moved. @type {Transport | undefined} */ #old;
  /** @type {Set<TransportKind>} */ #tried = new Set();
  /** @type {Map<TransportKind, number>} */ #avoidedUntil = new Map();
  /** @type {any} */ #avoiding;
  #needed = false;
  #talks = false;
  #asked = false;
  #open = false;
  #renewing = false;
  #backoff;

  /**
   * @param {Host} host @param {Tokens} tokens @param {Traffic} cargo
   * @param {(kind: TransportKind, listener: TransportListener) => Transport} make
   */
  constructor(host, tokens, cargo, make) {
    this.host = host;
    this.tokens = tokens;
    this.cargo = cargo;
    this.make = make;
    this.#backoff = new Backoff(host);
  }

  /** @returns {TransportKind | undefined} */
  get kind() {
    return this.#current?.kind;
  }

  /** By which whatever is new goes. */
  get transport() {
    return this.#trial ?? this.#current;
  }

  /** May be used from now on. @param {TransportKind} [only] the only one to be used */
  start(only) {
    this.only = only;
    this.#open = true;
    this.#review();
  }

  /** Without a word to anybody, and until it is started again. */
  stop() {
    this.#open = false;
    this.#backoff.stop();
    this.host.clearTimeout(this.#avoiding);
    this.#letGo();
  }

  /** Something is to go by it. @param {boolean} [talks] not only listening */
  need(talks = false) {
    this.#needed = true;
    this.#talks ||= talks;
    this.#review();
  }

  /** A stream has begun, or is needed. */
  changed() {
    if (this.#old && this.#current && this.cargo.isOn(this.#current)) {
      this.#old.close();
      this.#old = undefined;
    }
  }

  /** The machine or the page has come back, or the network: whatever waits tries again now, and what is dead is noticed. */
  wake() {
    this.#current?.look();
    this.#backoff.wake();
  }

  /** There is a network again, perhaps another one. */
  online() {
    this.#avoidedUntil.clear();
    this.#backoff.wake();
    this.#review();
  }

  /** There is no network: it is not waited for until the transports notice. */
  offline() {
    if (!this.transport) return;
    this.#letGo();
    this.#backoff.later(() => this.#review());
  }

  /** Lets go of every transport. */
  #letGo() {
    for (const transport of [this.#trial, this.#old, this.#current]) {
      transport?.close();
      if (transport) this.cargo.drop(transport);
    }
    this.#trial = this.#old = this.#current = undefined;
    this.#tried.clear();
    this.cargo.shown();
  }

  /** @returns {TransportKind} */
  #preferred() {
    if (this.only) return this.only;
    const kind = this.#talks ? 'websocket' : 'sse';
    return this.#isAvoided(kind) && !this.#isAvoided(OTHER[kind]) ? OTHER[kind] : kind;
  }

  /** @param {TransportKind} kind */
  #isAvoided(kind) {
    return (this.#avoidedUntil.get(kind) ?? 0) > this.host.now();
  }

  /** @param {TransportKind} kind */
  #avoid(kind) {
    this.#avoidedUntil.set(kind, this.host.now() + AVOIDED);
    this.host.clearTimeout(this.#avoiding);
    this.#avoiding = this.host.setTimeout(() => this.#review(), AVOIDED);
  }

  #review() {
    if (!this.#open || !this.#needed || this.#backoff.waiting) return;
    if (this.#trial?.kind === 'sse' && this.#preferred() === 'websocket' && !this.#tried.has('websocket')) this.#giveUp(this.#trial);
    if (this.#trial) return;
    if (!this.#current || this.#current.kind !== this.#preferred()) this.#attempt(this.#preferred());
  }

  /** More is wanted by now than this one can carry. @param {Transport} trial */
  #giveUp(trial) {
    this.#trial = undefined;
    this.#tried.delete(trial.kind);
    trial.close();
    this.cargo.drop(trial);
  }

  /** @param {TransportKind} kind */
  #attempt(kind) {
    this.#tried.add(kind);
    /** @type {Transport} */
    const transport = this.make(kind, {
      ready: (pace) => this.#ready(transport, pace.retry),
      lost: (loss) => this.#lost(transport, loss),
      expiring: () => this.#renew(transport),
    });
    this.#trial = transport;
    this.cargo.shown();
    this.cargo.carry(transport);
    transport.open();
  }

  /** @param {Transport} transport @param {number} [retry] */
  #ready(transport, retry) {
    if (transport !== this.#trial) return;
    // the other one could not, and this one can, at the same moment: it is not the gateway that is unavailable
    for (const kind of this.#tried) if (kind !== transport.kind) this.#avoid(kind);
    this.#tried.clear();
    this.#asked = false;
    this.#backoff.reset();
    if (retry) this.#backoff.base = retry;
    this.#old?.close();
    this.#old = this.#current;
    this.#current = transport;
    this.#trial = undefined;
    this.cargo.attach(transport);
    this.changed();
    this.cargo.shown();
    this.#review();
  }

  /** @param {Transport} transport @param {Loss} loss */
  #lost(transport, loss) {
    this.cargo.drop(transport);
    if (transport === this.#old) this.#old = undefined;
    else if (transport === this.#trial) this.#failed(transport, loss);
    else if (transport === this.#current) this.#broken(transport, loss);
    this.cargo.shown();
  }

  /** It had carried. @param {Transport} transport @param {Loss} loss */
  #broken(transport, { error, delay, unproven }) {
    this.#current = undefined;
    this.#old?.close();
    if (this.#old) this.cargo.drop(this.#old);
    this.#old = undefined;
    if (error.isAboutToken) this.tokens.forget();
    if (error.code === 'silent' && unproven && !this.only) this.#avoid(transport.kind);
    if (!this.#trial) this.#backoff.later(() => this.#review(), delay);
  }

  /** It never carried. @param {Transport} transport @param {Loss} loss */
  #failed(transport, { error, delay }) {
    this.#trial = undefined;
    const other = OTHER[transport.kind];
    if (transport.kind === 'websocket' && error.isAboutToken && !error.retryable && this.tokens.renewable && !this.#asked) {
      // over HTTP each request has asked for another one itself
      this.#asked = true;
      this.tokens.forget();
      this.#tried.clear();
      this.#attempt(transport.kind);
    } else if (this.#current) {
      this.#stay(this.#current, transport.kind, delay);
    } else if (!error.retryable) {
      this.#tried.clear();
      this.#needed = false;
      this.cargo.fail(error);
    } else if (NO_WAY.has(error.code) && !this.only && !this.#tried.has(other)) {
      this.#attempt(other);
    } else {
      if (error.isAboutToken) this.tokens.forget();
      this.#tried.clear();
      this.#backoff.later(() => this.#review(), delay);
    }
  }

  /** A change that does not work: everything stays where it is. @param {Transport} current @param {TransportKind} kind @param {number} [delay] */
  #stay(current, kind, delay) {
    this.#tried.clear();
    this.cargo.carry(current);
    if (kind !== current.kind) this.#avoid(kind);
    else this.#backoff.later(() => current === this.#current && this.#renew(current), delay);
  }

  /**
   * On the same connection; where that cannot be, on another one that goes on at the cursor. Once, however many streams ask for it.
   *
   * @param {Transport} transport
   */
  async #renew(transport) {
    if (this.#renewing) return;
    this.#renewing = true;
    this.tokens.forget();
    try {
      await transport.renew();
    } catch {
      if (transport === this.#current && !this.#trial && this.#open) this.#attempt(transport.kind);
    } finally {
      this.#renewing = false;
    }
  }
}
