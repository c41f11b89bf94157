import { confirmed } from './confirm.js';
import { $ } from './dom.js';

/**
 * @import { Api } from './api.js'
 */

/** Whether this node takes clients: sends them away, or lets them in again. */
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
    this.show({ draining: false });
  }

  /** @param {{ draining: boolean }} figures */
  show({ draining }) {
    this.#draining = draining;
    $('drain-title').textContent = draining ? 'This node sends its clients away' : 'This node takes clients';
    $('drain').textContent = draining ? 'Let clients in again' : 'Drain this node…';
    $('drain').classList.toggle('danger', !draining);
  }

  async #drain() {
    const text = 'It lets nobody in, and sends its clients away: they go on elsewhere, or here when you let them in again. Publishing goes on.';
    if (await confirmed('Drain this node?', text)) await this.#do((api) => api.drain(), true);
  }

  /** @param {(api: Api) => Promise<unknown>} act @param {boolean} draining afterwards */
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
