import { $, button, clock, empty, h, number, several, valuesOf } from './dom.js';

/**
 * @import { Api } from './api.js'
 * @import { Sluice } from '../client/sluice.js'
 */
const PAGE = 50;
/** The most rows that the page keeps. */
const MOST_ROWS = 500;
/** The most characters that are shown of an event's data. */
const LONGEST_TEXT = 4_000;

/** The view of the journal: page by page, or as a replay that continues live. */
export class Journal {
  #cursor = '';
  /** The applied filter, which may differ from the form's content. */ #topic = '**';
  #shown = 0;
  /** The number of the newest request: responses to earlier ones are dropped. */
  #run = 0;
  /** @type {{ close(): void } | undefined} */ #replay;
  /** @type {Api | undefined} */ #api;
  /** @type {Sluice | undefined} */ #sluice;

  /** @param {{ why(event: string): void, fail(error: unknown): void, knownEvent(id: string): void }} page */
  constructor(page) {
    this.page = page;
    const form = $('journal-filter');
    form.elements.from.onchange = () => this.#showStart();
    form.addEventListener('submit', (/** @type {Event} */ event) => {
      event.preventDefault();
      this.load();
    });
    $('journal-more').onclick = () => this.#read({ after: this.#cursor });
    $('replay').onclick = () => (this.#replay ? this.#stop() : form.reportValidity() && this.#startReplay());
  }

  /** @param {Api} api @param {Sluice} sluice */
  begin(api, sluice) {
    this.#api = api;
    this.#sluice = sluice;
    this.#forget();
  }

  clear() {
    this.#api = undefined;
    this.#sluice = undefined;
    $('journal-filter').reset();
    this.#showStart();
    this.#forget();
  }

  /** @param {string} topic */
  browse(topic) {
    $('journal-filter').elements.topic.value = topic;
    this.load();
  }

  /** Loads the journal once; when the tab is opened again, it still shows the same events. */
  open() {
    return this.#run === 0 ? this.load() : undefined;
  }

  load() {
    this.#stop();
    this.#empty();
    this.#topic = valuesOf($('journal-filter')).topic;
    return this.#read(this.#start());
  }

  /** Empties the view, so that the tab loads again when it is opened. */
  #forget() {
    this.#stop();
    this.#empty();
    this.#run = 0;
  }

  #showStart() {
    const from = $('journal-filter').elements.from.value;
    for (const label of $('journal-filter').querySelectorAll('[data-for]')) {
      label.hidden = label.dataset.for !== from;
      label.querySelector('input').required = !label.hidden;
    }
  }

  /** @returns {{ last?: number, after?: string, since?: string }} */
  #start() {
    const { from, last = '50', after = 'latest', since } = valuesOf($('journal-filter'));
    if (from === 'last') return { last: Number(last) };
    if (from === 'since') return { since: new Date(since ?? 0).toISOString() };
    return { after: from === 'after' ? after : 'earliest' };
  }

  #empty() {
    empty('journal-rows');
    $('journal-more').hidden = true;
    this.#shown = 0;
    this.#count('');
  }

  /** @param {Record<string, string | number | undefined>} start */
  async #read(start) {
    if (!this.#api) return;
    const run = ++this.#run;
    try {
      const { events, cursor, more, gap } = await this.#api.get('api/events', { topic: this.#topic, limit: PAGE, ...start });
      if (run !== this.#run) return;
      if (gap) this.#note(gap);
      for (const event of events) this.#append(event);
      this.#cursor = cursor;
      $('journal-more').hidden = !more;
      this.#count(more ? `up to ${cursor}` : `up to the end, ${cursor}`);
    } catch (error) {
      this.page.fail(error);
    }
  }

  #startReplay() {
    if (!this.#sluice) return;
    this.#empty();
    this.#run++;
    this.#pressed(true);
    this.#replay = this.#sluice.subscribe(valuesOf($('journal-filter')).topic, {
      ...this.#start(),
      onEvent: (event) => {
        this.#append(event);
        this.#count(`the newest is ${event.id ?? 'volatile'}`);
      },
      onGap: (gap) => this.#note(gap),
      onError: (error) => {
        this.#stop();
        this.page.fail(error);
      },
    });
  }

  #stop() {
    this.#replay?.close();
    this.#replay = undefined;
    this.#pressed(false);
  }

  /** @param {boolean} on */
  #pressed(on) {
    $('replay').setAttribute('aria-pressed', String(on));
    $('replay').textContent = on ? 'Stop' : 'Replay and follow';
  }

  /** @param {string} text */
  #count(text) {
    $('journal-count').textContent = text ? `${several(this.#shown, 'event')}, ${text}` : '';
  }

  /** @param {{ from: string, to: string, reason: string }} gap */
  #note({ from, to, reason }) {
    this.#add(h('li', { className: 'gap', textContent: `Gap: ${from} to ${to} are no longer available (${reason}).` }));
  }

  /** @param {any} event */
  #append({ id, topic, event, subject, time, data, encoding }) {
    this.#shown++;
    if (id) this.page.knownEvent(id);
    this.#add(
      h(
        'li',
        {},
        h('code', { className: 'id', textContent: id ?? 'volatile' }),
        h('time', { dateTime: time, textContent: clock(time) }),
        h('code', { className: 'topic', textContent: topic }),
        ...[event, subject].filter(Boolean).map((word) => h('span', { className: 'type', textContent: word })),
        h('code', { className: 'data', tabIndex: 0, textContent: textOf(data, encoding) }),
        ...(id ? [button('Why…', () => this.page.why(id), `Explain why a client did not get ${id}`)] : []),
      ),
    );
  }

  /** Adds a row at the top and removes the oldest beyond the limit. @param {HTMLElement} row */
  #add(row) {
    const rows = $('journal-rows');
    rows.prepend(row);
    while (rows.children.length > MOST_ROWS) rows.lastChild.remove();
  }
}

/** @param {unknown} data @param {string} [encoding] */
function textOf(data, encoding) {
  if (data instanceof Uint8Array) return `${number(data.length)} bytes`;
  if (encoding === 'base64') return `about ${number(Math.floor((String(data).length * 3) / 4))} bytes`;
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}… (${number(text.length)} characters)`;
}
