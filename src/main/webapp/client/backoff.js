/** @import { Host } from './host.js' */

const LONGEST = 30_000;

/** When to try again: exponentially later, anywhere between at once and then (full jitter), so that no two clients come together. */
export class Backoff {
  #failures = 0;
  /** @type {any} */ #timer;
  /** @type {(() => void) | undefined} */ #task;

  /** The longest first wait: the gateway's `retry`, whose default is this value. */
  base = 2_000;

  /** @param {Pick<Host, 'setTimeout' | 'clearTimeout' | 'random'>} host */
  constructor(host) {
    this.host = host;
  }

  get waiting() {
    return this.#task !== undefined;
  }

  /**
   * @param {() => void} task
   * @param {number} [told] how many milliseconds the gateway wants the client to wait: then no less, and a little jitter on top
   */
  later(task, told) {
    const most = Math.min(LONGEST, this.base * 2 ** this.#failures++);
    const delay = told === undefined ? this.host.random() * most : told + this.host.random() * Math.min(told, most) * 0.1;
    this.stop();
    this.#task = task;
    this.#timer = this.host.setTimeout(() => this.wake(), delay);
  }

  /** Ends the wait: there is reason to think that it would work now. */
  wake() {
    const task = this.#task;
    this.stop();
    task?.();
  }

  stop() {
    this.host.clearTimeout(this.#timer);
    this.#task = undefined;
  }

  /** It has worked. */
  reset() {
    this.stop();
    this.#failures = 0;
  }
}
