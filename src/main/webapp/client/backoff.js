/** @import { Host } from './host.js' */

const LONGEST_DELAY = 30_000;

/**
 * Exponential backoff with full jitter: the limit doubles with each failure, and the delay is a random part of it, so that clients that
 * lost the same server do not come back together.
 */
export class Backoff {
  #failures = 0;
  /** @type {any} */ #timer;
  /** @type {(() => void) | undefined} */ #task;

  /** The longest first delay in milliseconds: the gateway's `retry`, whose default is this value. */
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
   * @param {number} [least] milliseconds that the gateway wants the client to wait: the delay is this, plus a little jitter
   */
  later(task, least) {
    const most = Math.min(LONGEST_DELAY, this.base * 2 ** this.#failures++);
    const delay = least === undefined ? this.host.random() * most : least + this.host.random() * Math.min(least, most) * 0.1;
    this.stop();
    this.#task = task;
    this.#timer = this.host.setTimeout(() => this.wake(), delay);
  }

  /** Runs the waiting task now, because there is a reason to expect success. */
  wake() {
    const task = this.#task;
    this.stop();
    task?.();
  }

  stop() {
    this.host.clearTimeout(this.#timer);
    this.#task = undefined;
  }

  /** Starts again with the shortest delays after a success. */
  reset() {
    this.stop();
    this.#failures = 0;
  }
}
