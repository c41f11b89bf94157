/**
 * @import { Host } from './host.js'
 * @import { Subscription } from './subscription.js'
 */

/** How long the page's subscriptions may be held back for one reply, in milliseconds. */
const LONGEST_HOLD = 5_000;

/**
 * Keeps a published event from the page that published it. The gateway could only exclude a connection: it would also exclude other tabs
 * that share the connection, and would deliver the event to the page's next connection. So the subscriptions of the page hold back all
 * events between the send and the reply, which names the id to drop. The hold is limited, so that a publish that does not succeed does
 * not delay other events.
 */
export class EchoFilter {
  /** @type {Map<Subscription, number>} */ #holds = new Map();
  /** @type {any} */ #timer;

  /** @param {Host} host @param {() => Subscription[]} receivers the subscriptions of this page that match the event */
  constructor(host, receivers) {
    this.host = host;
    this.receivers = receivers;
  }

  /** The event may be delivered from now on; called again when it is sent again. */
  sent() {
    for (const one of this.receivers()) if (!this.#holds.has(one)) this.#holds.set(one, one.hold());
    this.host.clearTimeout(this.#timer);
    this.#timer = this.host.setTimeout(() => this.#release(), LONGEST_HOLD);
  }

  /** @param {string} [id] of the event, if the journal has accepted it */
  answered(id) {
    if (id !== undefined) for (const one of this.receivers()) one.mute(id);
    this.#release();
  }

  #release() {
    this.host.clearTimeout(this.#timer);
    const holds = this.#holds;
    this.#holds = new Map();
    for (const [one, hold] of holds) one.release(hold);
  }
}
