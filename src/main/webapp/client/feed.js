import { areComparable, earliest, isAfter } from './cursor.js';

/**
 * @import { SluiceError } from './error.js'
 * @import { SluiceEvent } from './frames.js'
 * @import { Gap } from './gateway.js'
 * @import { Subscription } from './subscription.js'
 * @import { Handle, StreamListener, Transport } from './transport.js'
 *
 * @typedef {{ member?: string, state?: unknown, conflate?: boolean }} StreamOptions
 */

/** How many events a stream remembers for those who join it a moment late. */
const RECENT = 64;

/** A stream on a transport, with those whom it serves. */
class Stream {
  /** @type {Handle} */ handle = { async state() {}, close() {} };
  /** Events after this cursor are in `recent`. */ since;
  /** @type {SluiceEvent[]} */ recent = [];
  /** @type {Set<string>} */ ended = new Set();
  closed = false;
  isTelling = false;

  /** @param {Transport} transport @param {Set<Subscription>} readers @param {string} cursor @param {unknown} state of the member */
  constructor(transport, readers, cursor, state) {
    this.transport = transport;
    this.state = state;
    this.readers = readers;
    this.cursor = this.since = cursor;
    this.topics = new Set([...readers].flatMap(({ filters }) => filters));
  }

  /** Whether a subscription gets here all that it has not seen yet. @param {Subscription} reader */
  suits({ filters, reached = '' }) {
    return filters.every((filter) => this.topics.has(filter)) && !isAfter(this.since, reached);
  }

  /** @param {Subscription} reader that has read the history up to a moment ago */
  serve(reader) {
    this.readers.add(reader);
    for (const event of this.recent) reader.take(event);
    for (const topic of this.ended) reader.end(topic);
    reader.move(this.cursor);
  }

  /** @param {SluiceEvent} event */
  tell(event) {
    if (event.id !== undefined) {
      this.cursor = event.id;
      this.recent.push(event);
      if (this.recent.length > RECENT) this.since = this.recent.shift()?.id ?? this.since;
    }
    if (event.final) this.ended.add(event.topic);
    this.each((reader) => reader.take(event));
  }

  /** @param {Gap & { id: string }} gap */
  skip(gap) {
    this.cursor = this.since = gap.id;
    this.recent = [];
    this.each((reader) => reader.skip(gap));
  }

  /** @param {string} cursor */
  move(cursor) {
    this.cursor = cursor;
    this.each((reader) => reader.move(cursor));
  }

  /** @param {string} topic */
  end(topic) {
    this.ended.add(topic);
    this.each((reader) => reader.end(topic));
  }

  /** @param {(reader: Subscription) => void} tell */
  each(tell) {
    for (const reader of [...this.readers]) tell(reader);
  }

  close() {
    this.closed = true;
    this.handle.close();
  }
}

/**
 * One stream for all subscriptions that have caught up: the union of their filters, from the earliest of their cursors. When it
 * has to be another one, with more topics or on another transport, that is opened first and takes over when it has begun; what both
 * bring, the cursors tell apart.
 */
export class Feed {
  /** @type {Set<Subscription>} */ #readers = new Set();
  /** @type {Set<Subscription>} */ #welcome = new Set();
  /** Those whose stream has gone: the journal may be another one by now, or end before what they have seen. @type {Set<Subscription>} */
  #unsure = new Set();
  /** @type {Stream | undefined} */ #stream;
  /** @type {Stream | undefined} */ #next;
  /** @type {Transport | undefined} */ #transport;
  #adjusting = false;

  /**
   * @param {StreamOptions} terms @param {{ changed(): void, verify(reader: Subscription): void }} owner hears when a stream has begun or is
   *     needed, and sends a subscription back to where it is told why it is refused
   */
  constructor(terms, owner) {
    this.terms = terms;
    this.owner = owner;
  }

  get isNeeded() {
    return this.#readers.size > 0;
  }

  /** The union of what its readers want. */
  get topics() {
    return [...new Set(this.readers.flatMap(({ filters }) => filters))];
  }

