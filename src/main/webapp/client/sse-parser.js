/**
 * A block of an event stream. One without `data` fires nothing in an `EventSource`; here it is seen.
 *
 * @typedef {object} Block
 * @property {string} [id]
 * @property {string} [event]
 * @property {string} [data] its lines, with a line feed between them
 * @property {number} [retry] milliseconds
 */

/** Cuts the bytes of an event stream into blocks, wherever they have been cut on their way (WHATWG HTML, 9.2.6). */
export class SseParser {
  #decoder = new TextDecoder();
  #rest = '';
  #feedIsOver = false;
  /** @type {Block} */ #block = {};

  /** @param {Uint8Array} bytes @returns {Block[]} those that are complete now */
  read(bytes) {
    let text = this.#decoder.decode(bytes, { stream: true });
    if (text === '') return [];
    // the second half of a line's end, whose first half came with the bytes before
    if (this.#feedIsOver && text[0] === '\n') text = text.slice(1);
    this.#feedIsOver = text === '' ? false : text.endsWith('\r');
    /** @type {Block[]} */ const blocks = [];
    const lines = (this.#rest + text).split(/\r\n|\n|\r/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#line(line, blocks);
    return blocks;
  }

  /** @param {string} line @param {Block[]} blocks */
  #line(line, blocks) {
    if (line === '') {
      if (Object.keys(this.#block).length > 0) blocks.push(this.#block);
      this.#block = {};
      return;
    }
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (name === 'data') this.#block.data = this.#block.data === undefined ? value : `${this.#block.data}\n${value}`;
    else if (name === 'event') this.#block.event = value;
    else if (name === 'id' && !value.includes('\0')) this.#block.id = value;
    else if (name === 'retry' && /^[0-9]+$/.test(value)) this.#block.retry = Number(value);
  }
}
