import { Backoff } from './backoff.js';
import { SluiceError } from './error.js';

/**
 * @import { Draft } from './frames.js'
 * @import { Host } from './host.js'
 * @import { EchoFilter } from './echo-filter.js'
 * @import { PublishReply, SendOptions, Receipt, Transport } from './transport.js'
 *
 * @typedef {object} PendingPublish
 * @property {Draft} draft @property {SendOptions} manner @property {EchoFilter} [quiet]
 * @property {boolean} underWay
 * @property {(receipt: Receipt) => void} resolve @property {(error: SluiceError) => void} reject
 */

/**
 * What is to be published and has not been acknowledged, in order. Whatever was under way when a transport was lost goes again by the next one, with the
 * same key: it is in the journal once. Holds only so many.
 */
export class PublishQueue {
  /** @type {PendingPublish[]} */ #letters = [];
  /** @type {Transport | undefined} */ #transport;
  #held = false;
  #backoff;

  /** @param {Host} host @param {number} most how many may wait */
  constructor(host, most) {
    this.most = most;
    this.#backoff = new Backoff(host);
  }

  /** @param {Draft} draft @param {SendOptions} manner @param {EchoFilter} [quiet] @returns {Promise<PublishReply>} */
  submit(draft, manner, quiet) {
    if (manner.volatile) return this.#pass(draft, manner);
    if (this.#letters.length >= this.most) {
      const message = `${this.most} events wait to be published: this one has not been taken`;
      return Promise.reject(new SluiceError('queue-full', message, { retryable: true }));
    }
    return new Promise((resolve, reject) => {
      this.#letters.push({ draft, manner, quiet, underWay: false, resolve, reject });
      this.#send();
    });
  }

  /** It goes now or never. @param {Draft} draft @param {SendOptions} manner @returns {Promise<PublishReply>} */
  async #pass(draft, manner) {
    try {
      return this.#transport ? await this.#transport.publish(draft, manner) : { sent: false };
    } catch (fault) {
      if (/** @type {SluiceError} */ (fault).code === 'unreachable') return { sent: false };
      throw fault;
    }
  }

  /** @param {Transport} transport by which they go from now on */
  attach(transport) {
    this.#transport = transport;
    for (const letter of this.#letters) letter.underWay = false;
    this.wake();
  }

  /** @param {Transport} transport */
  detach(transport) {
    if (this.#transport === transport) this.#transport = undefined;
  }

  /** Tries again at once what would wait. */
  wake() {
    this.#held = false;
    this.#backoff.stop();
    this.#send();
  }

  /** @param {SluiceError} error nothing goes any more */
  fail(error) {
    this.#backoff.stop();
    for (const { quiet, reject } of this.#letters.splice(0)) {
      quiet?.answered();
      reject(error);
    }
  }

  #send() {
    const transport = this.#transport;
    if (!transport || this.#held) return;
    for (const letter of this.#letters.slice(0, transport.window)) {
      if (letter.underWay) continue;
      letter.underWay = true;
      letter.quiet?.sent();
      transport.publish(letter.draft, letter.manner).then(
        (receipt) => this.#done(letter, receipt, () => letter.resolve(receipt)),
        (error) => this.#failed(letter, transport, error),
      );
    }
  }

  /** @param {PendingPublish} letter @param {Receipt} receipt @param {() => void} tell */
  #done(letter, receipt, tell) {
    const place = this.#letters.indexOf(letter);
    if (place < 0) return;
    this.#letters.splice(place, 1);
    if (!this.#held) this.#backoff.reset();
    letter.quiet?.answered(receipt.id);
    tell();
    this.#send();
  }

  /** @param {PendingPublish} letter @param {Transport} transport @param {SluiceError} error */
  #failed(letter, transport, error) {
    if (!error.retryable) return this.#done(letter, {}, () => letter.reject(error));
    // it has gone again by another transport
    if (this.#transport !== transport) return;
    letter.underWay = false;
    // else it may be in the journal all the same
    if (error.code !== 'unreachable') letter.quiet?.answered();
    // no other one overtakes it meanwhile
    this.#held = true;
    if (!this.#backoff.waiting) this.#backoff.later(() => this.wake(), error.retryAfter);
  }
}
