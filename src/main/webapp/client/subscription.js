import { isAfter } from './cursor.js';
import { matches } from './topics.js';

/**
 * @import { CursorStorage } from './cursor-storage.js'
 * @import { SluiceError } from './error.js'
 * @import { SluiceEvent } from './frames.js'
 * @import { Gap } from './gateway.js'
 * @import { Host } from './host.js'
 *
 * @typedef {'connecting' | 'live' | 'waiting' | 'ended' | 'failed' | 'closed'} State
 *
 * @typedef {object} Listener
 * @property {(event: SluiceEvent, subscription: Subscription) => void} [onEvent]
 * @property {(gap: Gap & { id: string }, subscription: Subscription) => void} [onGap] these events are no longer available
 * @property {(state: State, subscription: Subscription) => void} [onState]
 * @property {(topic: string, subscription: Subscription) => void} [onEnd] the topic is complete
 * @property {(missed: { topic?: string, count: number }, subscription: Subscription) => void} [onMissed] volatile events that were dropped
 * @property {(error: SluiceError, subscription: Subscription) => void} [onError] the subscription has failed and receives nothing more
 * @property {(cursor: string, subscription: Subscription) => void} [onMove] the cursor has moved without an event
 */

/** @type {ReadonlySet<State>} */
const OVER = new Set(['ended', 'failed', 'closed']);

/** The most notifications that a hold delays: beyond it the oldest is delivered, even if it turns out to be an echo. */
const MOST_HELD = 1_000;

/**
 * Filters and a cursor. Every event that matches and lies after the cursor is delivered once, in order, from any connection, and moves
 * the cursor. There are two cursors, because a hold delays deliveries: `reached` is what has been read, so that nothing is read twice, and
 * `cursor` is what has been delivered.
 */
export class Subscription {
  /** @type {State} */ #state = 'connecting';
  /** @type {string | undefined} */ #cursor;
  /** @type {string | undefined} */ #reached;
  /** @type {Set<string>} */ #ended = new Set();
  /** @type {Set<string>} */ #muted = new Set();
  /** Pending deliveries, each with the newest hold that delays it. @type {{ step: () => void, hold: number }[]} */ #pending = [];
  /** Active holds, in order. @type {Set<number>} */ #holds = new Set();
  #newestHold = 0;
  #listener;
  #leave;
  #host;
  #storage;

  /**
   * @param {string[]} filters @param {Listener} listener @param {(subscription: Subscription) => void} leave
   * @param {Host} host @param {CursorStorage} [storage]
   */
  constructor(filters, listener, leave, host, storage) {
    this.filters = filters;
    this.#listener = listener;
    this.#leave = leave;
    this.#host = host;
    this.#storage = storage;
    this.#cursor = this.#reached = storage?.read();
  }

  /** Everything up to here has been delivered; undefined before the gateway has said where the subscription starts. */
  get cursor() {
    return this.#cursor;
  }

  /** Everything up to here has been read: reading continues after it. */
  get reached() {
    return this.#reached;
  }

  get state() {
    return this.#state;
  }

