import { $, clock, empty, h, valuesOf } from './dom.js';

/**
 * @import { Api } from './api.js'
 */
const MOST_KNOWN = 100;

/** @type {Record<string, [mood: string, title: string]>} */
const TITLES = {
  'other-epoch': ['bad', 'Another journal'],
  'not-published': ['wait', 'Not published yet'],
  'past-retention': ['bad', 'Past retention'],
  'not-subscribed': ['bad', 'Not subscribed'],
  'not-matched': ['bad', 'Not matched'],
  forbidden: ['bad', 'Not allowed'],
  own: ['wait', 'Published by the client itself, with echo off'],
  expired: ['wait', 'Expired'],
  'before-start': ['wait', 'Before the subscription began'],
  lagging: ['wait', 'Lagging'],
  delivered: ['good', 'Delivered'],
};

/** The view that explains why a client did not get an event. */
export class Why {
  /** @type {Api | undefined} */ #api;

  /** @param {{ fail(error: unknown): void }} page */
  constructor(page) {
    this.page = page;
    $('why-form').addEventListener('submit', (/** @type {Event} */ event) => {
      event.preventDefault();
      this.#ask();
    });
  }

  /** @param {Api} api */
  begin(api) {
    this.#api = api;
  }

  clear() {
    this.#api = undefined;
    $('why-form').reset();
    empty('known-connections', 'known-events', 'asked', 'findings');
  }

  /** Fills in the form, and asks when a connection and an event are given. @param {{ connection?: string, event?: string }} picked */
  pick(picked) {
    const form = $('why-form');
    for (const [name, value] of Object.entries(picked)) form.elements[name].value = value;
    const { connection, event } = valuesOf(form);
    if (connection && event) this.#ask();
    else form.elements[connection ? 'event' : 'connection'].focus();
  }

  /** @param {string[]} connections */
  known(connections) {
    $('known-connections').replaceChildren(...connections.slice(0, MOST_KNOWN).map((value) => h('option', { value })));
  }

  /** @param {string} id */
  knownEvent(id) {
    const list = $('known-events');
    list.prepend(h('option', { value: id }));
    while (list.children.length > MOST_KNOWN) list.lastChild.remove();
  }

  async #ask() {
    if (!this.#api) return;
    const { connection, event } = valuesOf($('why-form'));
    try {
      const { topic, time, findings } = await this.#api.explain(connection, event);
      const description = topic ? `${event} on ${topic}, published ${clock(time)}` : event;
      $('asked').textContent = `${connection} and ${description}:`;
      $('findings').replaceChildren(...findings.map(shown));
    } catch (error) {
      empty('findings');
      this.page.fail(error);
    }
  }
}

/** @param {{ code: string, sub?: string, text: string }} finding */
function shown({ code, sub, text }) {
  const [mood, title] = TITLES[code] ?? ['wait', code];
  const where = sub ? [h('code', { textContent: `subscription ${sub}` })] : [];
  return h('li', { data: { code, mood } }, h('strong', { textContent: title }), ' ', ...where, h('p', { textContent: text }));
}
