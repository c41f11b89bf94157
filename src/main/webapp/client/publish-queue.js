import { Backoff } from './backoff.js';
import { SluiceError } from './error.js';

/**
 * @import { EchoFilter } from './echo-filter.js'
 * @import { Draft } from './frames.js'
 * @import { Host } from './host.js'
 * @import { PublishReply, Receipt, SendOptions, Transport } from './transport.js'
 *
 * @typedef {object} PendingPublish
 * @property {Draft} draft @property {SendOptions} options @property {EchoFilter} [echoFilter]
 * @property {boolean} inFlight
 * @property {(receipt: Receipt) => void} resolve @property {(error: SluiceError) => void} reject
 */

/**
 * The drafts that have not been acknowledged, in order and up to a limit. After the loss of a transport, drafts in flight are sent again
 * over the next one with the same idempotency key, so the journal contains them once.
 */
export class PublishQueue {
  /** @type {PendingPublish[]} */ #pending = [];
  /** @type {Transport | undefined} */ #transport;
  #paused = false;
  #backoff;

  /** @param {Host} host @param {number} most how many drafts may wait */
  constructor(host, most) {
    this.most = most;
    this.#backoff = new Backoff(host);
  }

  /** @param {Draft} draft @param {SendOptions} options @param {EchoFilter} [echoFilter] @returns {Promise<PublishReply>} */
  submit(draft, options, echoFilter) {
    if (options.volatile) return this.#submitVolatile(draft, options);
    if (this.#pending.length >= this.most) {
      const message = `the queue is full: ${this.most} events are waiting to be published`;
      return Promise.reject(new SluiceError('queue-full', message, { retryable: true }));
    }
    return new Promise((resolve, reject) => {
      this.#pending.push({ draft, options, echoFilter, inFlight: false, resolve, reject });
      this.#send();
    });
  }

  /** Volatile events are sent now or never. @param {Draft} draft @param {SendOptions} options @returns {Promise<PublishReply>} */
  async #submitVolatile(draft, options) {
    try {
      return this.#transport ? await this.#transport.publish(draft, options) : { sent: false };
    } catch (fault) {
      if (/** @type {SluiceError} */ (fault).code === 'unreachable') return { sent: false };
      throw fault;
    }
  }

  /** @param {Transport} transport for all sends from now on */
  attach(transport) {
    this.#transport = transport;
    for (const pending of this.#pending) pending.inFlight = false;
    this.wake();
  }

  /** @param {Transport} transport */
  detach(transport) {
    if (this.#transport === transport) this.#transport = undefined;
  }

  /** Ends a wait before a retry. */
  wake() {
    this.#paused = false;
    this.#backoff.stop();
    this.#send();
  }

  /** Rejects all waiting drafts. @param {SluiceError} error */
  fail(error) {
    this.#backoff.stop();
    for (const { echoFilter, reject } of this.#pending.splice(0)) {
      echoFilter?.answered();
      reject(error);
    }
  }

  #send() {
    const transport = this.#transport;
    if (!transport || this.#paused) return;
    for (const pending of this.#pending.slice(0, transport.window)) {
      if (pending.inFlight) continue;
      pending.inFlight = true;
      pending.echoFilter?.sent();
      transport.publish(pending.draft, pending.options).then(
        (receipt) => this.#complete(pending, receipt, () => pending.resolve(receipt)),
        (error) => this.#failed(pending, transport, error),
      );
    }
  }

  /** @param {PendingPublish} pending @param {Receipt} receipt @param {() => void} settle */
  #complete(pending, receipt, settle) {
    const place = this.#pending.indexOf(pending);
    if (place < 0) return;
    this.#pending.splice(place, 1);
    if (!this.#paused) this.#backoff.reset();
    pending.echoFilter?.answered(receipt.id);
    settle();
    this.#send();
  }

  /** @param {PendingPublish} pending @param {Transport} transport @param {SluiceError} error */
  #failed(pending, transport, error) {
    if (!error.retryable) return this.#complete(pending, {}, () => pending.reject(error));
    // the draft has been sent again over another transport
    if (this.#transport !== transport) return;
    pending.inFlight = false;
    // an unreachable gateway may have committed the event all the same, so its echo is still to be filtered
    if (error.code !== 'unreachable') pending.echoFilter?.answered();
    // later drafts must not overtake this one
    this.#paused = true;
    if (!this.#backoff.waiting) this.#backoff.later(() => this.wake(), error.retryAfter);
  }
}
