/**
 * The view of one connection. Data from the gateway is shown as text, never as HTML.
 *
 * @import { Gateway, Message } from './gateway.js'
 * @import { Ledger, Side } from './ledger.js'
 * @import { Gap, StreamListener, SseStream, WebSocketStream } from './streams.js'
 */

const LISTED = 50;
const BUTTON = { cut: 'Resume', refused: 'Try again' };

/** @implements {StreamListener} */
export class Panel {
  /** @type {SseStream | WebSocketStream | undefined} */ stream;
  /** @type {Ledger | undefined} */ ledger;
  /** @type {((message: Message) => void) | undefined} */ onMessage;
  #count = 0;
  /** The present interruption of the connection. @type {{ after: string, cause: string, entry: Element } | undefined} */ #interruption;
  /** Marks the events that a resumed stream delivers late. @type {Promise<(id: string, entry: Element) => void> | undefined} */ #catchUp;

  /**
   * @param {Side} side
   * @param {Gateway} gateway
   * @param {{ changed(): void, refused(problem: { message: string, code?: string }): void, restart(): void }} page
   */
  constructor(side, gateway, page) {
    this.side = side;
    this.gateway = gateway;
    this.page = page;
    this.root = /** @type {HTMLElement} */ (document.getElementById(`${side}-panel`));
    this.part('button.cut').addEventListener('click', () => this.#toggle());
  }

  /** @param {Ledger} ledger in which both panels record the events that they receive */
  clear(ledger) {
    this.stream?.close();
    this.stream = undefined;
    this.ledger = ledger;
    this.#interruption = this.#catchUp = undefined;
    this.#count = 0;
    this.part('.events').replaceChildren();
    this.part('.connection').textContent = this.part('.cursor').textContent = '–';
    this.#show('connecting');
  }

  /** @param {SseStream | WebSocketStream} stream */
  open(stream) {
    this.stream = stream;
    stream.open();
  }

  #toggle() {
    if (this.root.dataset.state === 'refused') this.page.restart();
    else if (this.root.dataset.state === 'cut') {
      this.#show('resuming');
      this.stream?.open();
    } else if (this.stream) {
      this.stream.close();
      this.#interrupted('cut');
      this.#show('cut');
    }
  }

  /** @param {string} connection */
  ready(connection) {
    this.part('.connection').textContent = connection;
    this.#show('connected');
    if (!this.#interruption) return;
    const { after, cause, entry } = this.#interruption;
    entry.textContent = `${cause} after ${after}`;
    this.#catchUp = this.#compare(after);
    this.#interruption = undefined;
  }

  lost() {
    this.#interrupted('lost');
    this.#show('resuming');
  }

  /** @param {{ message: string, code?: string }} problem */
  refused(problem) {
    this.stream?.close();
    this.note(problem.message);
    this.#show('refused');
    this.page.refused(problem);
  }

  moved() {
    this.page.changed();
  }

  /** @param {Message} message */
  message(message) {
    this.page.changed();
    if (!this.ledger?.mark(this.side, message.id)) return;
    this.#count++;
    const entry = this.#add('event', element('code', 'id', message.id), element('span', 'topic', message.topic));
    if (message.event) entry.append(element('span', 'type', message.event));
    entry.append(element('span', 'data', readable(message)));
    this.#catchUp?.then((markLate) => markLate(message.id, entry));
    this.onMessage?.(message);
  }

  /** @param {Gap} gap */
  gap(gap) {
    this.ledger?.mark(this.side, gap.id, 'gap');
    this.note(`gap: ${gap.from} to ${gap.to} are no longer available (${gap.reason})`, 'gap');
    this.page.changed();
  }

  /** @param {string} text @param {string} kind */
  note(text, kind = '') {
    return this.#add(`note ${kind}`, text);
  }

  draw() {
    if (this.stream) this.part('.cursor').textContent = this.stream.cursor;
    this.part('.count').textContent = String(this.#count);
    const missed = this.ledger?.count(this.side, undefined);
    if (this.#interruption && missed) {
      this.#interruption.entry.textContent = `${this.#interruption.cause} after ${this.#interruption.after}: ${missed} missed so far`;
    }
  }

  /** @param {'cut' | 'lost'} cause */
  #interrupted(cause) {
    const after = this.stream?.cursor ?? '';
    this.#interruption ??= { after, cause, entry: this.note(`${cause} after ${after}`) };
  }

  /**
   * Reads the missed events from the history, and compares them with the events of the resumed stream: they must be the same.
   *
   * @param {string} after @returns {Promise<(id: string, entry: Element) => void>}
   */
  async #compare(after) {
    const { ledger } = this;
    const query = { topic: this.stream?.topics ?? [], after, limit: 1000 };
    const page = await this.gateway.history(query).catch(() => undefined);
    const missing = new Set(page?.events.map(({ id }) => id));
    const all = missing.size === 1 ? '1 event' : `${page?.more ? 'the first ' : ''}${missing.size} events`;
    if (!page) this.note(`the history is not available: the number of events missed after ${after} is unknown`);
    else if (!missing.size && ledger === this.ledger) this.note(`resumed after ${after}, nothing missed`, 'done');
    return (id, entry) => {
      if (!missing.delete(id)) return;
      entry.classList.add('late');
      ledger?.markLate(this.side, id);
      this.page.changed();
      if (!missing.size) entry.before(this.note(`caught up: ${all} after ${after}`, 'done'));
    };
  }

  /** @param {keyof typeof BUTTON | 'connecting' | 'connected' | 'resuming'} state */
  #show(state) {
    this.root.dataset.state = state;
    this.part('.state').textContent = state;
    this.part('button.cut').textContent = state in BUTTON ? BUTTON[/** @type {keyof typeof BUTTON} */ (state)] : 'Cut';
    this.page.changed();
  }

  /** @param {string} kind @param {(string | Node)[]} content */
  #add(kind, ...content) {
    const entry = element('li', kind, ...content);
    const list = this.part('.events');
    list.prepend(entry);
    while (list.childElementCount > LISTED) list.lastElementChild?.remove();
    return entry;
  }

  /** @param {string} selector */
  part(selector) {
    return /** @type {HTMLElement} */ (this.root.querySelector(selector));
  }
}

/** @param {string} name @param {string} className @param {(string | Node)[]} content */
export function element(name, className, ...content) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...content);
  return made;
}

/** @param {Message} message */
function readable({ data, encoding }) {
  if (data instanceof Uint8Array) return `${data.length} bytes`;
  if (encoding === 'base64') return `${atob(String(data)).length} bytes`;
  return typeof data === 'string' ? data : JSON.stringify(data);
}
