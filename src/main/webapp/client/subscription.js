import { isAfter } from './cursor.js';
import { matches } from './topics.js';

/**
 * @import { SluiceError } from './error.js'
 * @import { SluiceEvent } from './frames.js'
 * @import { Gap } from './gateway.js'
 * @import { Host } from './host.js'
 * @import { CursorStorage } from './cursor-storage.js'
 *
 * @typedef {'connecting' | 'live' | 'waiting' | 'ended' | 'failed' | 'closed'} State
 *
 * @typedef {object} Listener
 * @property {(event: SluiceEvent, subscription: Subscription) => void} [onEvent]
 * @property {(gap: Gap & { id: string }, subscription: Subscription) => void} [onGap] these events cannot be had any more
 * @property {(state: State, subscription: Subscription) => void} [onState]
 * @property {(topic: string, subscription: Subscription) => void} [onEnd] the topic has had its last event
 * @property {(missed: { topic?: string, count: number }, subscription: Subscription) => void} [onMissed] volatile events
 * @property {(error: SluiceError, subscription: Subscription) => void} [onError] after which nothing comes any more
 * @property {(cursor: string, subscription: Subscription) => void} [onMove] the cursor moves without an event
 */

/** @type {ReadonlySet<State>} */
const OVER = new Set(['ended', 'failed', 'closed']);

/** How much waits to be told, at most: beyond it the first of it is told, also if it turns out to be the page's own. */
const MOST_WAITING = 1_000;

/**
 * Filters and a cursor: every event that matches and lies after the cursor is told once, in order, from whatever connection it
 * comes, and moves the cursor. What is held back has been read already, so that nobody reads it again, and moves the cursor when it is told.
 */
export class Subscription {
  /** @type {State} */ #state = 'connecting';
  /** @type {string | undefined} */ #cursor;
  /** @type {string | undefined} */ #reached;
  /** @type {Set<string>} */ #ended = new Set();
  /** @type {Set<string>} */ #muted = new Set();
  /** Each with the newest hold that it waits for. @type {{ step: () => void, hold: number }[]} */ #waiting = [];
  /** Those that last, in order. @type {Set<number>} */ #holds = new Set();
  #newestHold = 0;
  #listener;
  #leave;
  #host;
  #memory;

  /**
   * @param {string[]} filters @param {Listener} listener @param {(subscription: Subscription) => void} leave
   * @param {Host} host @param {CursorStorage} [memory]
   */
  constructor(filters, listener, leave, host, memory) {
    this.filters = filters;
    this.#listener = listener;
    this.#leave = leave;
    this.#host = host;
    this.#memory = memory;
    this.#cursor = this.#reached = memory?.read();
  }

  /** Everything up to here has been seen; undefined before the gateway has said where it starts. */
  get cursor() {
    return this.#cursor;
  }

  /** Everything up to here has been read for it: where reading goes on. */
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
  hears(topic) {
    return this.filters.some((filter) => matches(filter, topic));
  }

  /** Lets what comes from now on wait until this is released. @returns {number} this hold */
  hold() {
    this.#holds.add(++this.#newestHold);
    return this.#newestHold;
  }

  /** @param {number} hold */
  release(hold) {
    this.#holds.delete(hold);
    this.#tellWaiting();
  }

  /** @param {string} id of an event that is not to be told, unless it has been */
  mute(id) {
    if (isAfter(id, this.#cursor)) this.#muted.add(id);
  }

  /** The following are for whoever reads for it. @param {SluiceEvent} event */
  take(event) {
    const { id, topic, final } = event;
    if (id !== undefined && !this.#reach(id)) return;
    this.#inTurn(() => {
      if (id !== undefined) this.#moveTo(id);
      if (!this.hears(topic)) return;
      if (id === undefined || !this.#muted.delete(id)) this.#tell(this.#listener.onEvent, event);
      if (final && id !== undefined) this.#endOf(topic);
    });
  }

  /** @param {Gap & { id: string }} gap of which it may have seen a part, or all */
  skip(gap) {
    // `unknown`: the journal ends before what has been seen of it, and will give those ids to other events
    if (gap.reason === 'unknown') this.#reached = gap.id;
    else if (!this.#reach(gap.id)) return;
    this.#inTurn(() => {
      this.#moveTo(gap.id);
      this.#tell(this.#listener.onGap, gap);
    });
  }

  /** @param {string} cursor everything up to here has been looked at */
  move(cursor) {
    if (!this.#reach(cursor)) return;
    this.#inTurn(() => {
      this.#moveTo(cursor);
      this.#tell(this.#listener.onMove, cursor);
    });
  }

  /** @param {string} topic */
  end(topic) {
    this.#inTurn(() => {
      if (this.filters.includes(topic) && !this.#ended.has(topic)) this.#endOf(topic);
    });
  }

  /** All that it is about has ended. */
  endAll() {
    for (const filter of this.filters) this.end(filter);
  }

  /** @param {{ topic?: string, count: number }} missed */
  miss(missed) {
    const { topic } = missed;
    this.#inTurn(() => {
      if (topic === undefined || this.hears(topic)) this.#tell(this.#listener.onMissed, missed);
    });
  }

  /** @param {SluiceError} error */
  fail(error) {
    this.#tellWaiting(0);
    if (this.isOver) return;
    if (error.code === 'cursor-invalid') this.#memory?.forget();
    this.#finish('failed');
    if (this.#listener.onError) this.#tell(this.#listener.onError, error);
    else this.#host.report(error);
  }

  /** @param {'connecting' | 'live' | 'waiting'} state */
  show(state) {
    if (!this.isOver) this.#change(state);
  }

  save() {
    this.#memory?.save();
  }

  /** @param {string} cursor @returns {boolean} whether it is news */
  #reach(cursor) {
    if (!isAfter(cursor, this.#reached)) return false;
    this.#reached = cursor;
    return true;
  }

  /** @param {() => void} step */
  #inTurn(step) {
    this.#waiting.push({ step, hold: this.#newestHold });
    this.#tellWaiting();
  }

  /** Nothing is told of what is over. @param {number} [most] that may go on waiting */
  #tellWaiting(most = MOST_WAITING) {
    const mayWait = () => {
      const [held = Infinity] = this.#holds;
      return this.#waiting[0].hold >= held && this.#waiting.length <= most;
    };
    while (this.#waiting.length > 0 && !mayWait()) {
      const next = this.#waiting.shift();
      if (!this.isOver) next?.step();
    }
  }

  /** @param {string} topic */
  #endOf(topic) {
    this.#ended.add(topic);
    this.#tell(this.#listener.onEnd, topic);
    if (!this.isOver && this.filters.every((filter) => this.#ended.has(filter))) this.#finish('ended');
  }

  /** @param {string} cursor */
  #moveTo(cursor) {
    this.#cursor = cursor;
    this.#memory?.note(cursor);
  }

  /** @param {State} state */
  #finish(state) {
    if (this.isOver) return;
    this.#change(state);
    this.#memory?.save();
    this.#leave(this);
  }

  /** @param {State} state */
  #change(state) {
    if (state === this.#state) return;
    this.#state = state;
    this.#tell(this.#listener.onState, state);
  }

  /**
   * A listener that fails has been told all the same: what it throws is reported, and the stream goes on.
   *
   * @template T
   * @param {((what: T, subscription: Subscription) => void) | undefined} listen @param {T} what
   */
  #tell(listen, what) {
    try {
      listen?.(what, this);
    } catch (fault) {
      this.#host.report(fault);
    }
  }
}
