import { Backoff } from './backoff.js';

/**
 * @import { SluiceError } from './error.js'
 * @import { Host } from './host.js'
 * @import { Tokens } from './tokens.js'
 * @import { Kind, Loss, Wire, WireEar } from './wire.js'
 *
 * @typedef {object} Cargo what goes by the line
 * @property {(wire: Wire) => void} carry opens its streams there
 * @property {(wire: Wire) => void} drop
 * @property {(wire: Wire) => boolean} isOn whether all of its streams have begun there
 * @property {(wire: Wire) => void} attach publishes there
 * @property {(error: SluiceError) => void} fail
 * @property {() => void} shown the line is another, or in another state
 */

/** How long a way that does not work is left alone. */
const AVOIDED = 5 * 60_000;

/** @type {Record<Kind, Kind>} */
const OTHER = { sse: 'websocket', websocket: 'sse', tab: 'tab' };

/** The error of a transport that this network does not allow: a proxy that blocks WebSockets or buffers streams. */
const NO_WAY = new Set(['unreachable', 'silent']);

/**
 * Keeps a wire to the gateway up: chooses which kind, makes another one when it is lost, and changes from one to the other while the
 * first still carries.
 */
export class Line {
  /** @type {Wire | undefined} */ #current;
  /** @type {Wire | undefined} */ #trial;
  /** The one that is replaced, until everything has moved. @type {Wire | undefined} */ #old;
  /** @type {Set<Kind>} */ #tried = new Set();
  /** @type {Map<Kind, number>} */ #avoidedUntil = new Map();
  /** @type {any} */ #avoiding;
  #needed = false;
  #talks = false;
  #asked = false;
  #open = false;
  #renewing = false;
  #backoff;

  /**
   * @param {Host} host @param {Tokens} tokens @param {Cargo} cargo
   * @param {(kind: Kind, ear: WireEar) => Wire} make
   */
  constructor(host, tokens, cargo, make) {
    this.host = host;
    this.tokens = tokens;
    this.cargo = cargo;
    this.make = make;
    this.#backoff = new Backoff(host);
  }

  /** @returns {Kind | undefined} */
  get kind() {
    return this.#current?.kind;
  }

  /** By which whatever is new goes. */
  get wire() {
    return this.#trial ?? this.#current;
  }

  /** May be used from now on. @param {Kind} [only] the only one to be used */
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

  /** There is no network: it is not waited for until the wires notice. */
  offline() {
    if (!this.wire) return;
    this.#letGo();
    this.#backoff.later(() => this.#review());
  }

  /** Lets go of every wire. */
  #letGo() {
    for (const wire of [this.#trial, this.#old, this.#current]) {
      wire?.close();
      if (wire) this.cargo.drop(wire);
    }
    this.#trial = this.#old = this.#current = undefined;
    this.#tried.clear();
    this.cargo.shown();
  }

  /** @returns {Kind} */
  #preferred() {
    if (this.only) return this.only;
    const kind = this.#talks ? 'websocket' : 'sse';
    return this.#isAvoided(kind) && !this.#isAvoided(OTHER[kind]) ? OTHER[kind] : kind;
  }

  /** @param {Kind} kind */
  #isAvoided(kind) {
    return (this.#avoidedUntil.get(kind) ?? 0) > this.host.now();
  }

  /** @param {Kind} kind */
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

  /** More is wanted by now than this one can carry. @param {Wire} trial */
  #giveUp(trial) {
    this.#trial = undefined;
    this.#tried.delete(trial.kind);
    trial.close();
    this.cargo.drop(trial);
  }

  /** @param {Kind} kind */
  #attempt(kind) {
    this.#tried.add(kind);
    /** @type {Wire} */
    const wire = this.make(kind, {
      ready: (pace) => this.#ready(wire, pace.retry),
      lost: (loss) => this.#lost(wire, loss),
      expiring: () => this.#renew(wire),
    });
    this.#trial = wire;
    this.cargo.shown();
    this.cargo.carry(wire);
    wire.open();
  }

  /** @param {Wire} wire @param {number} [retry] */
  #ready(wire, retry) {
    if (wire !== this.#trial) return;
    // the other one could not, and this one can, at the same moment: it is not the gateway that is unavailable
    for (const kind of this.#tried) if (kind !== wire.kind) this.#avoid(kind);
    this.#tried.clear();
    this.#asked = false;
    this.#backoff.reset();
    if (retry) this.#backoff.base = retry;
    this.#old?.close();
    this.#old = this.#current;
    this.#current = wire;
    this.#trial = undefined;
    this.cargo.attach(wire);
    this.changed();
    this.cargo.shown();
    this.#review();
  }

  /** @param {Wire} wire @param {Loss} loss */
  #lost(wire, loss) {
    this.cargo.drop(wire);
    if (wire === this.#old) this.#old = undefined;
    else if (wire === this.#trial) this.#failed(wire, loss);
    else if (wire === this.#current) this.#broken(wire, loss);
    this.cargo.shown();
  }

  /** It had carried. @param {Wire} wire @param {Loss} loss */
  #broken(wire, { error, delay, unproven }) {
    this.#current = undefined;
    this.#old?.close();
    if (this.#old) this.cargo.drop(this.#old);
    this.#old = undefined;
    if (error.isAboutToken) this.tokens.forget();
    if (error.code === 'silent' && unproven && !this.only) this.#avoid(wire.kind);
    if (!this.#trial) this.#backoff.later(() => this.#review(), delay);
  }

  /** It never carried. @param {Wire} wire @param {Loss} loss */
  #failed(wire, { error, delay }) {
    this.#trial = undefined;
    const other = OTHER[wire.kind];
    if (wire.kind === 'websocket' && error.isAboutToken && !error.retryable && this.tokens.renewable && !this.#asked) {
      // over HTTP each request has asked for another one itself
      this.#asked = true;
      this.tokens.forget();
      this.#tried.clear();
      this.#attempt(wire.kind);
    } else if (this.#current) {
      this.#stay(this.#current, wire.kind, delay);
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

  /** A change that does not work: everything stays where it is. @param {Wire} current @param {Kind} kind @param {number} [delay] */
  #stay(current, kind, delay) {
    this.#tried.clear();
    this.cargo.carry(current);
    if (kind !== current.kind) this.#avoid(kind);
    else this.#backoff.later(() => current === this.#current && this.#renew(current), delay);
  }

  /**
   * On the same connection; where that cannot be, on another one that goes on at the cursor. Once, however many streams ask for it.
   *
   * @param {Wire} wire
   */
  async #renew(wire) {
    if (this.#renewing) return;
    this.#renewing = true;
    this.tokens.forget();
    try {
      await wire.renew();
    } catch {
      if (wire === this.#current && !this.#trial && this.#open) this.#attempt(wire.kind);
    } finally {
      this.#renewing = false;
    }
  }
}
