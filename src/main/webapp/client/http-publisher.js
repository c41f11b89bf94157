import { SluiceError } from './error.js';

/**
 * @import { Draft } from './frames.js'
 * @import { Gateway, Query } from './gateway.js'
 * @import { Receipt } from './transport.js'
 *
 * @typedef {{ draft: Draft, query: Query, resolve: (receipt: Receipt) => void, reject: (error: SluiceError) => void }} PendingDraft
 */

/** Publishes by POST, one request after another, so that the order stays: what has come together meanwhile goes together. */
export class HttpPublisher {
  /** @type {PendingDraft[]} */ #waiting = [];
  #busy = false;

  /** @param {Gateway} gateway @param {number} most how many go together */
  constructor(gateway, most) {
    this.gateway = gateway;
    this.most = most;
  }

  get waiting() {
    return this.#waiting.length;
  }

  /** @param {Draft} draft @param {Query} [query] what the request says beside it @returns {Promise<Receipt>} */
  publish(draft, query = {}) {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ draft, query, resolve, reject });
      if (!this.#busy) this.#work();
    });
  }

  /** Drops all drafts that have not been sent. */
  close() {
    for (const { reject } of this.#waiting.splice(0)) reject(SluiceError.unreachable('it has not been sent'));
  }

  async #work() {
    this.#busy = true;
    await undefined;
    while (this.#waiting.length > 0) await this.#send(this.#next());
    this.#busy = false;
  }

  /** Drafts that can share a request, because its parameters apply to all. */
  #next() {
    const { connection } = this.#waiting[0].query;
    const other = this.#waiting.findIndex(({ query }) => query.connection !== connection);
    return this.#waiting.splice(0, Math.min(this.most, other < 0 ? Infinity : other));
  }

  /** @param {PendingDraft[]} parcels */
  async #send(parcels) {
    try {
      const ids = await this.gateway.publish(
        parcels.map(({ draft }) => draft),
        parcels[0].query,
      );
      parcels.forEach(({ resolve }, i) => resolve({ id: ids?.[i] }));
    } catch (fault) {
      const error = /** @type {SluiceError} */ (fault);
      if (error.retryable || parcels.length === 1) for (const { reject } of parcels) reject(error);
      else await this.#sendSingly(parcels);
    }
  }

  /** One is refused, and so all of them: each on its own, up to one that is to come again, which nobody overtakes. @param {PendingDraft[]} parcels */
  async #sendSingly(parcels) {
    /** @type {SluiceError | undefined} */ let held;
    for (const { draft, query, resolve, reject } of parcels) {
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
