import { SluiceError } from './error.js';
import { Watchdog } from './watchdog.js';

/**
 * @import { Draft } from './frames.js'
 * @import { Host } from './host.js'
 * @import { TabGroup } from './tab-group.js'
 * @import { SendOptions, Receipt, StreamListener, StreamRequest, Transport, TransportListener } from './transport.js'
 *
 * @typedef {{ resolve: (receipt: Receipt) => void, reject: (error: SluiceError) => void }} PendingReply
 */

const GONE = 'the leading tab has gone';

/**
 * The connection of another tab, as if it were one's own.
 *
 * @implements {Transport}
 */
export class TabTransport {
  /** @readonly */ kind = 'tab';
  window = 64;
  /** @type {Map<number, StreamListener>} */ #streams = new Map();
  /** @type {Map<number, PendingReply>} */ #asked = new Map();
  #number = 0;
  #asking = false;
  #over = false;
  #id;
  #watch;

  /** @param {TabGroup} tabs @param {string} leader @param {Host} host @param {number} patience in milliseconds @param {TransportListener} listener */
  constructor(tabs, leader, host, patience, listener) {
    this.tabs = tabs;
    this.leader = leader;
    this.listener = listener;
    this.patience = patience;
    this.#id = host.uuid();
    this.#watch = new Watchdog(host, () => this.#silent());
  }

  open() {
    this.#watch.start(this.patience / 2);
    this.#post({ type: 'hello' });
  }

  /** @param {StreamRequest} request @param {StreamListener} listener */
  stream(request, listener) {
    const stream = ++this.#number;
    this.#streams.set(stream, listener);
    this.#post({ type: 'open', stream, request });
    return {
      /** @param {unknown} state */
      state: async (state) => this.#post({ type: 'state', stream, state }),
      close: () => this.#streams.delete(stream) && this.#post({ type: 'close', stream }),
    };
  }

  /** @param {Draft} draft @param {SendOptions} manner @returns {Promise<Receipt>} */
  publish(draft, manner) {
    const ref = ++this.#number;
    return new Promise((resolve, reject) => {
      if (this.#over) return reject(SluiceError.unreachable(GONE));
      this.#asked.set(ref, { resolve, reject });
      this.#post({ type: 'publish', ref, draft, manner });
    });
  }

  /** The leader asks for a token of its own. */
  async renew() {}

  look() {
    this.#watch.look();
  }

  close() {
    this.#post({ type: 'bye' });
    this.#over = true;
    this.#watch.stop();
    this.#streams.clear();
    const asked = [...this.#asked.values()];
    this.#asked.clear();
    for (const { reject } of asked) reject(SluiceError.unreachable(GONE));
  }

  /** @param {any} message of the leader */
  heard({ wire, from, type, stream, ref, what }) {
    if (this.#over || wire !== this.#id || from !== this.leader) return;
    this.#asking = false;
    this.#watch.heard();
    if (type === 'welcome') {
      this.listener.ready({});
    } else if (type === 'told') {
      const listener = this.#streams.get(stream);
      // each of these is a method of StreamListener and what it takes
      for (const [name, value] of what) /** @type {any} */ (listener)?.[name](name === 'refused' ? SluiceError.told(value) : value);
    } else if (ref !== undefined) {
      const asked = this.#asked.get(ref);
      this.#asked.delete(ref);
      if (type === 'ack') asked?.resolve(what);
      else asked?.reject(SluiceError.told(what));
    }
  }

  #silent() {
    if (this.#asking) return this.tabs.distrust();
    this.#asking = true;
    this.#watch.start(this.patience / 2);
    this.#post({ type: 'ping' });
  }

  /** @param {object} message */
  #post(message) {
    if (!this.#over) this.tabs.post(this.leader, { ...message, wire: this.#id });
  }
}
