import { Backoff } from './backoff.js';

/**
 * @import { SluiceError } from './error.js'
 * @import { Host } from './host.js'
 * @import { Tokens } from './tokens.js'
 * @import { Loss, Transport, TransportKind, TransportListener } from './transport.js'
 *
 * @typedef {object} Traffic the streams and publishes that use the connection
 * @property {(transport: Transport) => void} moveTo opens the streams on this transport
 * @property {(transport: Transport) => void} leave stops using a transport that has been lost or closed
 * @property {(transport: Transport) => boolean} isOn whether all streams have started on this transport
 * @property {(transport: Transport) => void} publishOn
 * @property {(error: SluiceError) => void} fail
 * @property {() => void} changed the connection or its state has changed
 */

/** How long a transport that failed is avoided, in milliseconds. */
const AVOIDANCE = 5 * 60_000;

/** @type {Record<TransportKind, TransportKind>} */
const OTHER = { sse: 'websocket', websocket: 'sse', tab: 'tab' };

/** The errors of a network that blocks one transport: a proxy that rejects WebSockets or buffers streams. */
const BLOCKED = new Set(['unreachable', 'silent']);

/**
 * Keeps a connection to the gateway: chooses the transport, replaces a lost one, and changes from one transport to the other while the
 * first still delivers.
 */
export class ConnectionManager {
  /** @type {Transport | undefined} */ #current;
  /** The transport that is being connected. @type {Transport | undefined} */ #trial;
  /** The replaced transport, until all streams have moved. @type {Transport | undefined} */ #old;
  /** @type {Set<TransportKind>} */ #tried = new Set();
  /** @type {Map<TransportKind, number>} */ #avoidedUntil = new Map();
  /** @type {any} */ #avoidanceTimer;
  #needed = false;
  #publishes = false;
  #askedForToken = false;
  #started = false;
  #renewing = false;
  #backoff;

  /**
   * @param {Host} host @param {Tokens} tokens @param {Traffic} traffic
   * @param {(kind: TransportKind, listener: TransportListener) => Transport} make
   */
  constructor(host, tokens, traffic, make) {
    this.host = host;
    this.tokens = tokens;
    this.traffic = traffic;
    this.make = make;
    this.#backoff = new Backoff(host);
  }

  /** @returns {TransportKind | undefined} */
  get kind() {
    return this.#current?.kind;
  }

  /** The transport for new streams. */
  get transport() {
    return this.#trial ?? this.#current;
  }

  /** Allows connections from now on. @param {TransportKind} [only] the only permitted transport */
  start(only) {
    this.only = only;
    this.#started = true;
    this.#review();
  }

  /** Closes the connection without calling a listener; it stays closed until the next start. */
  stop() {
    this.#started = false;
    this.#backoff.stop();
    this.host.clearTimeout(this.#avoidanceTimer);
    this.#closeAll();
  }

  /** Connects if there is no connection. @param {boolean} [publishes] whether the page also publishes, for which a WebSocket is preferred */
  need(publishes = false) {
    this.#needed = true;
    this.#publishes ||= publishes;
    this.#review();
  }

  /** A stream has started, or is needed. */
  streamsChanged() {
    if (this.#old && this.#current && this.traffic.isOn(this.#current)) {
      this.#old.close();
      this.#old = undefined;
    }
  }

  /** The page is visible again or the machine has resumed: a waiting retry runs now, and a dead connection is detected now. */
  wake() {
    this.#current?.check();
    this.#backoff.wake();
  }

  /** A network is available again. It may be another one, so no transport is avoided any more. */
  online() {
    this.#avoidedUntil.clear();
    this.#backoff.wake();
    this.#review();
  }

  /** The network is unavailable: the connection is closed now, instead of after the heartbeat limit. */
  offline() {
    if (!this.transport) return;
    this.#closeAll();
    this.#backoff.later(() => this.#review());
  }

  #closeAll() {
    for (const transport of [this.#trial, this.#old, this.#current]) {
      transport?.close();
      if (transport) this.traffic.leave(transport);
    }
    this.#trial = this.#old = this.#current = undefined;
    this.#tried.clear();
    this.traffic.changed();
  }

  /** @returns {TransportKind} */
  #preferred() {
    if (this.only) return this.only;
    const kind = this.#publishes ? 'websocket' : 'sse';
    return this.#isAvoided(kind) && !this.#isAvoided(OTHER[kind]) ? OTHER[kind] : kind;
  }

  /** @param {TransportKind} kind */
  #isAvoided(kind) {
    return (this.#avoidedUntil.get(kind) ?? 0) > this.host.now();
  }

