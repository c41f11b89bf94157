import { $, empty, valuesOf } from './dom.js';

/**
 * @import { Sluice } from '../client/sluice.js'
 */

/** Publishing by hand. */
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
    this.#say('on its way', 'wait');
    try {
      const { id, sent } = /** @type {any} */ (await this.#sluice.publish(topic, parsed(data), options));
      if (id) this.page.knownEvent(id);
      if (id) this.#say(`${id} is committed`, 'good');
      else if (sent) this.#say('passed on to those who listen', 'good');
      else this.#say('not sent: at this moment there is no connection', 'bad');
    } catch (error) {
      const { message, code } = /** @type {any} */ (error);
      if (code === 'closed') return; // by whoever has signed out
      this.#say(`not published: ${message} (${code})`, 'bad');
    }
  }

  /** @param {string} text @param {string} mood */
  #say(text, mood) {
    $('published').textContent = text;
    $('published').dataset.mood = mood;
  }
}

/** @param {string} text JSON as what it stands for, anything else as it is */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
