import { isAfter } from '../../client/cursor.js';
import { SluiceError } from '../../client/error.js';

/** The events of a topic after a cursor, read from the history, to compare both lanes with them. */
export class Journal {
  /** @type {string[]} */ ids = [];
  /** The event numbers of each publishing page. @type {Map<string, Set<number>>} */ #numbers = new Map();

  /** @param {string} topic @param {string} cursor */
  constructor(topic, cursor) {
    this.topic = topic;
    this.cursor = cursor;
  }

  /** A journal that starts now. @param {string} topic */
  static async open(topic) {
    const { cursor } = await page(topic, 'latest', 1);
    return new Journal(topic, cursor);
  }

  /** Reads up to the end of the history. */
  async read() {
    for (let more = true; more; ) {
      const { events, cursor, more: isMore } = await page(this.topic, this.cursor, 1_000);
      for (const { id, data } of events) {
        this.ids.push(id);
        this.#numbers.set(data.by, (this.#numbers.get(data.by) ?? new Set()).add(data.n));
      }
      this.cursor = cursor;
      more = isMore;
    }
  }

  /** @param {string} page */
  countOf(page) {
    return this.#numbers.get(page)?.size ?? 0;
  }

  /** The number of events that the history contains twice, under two ids. */
  get twice() {
    return [...this.#numbers.keys()].reduce((rest, page) => rest - this.countOf(page), this.ids.length);
  }

  /** Events that a lane lacks although its cursor has passed them, and events that it received twice. @param {import('./lane.js').Lane} lane */
  audit({ received, subscription }) {
    const { cursor } = subscription;
    const passed = cursor === undefined ? [] : this.ids.filter((id) => !isAfter(id, cursor));
    return {
      missed: passed.filter((id) => !received.has(id)).length,
      doubles: [...received.values()].reduce((sum, times) => sum + times - 1, 0),
      passed: passed.length,
    };
  }
}

/** @param {string} topic @param {string} after @param {number} limit */
async function page(topic, after, limit) {
  const query = new URLSearchParams({ topic, after, limit: String(limit) });
  const response = await fetch(new URL(`../../api/events?${query}`, document.baseURI), { headers: { Accept: 'application/json' } });
  if (!response.ok) throw await SluiceError.fromResponse(response);
  return response.json();
}
