import { $, valuesOf } from './dom.js';

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

  async #publish() {
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
      const receipt = /** @type {any} */ (await this.#sluice?.publish(topic, parsed(data), options));
      if (receipt.id) this.page.knownEvent(receipt.id);
      if (receipt.id) this.#say(`${receipt.id} is committed`, 'good');
      else if (receipt.sent) this.#say('passed on to those who listen', 'good');
      else this.#say('not passed on: there is no connection at this moment', 'bad');
    } catch (error) {
      const { message, code } = /** @type {any} */ (error);
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