  /** @param {TransportKind} kind */
  #avoid(kind) {
    this.#avoidedUntil.set(kind, this.host.now() + AVOIDANCE);
    this.host.clearTimeout(this.#avoidanceTimer);
    this.#avoidanceTimer = this.host.setTimeout(() => this.#review(), AVOIDANCE);
  }

  /** Starts a new transport if there is none, or if another one is preferred. */
  #review() {
    if (!this.#started || !this.#needed || this.#backoff.waiting) return;
    if (this.#trial?.kind === 'sse' && this.#preferred() === 'websocket' && !this.#tried.has('websocket')) this.#cancel(this.#trial);
    if (this.#trial) return;
    if (!this.#current || this.#current.kind !== this.#preferred()) this.#attempt(this.#preferred());
  }

  /** Gives up an attempt, because a WebSocket is preferred in the meantime. @param {Transport} trial */
  #cancel(trial) {
    this.#trial = undefined;
    this.#tried.delete(trial.kind);
    trial.close();
    this.traffic.leave(trial);
  }

  /** @param {TransportKind} kind */
  #attempt(kind) {
    this.#tried.add(kind);
    /** @type {Transport} */
    const transport = this.make(kind, {
      ready: (timing) => this.#ready(transport, timing.retry),
      lost: (loss) => this.#lost(transport, loss),
      expiring: () => this.#renew(transport),
    });
    this.#trial = transport;
    this.traffic.changed();
    this.traffic.moveTo(transport);
    transport.open();
  }

  /** @param {Transport} transport @param {number} [retry] */
  #ready(transport, retry) {
    if (transport !== this.#trial) return;
    // the other transport failed at the moment at which this one connects: the network blocks it, and the gateway is available
    for (const kind of this.#tried) if (kind !== transport.kind) this.#avoid(kind);
    this.#tried.clear();
    this.#askedForToken = false;
    this.#backoff.reset();
    if (retry) this.#backoff.base = retry;
    this.#old?.close();
    this.#old = this.#current;
    this.#current = transport;
    this.#trial = undefined;
    this.traffic.publishOn(transport);
    this.streamsChanged();
    this.traffic.changed();
    this.#review();
  }

  /** @param {Transport} transport @param {Loss} loss */
  #lost(transport, loss) {
    this.traffic.leave(transport);
    if (transport === this.#old) this.#old = undefined;
    else if (transport === this.#trial) this.#attemptFailed(transport, loss);
    else if (transport === this.#current) this.#connectionLost(transport, loss);
    this.traffic.changed();
  }

  /** @param {Transport} transport that had been ready @param {Loss} loss */
  #connectionLost(transport, { error, delay, unproven }) {
    this.#current = undefined;
    this.#old?.close();
    if (this.#old) this.traffic.leave(this.#old);
    this.#old = undefined;
    if (error.isAboutToken) this.tokens.forget();
    if (error.code === 'silent' && unproven && !this.only) this.#avoid(transport.kind);
    if (!this.#trial) this.#backoff.later(() => this.#review(), delay);
  }

  /** @param {Transport} transport that was never ready @param {Loss} loss */
  #attemptFailed(transport, { error, delay }) {
    this.#trial = undefined;
    const other = OTHER[transport.kind];
    if (transport.kind === 'websocket' && error.isAboutToken && !error.retryable && this.tokens.renewable && !this.#askedForToken) {
      // over HTTP, each request has already asked for another token itself
      this.#askedForToken = true;
      this.tokens.forget();
      this.#tried.clear();
      this.#attempt(transport.kind);
    } else if (this.#current) {
      this.#keep(this.#current, transport.kind, delay);
    } else if (!error.retryable) {
      this.#tried.clear();
      this.#needed = false;
      this.traffic.fail(error);
    } else if (BLOCKED.has(error.code) && !this.only && !this.#tried.has(other)) {
      this.#attempt(other);
    } else {
      if (error.isAboutToken) this.tokens.forget();
      this.#tried.clear();
      this.#backoff.later(() => this.#review(), delay);
    }
  }

  /** Stays on the current transport after a change has failed. @param {Transport} current @param {TransportKind} kind @param {number} [delay] */
  #keep(current, kind, delay) {
    this.#tried.clear();
    this.traffic.moveTo(current);
    if (kind !== current.kind) this.#avoid(kind);
    else this.#backoff.later(() => current === this.#current && this.#renew(current), delay);
  }

  /**
   * Sends a new token over the same connection. If that fails, a new connection continues at the cursors. Runs once at a time: every
   * stream of the transport announces the expiry.
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
      if (transport === this.#current && !this.#trial && this.#started) this.#attempt(transport.kind);
    } finally {
      this.#renewing = false;
    }
  }
}
