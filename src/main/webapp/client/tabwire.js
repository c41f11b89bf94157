import { SluiceError } from './error.js';
import { Watch } from './watch.js';

/**
 * @import { Draft } from './frames.js'
 * @import { Host } from './host.js'
 * @import { Tabs } from './tabs.js'
 * @import { Manner, Receipt, StreamEar, StreamRequest, Wire, WireEar } from './wire.js'
 *
 * @typedef {{ resolve: (receipt: Receipt) => void, reject: (error: SluiceError) => void }} Asked
 */

const GONE = 'the leading tab has gone';

/**
 * The connection of another tab, as if it were one's own.
 *
 * @implements {Wire}
 */
export class TabWire {
  /** @readonly */ kind = 'tab';
  window = 64;
  /** @type {Map<number, StreamEar>} */ #streams = new Map();
  /** @type {Map<number, Asked>} */ #asked = new Map();
  #number = 0;
  #asking = false;
  #over = false;
  #id;
  #watch;

  /** @param {Tabs} tabs @param {string} leader @param {Host} host @param {number} patience in milliseconds @param {WireEar} ear */
  constructor(tabs, leader, host, patience, ear) {
    this.tabs = tabs;
    this.leader = leader;
    this.ear = ear;
    this.patience = patience;
    this.#id = host.uuid();
    this.#watch = new Watch(host, () => this.#silent());
  }

  open() {
    this.#watch.start(this.patience / 2);
    this.#post({ type: 'hello' });
  }

  /** @param {StreamRequest} request @param {StreamEar} ear */
  stream(request, ear) {
    const stream = ++this.#number;
    this.#streams.set(stream, ear);
    this.#post({ type: 'open', stream, request });
    return {
      /** @param {unknown} state */
      state: async (state) => this.#post({ type: 'state', stream, state }),
      close: () => this.#streams.delete(stream) && this.#post({ type: 'close', stream }),
    };
  }

  /** @param {Draft} draft @param {Manner} manner @returns {Promise<Receipt>} */
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
      this.ear.ready({});
    } else if (type === 'told') {
      const ear = this.#streams.get(stream);
      // each of these is a method of StreamEar and what it takes
      for (const [name, value] of what) /** @type {any} */ (ear)?.[name](name === 'refused' ? SluiceError.told(value) : value);
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
