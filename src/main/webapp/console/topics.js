import { $, ago, button, clock, empty, h, number, valuesOf } from './dom.js';
import { table } from './table.js';

/**
 * @import { Api } from './api.js'
 */

/** The view of the topics in the journal, page by page. */
export class Topics {
  /** @type {any[]} */ #topics = [];
  /** The applied filter, which may differ from the form's content. */ #filter = '**';
  /** @type {string | undefined} */ #after;
  /** The number of the newest request: responses to earlier ones are dropped. */
  #run = 0;
  /** @type {Api | undefined} */ #api;

  /** @param {{ browse(topic: string): void, fail(error: unknown): void }} page */
  constructor(page) {
    this.page = page;
    $('topics-filter').addEventListener('submit', (/** @type {Event} */ event) => {
      event.preventDefault();
      this.load();
    });
    $('topics-more').onclick = () => this.#read();
  }

  /** @param {Api} api */
  begin(api) {
    this.#api = api;
  }

  clear() {
    this.#api = undefined;
    $('topics-filter').reset();
    this.#topics = [];
    $('topics-more').hidden = true;
    empty('topics-rows', 'topics-count');
  }

  load() {
    this.#filter = valuesOf($('topics-filter')).topic;
    this.#topics = [];
    this.#after = undefined;
    return this.#read();
  }

  async #read() {
    if (!this.#api) return;
    const run = ++this.#run;
    try {
      const page = await this.#api.get('api/topics', { topic: this.#filter, after: this.#after });
      if (run !== this.#run) return;
      this.#topics.push(...page.topics);
      this.#after = page.after;
      this.#show(page.more);
    } catch (error) {
      this.page.fail(error);
    }
  }

  /** @param {boolean} more */
  #show(more) {
    $('topics-more').hidden = !more;
    $('topics-count').textContent = `${number(this.#topics.length)}${more ? ' or more' : ''}`;
    const rows = this.#topics.map(({ topic, events, moreEvents, last }) => [
      h('code', { textContent: topic }),
      `${number(events)}${moreEvents ? ' or more' : ''}`,
      h('code', { textContent: last.id }),
      last.event ?? '–',
      h('span', { title: clock(last.time), textContent: ago(last.time) }),
      button('Browse', () => this.page.browse(topic), `Browse ${topic}`),
    ]);
    const columns = ['Topic', 'Events', 'Newest event', 'Type', 'Time', 'Actions'];
    $('topics-rows').replaceChildren(table('Topics', columns, rows, 'No topic matches.'));
  }
}
