/**
 * A block of an event stream. `EventSource` fires no event for a block without `data`; this parser returns it.
 *
 * @typedef {object} Block
 * @property {string} [id]
 * @property {string} [event]
 * @property {string} [data] its lines, joined by line feeds
 * @property {number} [retry] milliseconds
 */

/** Parses the bytes of an event stream (WHATWG HTML, 9.2.6), in pieces of any size. */
export class SseParser {
  #decoder = new TextDecoder();
  #rest = '';
  #endedWithReturn = false;
  /** @type {Block} */ #block = {};

  /** @param {Uint8Array} bytes @returns {Block[]} the blocks that these bytes complete */
  read(bytes) {
    let text = this.#decoder.decode(bytes, { stream: true });
    if (text === '') return [];
    // this line feed belongs to the carriage return at the end of the previous bytes
    if (this.#endedWithReturn && text[0] === '\n') text = text.slice(1);
    this.#endedWithReturn = text === '' ? false : text.endsWith('\r');
    /** @type {Block[]} */ const blocks = [];
    const lines = (this.#rest + text).split(/\r\n|\n|\r/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#readLine(line, blocks);
    return blocks;
  }

  /** @param {string} line @param {Block[]} blocks */
  #readLine(line, blocks) {
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
