/**
 * @import { Host } from './host.js'
 * @import { Subscription } from './subscription.js'
 */

/** How long what a page hears may wait for an answer. */
const A_MOMENT = 5_000;

/**
 * An event that does not come back to its own page. The gateway would keep it from the connection, which other tabs have, too, and
 * would give it to the next connection. So what its hearers get from the moment on at which it is sent waits until the answer says
 * under which id it comes, but not for long: others must not wait for a publish that does not succeed.
 */
export class EchoFilter {
  /** @type {Map<Subscription, number>} */ #holds = new Map();
  /** @type {any} */ #timer;

  /** @param {Host} host @param {() => Subscription[]} hearers */
  constructor(host, hearers) {
    this.host = host;
    this.hearers = hearers;
  }

  /** It may come back from now on; also when it is sent again. */
  sent() {
    for (const one of this.hearers()) if (!this.#holds.has(one)) this.#holds.set(one, one.hold());
    this.host.clearTimeout(this.#timer);
    this.#timer = this.host.setTimeout(() => this.#release(), A_MOMENT);
  }

  /** @param {string} [id] of the event, if it is in the journal */
  answered(id) {
    if (id !== undefined) for (const one of this.hearers()) one.mute(id);
    this.#release();
  }

  #release() {
    this.host.clearTimeout(this.#timer);
    const holds = this.#holds;
    this.#holds = new Map();
    for (const [one, hold] of holds) one.release(hold);
  }
}
