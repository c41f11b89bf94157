/**
 * @import { SluiceError } from './error.js'
 * @import { Draft } from './frames.js'
 * @import { Gateway } from './gateway.js'
 * @import { Receipt } from './wire.js'
 *
 * @typedef {{ draft: Draft, resolve: (receipt: Receipt) => void, reject: (error: SluiceError) => void }} Parcel
 */

/** Publishes by POST, one request after another, so that the order stays: what has come together meanwhile goes together. */
export class Post {
  /** @type {Parcel[]} */ #waiting = [];
  #busy = false;

  /** @param {Gateway} gateway @param {number} most how many go together */
  constructor(gateway, most) {
    this.gateway = gateway;
    this.most = most;
  }

  /** @param {Draft} draft @returns {Promise<Receipt>} */
  publish(draft) {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ draft, resolve, reject });
      if (!this.#busy) this.#work();
    });
  }

  /** What has not gone yet does not go. */
  close() {
    this.#waiting = [];
  }

  async #work() {
    this.#busy = true;
    await undefined;
    while (this.#waiting.length > 0) await this.#send(this.#waiting.splice(0, this.most));
    this.#busy = false;
  }

  /** @param {Parcel[]} parcels */
  async #send(parcels) {
    try {
      const ids = await this.gateway.publish(parcels.map(({ draft }) => draft));
      parcels.forEach(({ resolve }, i) => resolve({ id: ids[i] }));
    } catch (fault) {
      const error = /** @type {SluiceError} */ (fault);
      if (error.retryable || parcels.length === 1) for (const { reject } of parcels) reject(error);
      else await this.#sendSingly(parcels);
    }
  }

  /** One is refused, and so all of them: each on its own, up to one that is to come again, which nobody overtakes. @param {Parcel[]} parcels */
  async #sendSingly(parcels) {
    /** @type {SluiceError | undefined} */ let held;
    for (const { draft, resolve, reject } of parcels) {
      if (held) {
        reject(held);
        continue;
      }
      await this.#send([
        {
          draft,
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
