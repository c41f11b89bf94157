import { SluiceError } from './error.js';
import { Watchdog } from './watchdog.js';

/**
 * @import { Draft } from './frames.js'
 * @import { Host } from './host.js'
 * @import { TabGroup } from './tab-group.js'
 * @import { Receipt, SendOptions, StreamListener, StreamRequest, Transport, TransportListener } from './transport.js'
 *
 * @typedef {{ resolve: (receipt: Receipt) => void, reject: (error: SluiceError) => void }} PendingReply
 */

const CLOSED = 'the tab that has the connection was closed';

/**
 * The client side of a shared connection: it uses the connection of the leading tab, whose `TabServer` answers. The names of the message
 * members are fixed: see there.
 *
 * @implements {Transport}
 */
export class TabTransport {
  /** @readonly */ kind = 'tab';
  window = 64;
  /** @type {Map<number, StreamListener>} */ #streams = new Map();
  /** @type {Map<number, PendingReply>} */ #pending = new Map();
  #number = 0;
  #pinged = false;
  #closed = false;
  #id;
  #watchdog;

  /** @param {TabGroup} tabs @param {string} leader @param {Host} host @param {number} patience in milliseconds @param {TransportListener} listener */
  constructor(tabs, leader, host, patience, listener) {
    this.tabs = tabs;
    this.leader = leader;
    this.listener = listener;
    this.patience = patience;
    this.#id = host.uuid();
    this.#watchdog = new Watchdog(host, () => this.#silent());
  }

  open() {
    this.#watchdog.start(this.patience / 2);
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

  /** @param {Draft} draft @param {SendOptions} options @returns {Promise<Receipt>} */
  publish(draft, options) {
    const ref = ++this.#number;
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(SluiceError.unreachable(CLOSED));
      this.#pending.set(ref, { resolve, reject });
      this.#post({ type: 'publish', ref, draft, manner: options });
    });
  }

  /** Does nothing: the leading tab renews its own token. */
  async renew() {}

  check() {
    this.#watchdog.check();
  }

  close() {
    this.#post({ type: 'bye' });
    this.#closed = true;
    this.#watchdog.stop();
    this.#streams.clear();
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of pending) reject(SluiceError.unreachable(CLOSED));
  }

  /** @param {any} message of the leading tab; `wire` identifies this transport */
  receive({ wire, from, type, stream, ref, what }) {
    if (this.#closed || wire !== this.#id || from !== this.leader) return;
    this.#pinged = false;
    this.#watchdog.feed();
    if (type === 'welcome') {
      this.listener.ready({});
    } else if (type === 'told') {
      const listener = this.#streams.get(stream);
      // each entry is the name of a method of StreamListener and its argument
      for (const [method, argument] of what) /** @type {any} */ (listener)?.[method](method === 'refused' ? SluiceError.fromTab(argument) : argument);
    } else if (ref !== undefined) {
      const pending = this.#pending.get(ref);
      this.#pending.delete(ref);
      if (type === 'ack') pending?.resolve(what);
      else pending?.reject(SluiceError.fromTab(what));
    }
  }

  #silent() {
    if (this.#pinged) return this.tabs.distrust();
    this.#pinged = true;
    this.#watchdog.start(this.patience / 2);
    this.#post({ type: 'ping' });
  }

  /** @param {object} message */
  #post(message) {
    if (!this.#closed) this.tabs.post(this.leader, { ...message, wire: this.#id });
  }
}
