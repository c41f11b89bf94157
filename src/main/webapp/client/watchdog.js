/** @import { Host } from './host.js' */

/**
 * Detects that nothing has been received for too long. A connection can be dead without being closed, after a machine has slept or a
 * network has disappeared. Received messages only set a time stamp; one timer runs, however many there are.
 */
export class Watchdog {
  /** @type {any} */ #timer;
  #fedAt = 0;
  #limit = 0;

  /** @param {Pick<Host, 'now' | 'setTimeout' | 'clearTimeout'>} host @param {() => void} expired */
  constructor(host, expired) {
    this.host = host;
    this.expired = expired;
  }

  /** @param {number} limit milliseconds, counted from now */
  start(limit) {
    this.#limit = limit;
    this.#fedAt = this.host.now();
    this.#arm(limit);
  }

  /** Something has been received. */
  feed() {
    this.#fedAt = this.host.now();
  }

  /** Checks the limit now: after a sleep of the machine, timers are late. */
  check() {
    if (!this.#limit) return;
    const left = this.#fedAt + this.#limit - this.host.now();
    if (left > 0) {
      this.#arm(left);
    } else {
      this.stop();
      this.expired();
    }
  }

  stop() {
    this.host.clearTimeout(this.#timer);
    this.#limit = 0;
  }

  /** @param {number} delay */
  #arm(delay) {
    this.host.clearTimeout(this.#timer);
    this.#timer = this.host.setTimeout(() => this.check(), delay);
  }
}
