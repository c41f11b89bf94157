import { $, empty, valuesOf } from './dom.js';

/**
 * @import { Sluice } from '../client/sluice.js'
 */

/** The form that publishes an event. */
export class Publish {
  /** @type {Sluice | undefined} */ #sluice;

  /** @param {{ knownEvent(id: string): void }} page */
  constructor(page) {
    this.page = page;
    $('publish-form').addEventListener('submit', (/** @type {Event} */ event) => {
      event.preventDefault();
      this.#publish();
    });
  }

  /** @param {Sluice} sluice */
  begin(sluice) {
    this.#sluice = sluice;
  }

  clear() {
    this.#sluice = undefined;
    $('publish-form').reset();
    empty('published');
  }

  async #publish() {
    if (!this.#sluice) return;
    const { topic, event, subject, ttl, data = '', ...checked } = valuesOf($('publish-form'));
    const options = {
      event,
      subject,
      ttl: ttl ? Number(ttl) : undefined,
      volatile: checked.volatile === 'on' || undefined,
      final: checked.final === 'on' || undefined,
    };
    this.#show('publishing', 'wait');
    try {
      const { id, sent } = /** @type {any} */ (await this.#sluice.publish(topic, parsed(data), options));
      if (id) this.page.knownEvent(id);
      if (id) this.#show(`${id} is committed`, 'good');
      else if (sent) this.#show('sent to the present subscribers', 'good');
      else this.#show('not sent: there is no connection at the moment', 'bad');
    } catch (error) {
      const { message, code } = /** @type {any} */ (error);
      if (code === 'closed') return; // the user has signed out
      this.#show(`not published: ${message} (${code})`, 'bad');
    }
  }

  /** @param {string} text @param {string} mood */
  #show(text, mood) {
    $('published').textContent = text;
    $('published').dataset.mood = mood;
  }
}

/** Parses JSON; any other text stays a string. @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