  get isOver() {
    return OVER.has(this.#state);
  }

  close() {
    this.#finish('closed');
  }

  /** @param {string} topic */
  matches(topic) {
    return this.filters.some((filter) => matches(filter, topic));
  }

  /** Delays all deliveries that are read from now on, until the hold is released. @returns {number} the hold */
  hold() {
    this.#holds.add(++this.#newestHold);
    return this.#newestHold;
  }

  /** @param {number} hold */
  release(hold) {
    this.#holds.delete(hold);
    this.#deliver();
  }

  /** @param {string} id of an event that must not be delivered */
  mute(id) {
    if (isAfter(id, this.#cursor)) this.#muted.add(id);
  }

  /** Takes an event that was read. This method and the following ones are called by the readers of the history and of streams. @param {SluiceEvent} event */
  take(event) {
    const { id, topic, final } = event;
    if (id !== undefined && !this.#reach(id)) return;
    this.#inTurn(() => {
      if (id !== undefined) this.#moveTo(id);
      if (!this.matches(topic)) return;
      if (id === undefined || !this.#muted.delete(id)) this.#notify(this.#listener.onEvent, event);
      if (final && id !== undefined) this.#endOf(topic);
    });
  }

  /** @param {Gap & { id: string }} gap of which this subscription may have passed a part, or all */
  skip(gap) {
    // `unknown`: the journal ends before the cursor, and will assign the same ids to other events
    if (gap.reason === 'unknown') this.#reached = gap.id;
    else if (!this.#reach(gap.id)) return;
    this.#inTurn(() => {
      this.#moveTo(gap.id);
      this.#notify(this.#listener.onGap, gap);
    });
  }

  /** @param {string} cursor everything up to here has been checked */
  move(cursor) {
    if (!this.#reach(cursor)) return;
    this.#inTurn(() => {
      this.#moveTo(cursor);
      this.#notify(this.#listener.onMove, cursor);
    });
  }

  /** @param {string} topic that is complete */
  end(topic) {
    this.#inTurn(() => {
      if (this.filters.includes(topic) && !this.#ended.has(topic)) this.#endOf(topic);
    });
  }

  /** All topics of the subscription are complete. */
  endAll() {
    for (const filter of this.filters) this.end(filter);
  }

  /** @param {{ topic?: string, count: number }} missed */
  miss(missed) {
    const { topic } = missed;
    this.#inTurn(() => {
      if (topic === undefined || this.matches(topic)) this.#notify(this.#listener.onMissed, missed);
    });
  }

  /** @param {SluiceError} error */
  fail(error) {
    this.#deliver(0);
    if (this.isOver) return;
    if (error.code === 'cursor-invalid') this.#storage?.remove();
    this.#finish('failed');
    if (this.#listener.onError) this.#notify(this.#listener.onError, error);
    else this.#host.report(error);
  }

  /** @param {'connecting' | 'live' | 'waiting'} state */
  show(state) {
    if (!this.isOver) this.#change(state);
  }

  save() {
    this.#storage?.save();
  }

  /** @param {string} cursor @returns {boolean} whether it is new */
  #reach(cursor) {
    if (!isAfter(cursor, this.#reached)) return false;
    this.#reached = cursor;
    return true;
  }

  /** @param {() => void} step */
  #inTurn(step) {
    this.#pending.push({ step, hold: this.#newestHold });
    this.#deliver();
  }

  /** Runs the steps that no active hold delays; a subscription that is over delivers nothing. @param {number} [most] steps that may stay delayed */
  #deliver(most = MOST_HELD) {
    const isHeld = () => {
      const [oldest = Infinity] = this.#holds;
      return this.#pending[0].hold >= oldest && this.#pending.length <= most;
    };
    while (this.#pending.length > 0 && !isHeld()) {
      const next = this.#pending.shift();
      if (!this.isOver) next?.step();
    }
  }

  /** @param {string} topic */
  #endOf(topic) {
    this.#ended.add(topic);
    this.#notify(this.#listener.onEnd, topic);
    if (!this.isOver && this.filters.every((filter) => this.#ended.has(filter))) this.#finish('ended');
  }

  /** @param {string} cursor */
  #moveTo(cursor) {
    this.#cursor = cursor;
    this.#storage?.saveSoon(cursor);
  }

  /** @param {State} state */
  #finish(state) {
    if (this.isOver) return;
    this.#change(state);
    this.#storage?.save();
    this.#leave(this);
  }

  /** @param {State} state */
  #change(state) {
    if (state === this.#state) return;
    this.#state = state;
    this.#notify(this.#listener.onState, state);
  }

  /**
   * Calls a listener. If it throws, the error is reported, the event counts as delivered, and the stream continues.
   *
   * @template T
   * @param {((value: T, subscription: Subscription) => void) | undefined} listener @param {T} value
   */
  #notify(listener, value) {
    try {
      listener?.(value, this);
    } catch (fault) {
      this.#host.report(fault);
    }
  }
}
