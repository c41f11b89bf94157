import { $, button, clock, empty, h, number, several, valuesOf } from './dom.js';

/**
 * @import { Api } from './api.js'
 * @import { Sluice } from '../client/sluice.js'
 */
const PAGE = 50;
const MOST = 500;
const LONGEST = 4_000;

/** The journal, page by page, or replayed into the page, which then follows it. */
export class Journal {
  #cursor = '';
  /** As it was asked for: what is typed since then does not go on with it. */ #topic = '**';
  #shown = 0;
  /** Of what is asked for: an answer to something earlier is not shown. */
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
    $('replay').onclick = () => (this.#replay ? this.#stop() : form.reportValidity() && this.#start());
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

  /** Events that were read or replayed stay when the tab is opened again. */
  open() {
    return this.#run === 0 ? this.load() : undefined;
  }

  load() {
    this.#stop();
    this.#empty();
    this.#topic = valuesOf($('journal-filter')).topic;
    return this.#read(this.#where());
  }

  /** When it is opened the next time, it is loaded. */
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
  #where() {
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

  #start() {
    if (!this.#sluice) return;
    this.#empty();
    this.#run++;
    this.#pressed(true);
    this.#replay = this.#sluice.subscribe(valuesOf($('journal-filter')).topic, {
      ...this.#where(),
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
    this.#add(h('li', { className: 'gap', textContent: `Gap: ${from} to ${to} cannot be had any more (${reason}).` }));
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
        ...(id ? [button('Why…', () => this.page.why(id), `Why did somebody not get ${id}`)] : []),
      ),
    );
  }

  /** @param {HTMLElement} row the newest first, and no more than a page can hold */
  #add(row) {
    const rows = $('journal-rows');
    rows.prepend(row);
    while (rows.children.length > MOST) rows.lastChild.remove();
  }
}

/** @param {unknown} data @param {string} [encoding] */
function textOf(data, encoding) {
  if (data instanceof Uint8Array) return `${number(data.length)} bytes`;
  if (encoding === 'base64') return `${number(Math.floor((String(data).length * 3) / 4))} bytes, about`;
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}… (${number(text.length)} characters)`;
}
