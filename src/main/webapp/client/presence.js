/**
 * @import { SluiceEvent } from './frames.js'
 * @import { State, Subscription } from './subscription.js'
 * @import { SluiceError } from './error.js'
 *
 * @typedef {{ type: 'present' | 'join' | 'update' | 'leave', member?: string, state?: unknown }} Change
 *
 * @typedef {object} PresenceListener
 * @property {(members: ReadonlyMap<string, unknown>, change: Change) => void} [onChange] who is there now, and what has changed
 * @property {(state: State) => void} [onState]
 * @property {(error: SluiceError) => void} [onError]
 */

/** Presence on a topic: each member with its state. Optionally adds a member. */
export class Presence {
  /** @type {Map<string, unknown>} */ #members = new Map();
  /** @type {Subscription[]} */ #subscriptions = [];
  /** @type {(state: unknown) => void} */ #update = () => {};
  #listener;

  /** @param {PresenceListener} listener */
  constructor(listener) {
    this.#listener = listener;
  }

  /** @returns {ReadonlyMap<string, unknown>} by name, their states */
  get members() {
    return this.#members;
  }

  /** The member's own state from now on. @param {unknown} state */
  update(state) {
    this.#update(state);
  }

  close() {
    for (const subscription of this.#subscriptions) subscription.close();
  }

  /** By what it is here. @param {Subscription} subscription @param {(state: unknown) => void} [update] */
  holds(subscription, update = this.#update) {
    this.#subscriptions.push(subscription);
    this.#update = update;
  }

  /** @param {SluiceEvent} event */
  take({ event, data }) {
    const { members, member, state } = /** @type {any} */ (data);
    if (event === 'present') this.#members = new Map(members.map((/** @type {any} */ one) => [one.member, one.state]));
    else if (event === 'leave') this.#members.delete(member);
    else this.#members.set(member, state);
    this.#listener.onChange?.(this.#members, { type: /** @type {Change['type']} */ (event), member, state });
  }
}
