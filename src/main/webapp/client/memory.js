/** @import { Host } from './host.js' */

const A_MOMENT = 200;

/** Keeps a cursor over a reload of the page. It is written a moment late, not once per event; `save` does it at once. */
export class Memory {
  /** @type {any} */ #timer;
  /** @type {string | undefined} */ #unsaved;

  /** @param {Host} host @param {string} key */
  constructor(host, key) {
    this.host = host;
    this.key = key;
  }

  /** @returns {string | undefined} */
  read() {
    return this.host.storage?.getItem(this.key) ?? undefined;
  }

  /** @param {string} cursor */
  note(cursor) {
    if (this.#unsaved === undefined) this.#timer = this.host.setTimeout(() => this.save(), A_MOMENT);
    this.#unsaved = cursor;
  }

  save() {
    this.host.clearTimeout(this.#timer);
    const cursor = this.#unsaved;
    this.#unsaved = undefined;
    try {
      if (cursor !== undefined) this.host.storage?.setItem(this.key, cursor);
    } catch (full) {
      this.host.report(full);
    }
  }

  forget() {
    this.host.clearTimeout(this.#timer);
    this.#unsaved = undefined;
    this.host.storage?.removeItem(this.key);
  }
}
