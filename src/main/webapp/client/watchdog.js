/** @import { Host } from './host.js' */

/**
 * Notices that nothing has been heard for too long. A connection can be dead without being closed: a laptop that slept, a network that
 * has gone. One timer, however much is heard.
 */
export class Watchdog {
  /** @type {any} */ #timer;
  #heardAt = 0;
  #limit = 0;

  /** @param {Pick<Host, 'now' | 'setTimeout' | 'clearTimeout'>} host @param {() => void} silent */
  constructor(host, silent) {
    this.host = host;
    this.silent = silent;
  }

  /** @param {number} limit milliseconds, from now on */
  start(limit) {
    this.#limit = limit;
    this.#heardAt = this.host.now();
    this.#arm(limit);
  }

  heard() {
    this.#heardAt = this.host.now();
  }

  /** Looks at once: after a sleep the timers are late. */
  look() {
    if (!this.#limit) return;
    const left = this.#heardAt + this.#limit - this.host.now();
    if (left > 0) {
      this.#arm(left);
    } else {
      this.stop();
      this.silent();
    }
  }

  stop() {
    this.host.clearTimeout(this.#timer);
    this.#limit = 0;
  }

  /** @param {number} delay */
  #arm(delay) {
    this.host.clearTimeout(this.#timer);
    this.#timer = this.host.setTimeout(() => this.look(), delay);
  }
}