  get readers() {
    return [...this.#readers];
  }

  /** Whether all that is needed comes by this transport. @param {Transport} transport */
  isOn(transport) {
    return !this.isNeeded || (this.#stream?.transport === transport && !this.#next);
  }

  /** @param {string} connection as the gateway names it */
  isBy(connection) {
    return this.#stream?.handle.connection === connection;
  }

  /** @param {Subscription} reader with a cursor */
  join(reader) {
    this.#readers.add(reader);
    this.#unsure.delete(reader);
    const newest = this.#next ?? this.#stream;
    if (newest?.suits(reader)) newest.serve(reader);
    else this.#adjustSoon();
    reader.show(newest && newest === this.#stream && newest.readers.has(reader) ? 'live' : 'connecting');
    this.owner.changed();
  }

  /** @param {Subscription} reader */
  leave(reader) {
    this.#stream?.readers.delete(reader);
    this.#next?.readers.delete(reader);
    this.#welcome.delete(reader);
    this.#unsure.delete(reader);
    if (this.#readers.delete(reader)) this.#adjustSoon();
  }

  /** Goes on by this transport. @param {Transport} transport */
  carry(transport) {
    this.#transport = transport;
    this.#adjust();
  }

  /** The transport has gone. @param {Transport} transport */
  drop(transport) {
    if (this.#next?.transport === transport) {
      this.#next.close();
      this.#next = undefined;
    }
    if (this.#stream?.transport === transport) {
      this.#stream.close();
      this.#stream = undefined;
      for (const reader of this.#readers) reader.show('waiting');
    }
    if (!this.#stream) this.#unsure = new Set(this.#readers);
    if (this.#transport === transport) this.#transport = this.#stream?.transport;
  }

  /** A member's state from now on. @param {unknown} state */
  change(state) {
    this.terms = { ...this.terms, state };
    this.#tellState();
  }

  /** One after another, and of those that come meanwhile only the newest. What the stream cannot take, another one begins with. */
  async #tellState() {
    const stream = this.#stream;
    const { state } = this.terms;
    if (!stream || stream.isTelling || Object.is(stream.state, state)) return;
    stream.isTelling = true;
    try {
      await stream.handle.state(state);
      stream.state = state;
    } catch {
      if (stream === this.#stream && this.#transport && this.isNeeded) this.#open(this.#transport);
      return;
    } finally {
      stream.isTelling = false;
    }
    this.#tellState();
  }

  /** Those who come together get one stream together. */
  #adjustSoon() {
    if (this.#adjusting) return;
    this.#adjusting = true;
    queueMicrotask(() => {
      this.#adjusting = false;
      this.#adjust();
    });
  }

  /** Subscriptions that arrive while a stream is being opened wait for it; otherwise each would open another one. */
  #adjust() {
    if (!this.isNeeded) {
      this.#next?.close();
      this.#stream?.close();
      this.#stream = this.#next = undefined;
    } else if (this.#transport && this.#next?.transport !== this.#transport) {
      const isEnough = !this.#next && this.#stream?.transport === this.#transport && this.#isEnough(this.#stream);
      if (!isEnough) this.#open(this.#transport);
    }
  }

  /** @param {Stream} stream @returns {boolean} whether it serves everybody, and nobody who has left */
  #isEnough({ topics, readers }) {
    return this.topics.length === topics.size && this.readers.every((reader) => readers.has(reader));
  }

  /** @param {Transport} transport */
  #open(transport) {
    this.#next?.close();
    const after = this.#beginning();
    const stream = new Stream(transport, new Set(this.#readers), after, this.terms.state);
    this.#next = stream;
    stream.handle = transport.stream({ topics: [...stream.topics], after, ...this.terms }, this.#listenerOf(stream));
    if (stream.closed) stream.handle.close();
  }

  /**
   * From where on a stream serves everybody. The gateway says of that place alone whether it is still there: who is unsure and
   * stands elsewhere asks for itself.
   */
  #beginning() {
    const sure = this.readers.filter((reader) => !this.#unsure.has(reader));
    const after = earliest((sure.length > 0 ? sure : this.readers).map(({ reached = '' }) => reached));
    for (const reader of this.readers) {
      const { reached = '' } = reader;
      if (reached !== after && (this.#unsure.has(reader) || !areComparable(reached, after))) this.#sendBack(reader);
    }
    return after;
  }

  /** @param {Stream} stream @returns {StreamListener} */
  #listenerOf(stream) {
    return {
      opened: () => this.#takeOver(stream),
      event: (event) => stream.tell(event),
      gap: (gap) => stream.skip(gap),
      moved: (cursor) => stream.move(cursor),
      ended: (topic) => stream.end(topic),
      missed: (missed) => stream.each((reader) => reader.miss(missed)),
      finished: () => stream.each((reader) => reader.endAll()),
      shown: (state) => stream.each((reader) => reader.show(state)),
      narrowed: () => stream.each((reader) => this.#sendBack(reader)),
      refused: (error) => this.#refused(stream, error),
    };
  }

  /** @param {Stream} stream */
  #takeOver(stream) {
    if (stream !== this.#next) return;
    this.#stream?.close();
    this.#stream = stream;
    this.#next = undefined;
    for (const reader of stream.readers) {
      this.#unsure.delete(reader);
      this.#welcome.add(reader);
      reader.show('live');
    }
    this.#adjust();
    this.#tellState();
    this.owner.changed();
  }

  /**
   * Those who came last are to blame; if nobody did, each has to ask for itself what it may not. But the gateway counts the stream
   * that would have been replaced, too: where both are too many, that goes first, and the cursors say where to go on.
   *
   * @param {Stream} stream @param {SluiceError} error
   */
  #refused(stream, error) {
    if (stream === this.#next) this.#next = undefined;
    if (error.code.startsWith('too-many-') && this.#stream && stream !== this.#stream) {
      this.#stream.close();
      this.#stream = undefined;
      return this.#adjustSoon();
    }
    if (stream === this.#stream) this.#stream = undefined;
    const newcomers = [...stream.readers].filter((reader) => !this.#welcome.has(reader));
    if (newcomers.length > 0) for (const reader of newcomers) reader.fail(error);
    else for (const reader of stream.readers) this.#sendBack(reader);
    this.#adjustSoon();
  }

  /** @param {Subscription} reader */
  #sendBack(reader) {
    this.leave(reader);
    this.owner.verify(reader);
  }
}
