/**
 * @import { Backoff } from './backoff.js'
 * @import { SluiceError } from './error.js'
 * @import { Gateway, Query } from './gateway.js'
 * @import { Subscription } from './subscription.js'
 */

const PAGE_SIZE = 1_000;

/**
 * Reads the history for one subscription, from its start to the end of the journal; from there a shared stream serves it. So a
 * subscription can join a stream that is already open, and a refusal affects only the subscription that caused it.
 */
export class CatchUp {
  #stop = new AbortController();

  /** @param {Gateway} gateway @param {Backoff} backoff @param {Subscription} subscription @param {Query} start */
  constructor(gateway, backoff, subscription, start) {
    this.gateway = gateway;
    this.backoff = backoff;
    this.subscription = subscription;
    this.start = start;
  }

  /** @returns {Promise<boolean>} whether the subscription reached the end of the journal and is still open */
  async run() {
    const { subscription } = this;
    for (let more = true; more && !subscription.isOver; ) {
      try {
        more = await this.#readPage();
        this.backoff.reset();
      } catch (fault) {
        const error = /** @type {SluiceError} */ (fault);
        if (!error.retryable) subscription.fail(error);
        else await this.#pause(error);
      }
    }
    return !subscription.isOver;
  }

  stop() {
    this.#stop.abort();
    this.backoff.wake();
  }

  wake() {
    this.backoff.wake();
  }

  async #readPage() {
    const { subscription } = this;
    const from = subscription.reached === undefined ? this.start : { after: subscription.reached };
    const limit = from.after === 'latest' ? 1 : PAGE_SIZE;
    const { events, cursor, more, gap } = await this.gateway.history(
      { topic: subscription.filters, limit, ...from },
      this.#stop.signal,
    );
    if (gap) subscription.skip({ ...gap, id: gap.to });
    for (const event of events) subscription.take(event);
    subscription.move(cursor);
    return more;
  }

  /** @param {SluiceError} error @returns {Promise<void>} */
  #pause(error) {
    if (this.subscription.isOver) return Promise.resolve();
    this.subscription.show('waiting');
    return new Promise((resolve) => this.backoff.later(resolve, error.retryAfter));
  }
}
