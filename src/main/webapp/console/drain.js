import { confirmed } from './confirm.js';
import { $ } from './dom.js';

/**
 * @import { Api } from './api.js'
 */

/** The drain of this node: shows its state, starts it and cancels it. */
export class Drain {
  /** @type {Api | undefined} */ #api;
  #draining = false;

  /** @param {{ fail(error: unknown): void }} page */
  constructor(page) {
    this.page = page;
    $('drain').onclick = () => (this.#draining ? this.#do((api) => api.cancelDrain(), false) : this.#drain());
  }

  /** @param {Api} api */
  begin(api) {
    this.#api = api;
    $('drain').disabled = false;
  }

  clear() {
    this.#api = undefined;
    this.show({ draining: false });
  }

  /** @param {{ draining: boolean }} figures */
  show({ draining }) {
    this.#draining = draining;
    $('drain-title').textContent = draining ? 'Draining' : 'Accepting clients';
    $('drain').textContent = draining ? 'Cancel the drain' : 'Drain this node…';
    $('drain').classList.toggle('danger', !draining);
  }

  async #drain() {
    const text =
      'The node refuses new clients and closes its connections. Clients reconnect to another node, or to this one after you cancel the drain. Publishing continues.';
    if (await confirmed('Drain this node?', text)) await this.#do((api) => api.drain(), true);
  }

  /** @param {(api: Api) => Promise<unknown>} act @param {boolean} draining the state after it */
  async #do(act, draining) {
    if (!this.#api) return;
    $('drain').disabled = true;
    try {
      await act(this.#api);
      this.show({ draining });
    } catch (error) {
      this.page.fail(error);
    } finally {
      $('drain').disabled = false;
    }
  }
}
