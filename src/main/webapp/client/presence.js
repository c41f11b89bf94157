/**
 * @import { SluiceEvent } from './frames.js'
 * @import { State, Subscription } from './subscription.js'
 * @import { SluiceError } from './error.js'
 *
 * @typedef {{ type: 'present' | 'join' | 'update' | 'leave', member?: string, state?: unknown }} Change
 *
 * @typedef {object} PresenceListener
 * @property {(members: ReadonlyMap<string, unknown>, change: Change) => void} [onChange] the present members, and the change
 * @property {(state: State) => void} [onState]
 * @property {(error: SluiceError) => void} [onError]
 */

/** The members that are present on a topic, each with its state. This page can be one of them. */
export class Presence {
  /** @type {Map<string, unknown>} */ #members = new Map();
  /** @type {Subscription[]} */ #subscriptions = [];
  /** @type {(state: unknown) => void} */ #update = () => {};
  #listener;

  /** @param {PresenceListener} listener */
  constructor(listener) {
    this.#listener = listener;
  }

  /** @returns {ReadonlyMap<string, unknown>} the state of each member, by its name */
  get members() {
    return this.#members;
  }

  /** Sets the state of this page's own member. @param {unknown} state */
  update(state) {
    this.#update(state);
  }

  close() {
    for (const subscription of this.#subscriptions) subscription.close();
  }

  /** @param {Subscription} subscription to close with this @param {(state: unknown) => void} [update] sets the state of the own member */
  use(subscription, update = this.#update) {
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
