/** @import { Host } from './host.js' */

const SAVE_DELAY = 200;

/**
 * Keeps a cursor over a reload of the page. Writes are delayed, so that there is not one per event; `save` writes immediately. Storage
 * that cannot be used is reported once; a reloaded page then has no cursor.
 */
export class CursorStorage {
  /** @type {any} */ #timer;
  /** @type {string | undefined} */ #unsaved;
  #reported = false;

  /** @param {Host} host @param {string} key */
  constructor(host, key) {
    this.host = host;
    this.key = key;
  }

  /** @returns {string | undefined} */
  read() {
    return this.#use((storage) => storage.getItem(this.key)) ?? undefined;
  }

  /** @param {string} cursor */
  saveSoon(cursor) {
    if (this.#unsaved === undefined) this.#timer = this.host.setTimeout(() => this.save(), SAVE_DELAY);
    this.#unsaved = cursor;
  }

  save() {
    this.host.clearTimeout(this.#timer);
    const cursor = this.#unsaved;
    this.#unsaved = undefined;
    if (cursor !== undefined) this.#use((storage) => storage.setItem(this.key, cursor));
  }

  remove() {
    this.host.clearTimeout(this.#timer);
    this.#unsaved = undefined;
    this.#use((storage) => storage.removeItem(this.key));
  }

  /** Storage may be full or forbidden. @template T @param {(storage: NonNullable<Host['storage']>) => T} task @returns {T | undefined} */
  #use(task) {
    const { storage } = this.host;
    if (!storage) return undefined;
    try {
      return task(storage);
    } catch (fault) {
      if (!this.#reported) this.host.report(fault);
      this.#reported = true;
      return undefined;
    }
  }
}
