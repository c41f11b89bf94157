import { SluiceError } from './error.js';

/**
 * @import { Draft } from './frames.js'
 * @import { Gateway, Query } from './gateway.js'
 * @import { Receipt } from './transport.js'
 *
 * @typedef {{ draft: Draft, query: Query, resolve: (receipt: Receipt) => void, reject: (error: SluiceError) => void }} PendingDraft
 */

/** Publishes by POST, one request at a time, which preserves the order. Drafts that arrive during a request share the next one. */
export class HttpPublisher {
  /** @type {PendingDraft[]} */ #waiting = [];
  #busy = false;

  /** @param {Gateway} gateway @param {number} most drafts in a request */
  constructor(gateway, most) {
    this.gateway = gateway;
    this.most = most;
  }

  get waiting() {
    return this.#waiting.length;
  }

  /** @param {Draft} draft @param {Query} [query] parameters of the request @returns {Promise<Receipt>} */
  publish(draft, query = {}) {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ draft, query, resolve, reject });
      if (!this.#busy) this.#sendAll();
    });
  }

  /** Rejects all drafts that have not been sent. */
  close() {
    for (const { reject } of this.#waiting.splice(0)) reject(SluiceError.unreachable('the event was not sent'));
  }

  async #sendAll() {
    this.#busy = true;
    // drafts of the same task share the first request
    await undefined;
    while (this.#waiting.length > 0) await this.#send(this.#nextBatch());
    this.#busy = false;
  }

  /** Takes drafts that can share a request, because its parameters apply to all of them. */
  #nextBatch() {
    const { connection } = this.#waiting[0].query;
    const other = this.#waiting.findIndex(({ query }) => query.connection !== connection);
    return this.#waiting.splice(0, Math.min(this.most, other < 0 ? Infinity : other));
  }

  /** @param {PendingDraft[]} batch */
  async #send(batch) {
    try {
      const ids = await this.gateway.publish(
        batch.map(({ draft }) => draft),
        batch[0].query,
      );
      batch.forEach(({ resolve }, i) => resolve({ id: ids?.[i] }));
    } catch (fault) {
      const error = /** @type {SluiceError} */ (fault);
      if (error.retryable || batch.length === 1) for (const { reject } of batch) reject(error);
      else await this.#sendSingly(batch);
    }
  }

  /**
   * Sends each draft of a refused batch alone, since one invalid draft refuses the whole batch. After a draft that must be retried, the
   * rest is rejected with the same error, so that nothing overtakes it.
   *
   * @param {PendingDraft[]} batch
   */
  async #sendSingly(batch) {
    /** @type {SluiceError | undefined} */ let held;
    for (const { draft, query, resolve, reject } of batch) {
      if (held) {
        reject(held);
        continue;
      }
      await this.#send([
        {
          draft,
          query,
          resolve,
          reject: (error) => {
            if (error.retryable) held = error;
            reject(error);
          },
        },
      ]);
    }
  }
}
