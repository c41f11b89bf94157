import { areComparable, earliest, isAfter } from './cursor.js';

/**
 * @import { SluiceError } from './error.js'
 * @import { SluiceEvent } from './frames.js'
 * @import { Gap } from './gateway.js'
 * @import { Subscription } from './subscription.js'
 * @import { StreamHandle, StreamListener, Transport } from './transport.js'
 *
 * @typedef {{ member?: string, state?: unknown, conflate?: boolean }} StreamOptions
 */

/** The number of events that a stream keeps for subscriptions that join a moment late. */
const RECENT = 64;

/** A stream on a transport, and the subscriptions that it serves. */
class Stream {
  /** @type {StreamHandle} */ handle = { async state() {}, close() {} };
  /** All events after this cursor are in `recent`. */ since;
  /** @type {SluiceEvent[]} */ recent = [];
  /** @type {Set<string>} */ ended = new Set();
  closed = false;
  isSendingState = false;

  /** @param {Transport} transport @param {Set<Subscription>} readers @param {string} cursor @param {unknown} state of the member */
  constructor(transport, readers, cursor, state) {
    this.transport = transport;
    this.state = state;
    this.readers = readers;
    this.cursor = this.since = cursor;
    this.topics = new Set([...readers].flatMap(({ filters }) => filters));
  }

  /** Whether this stream can serve a subscription without a gap. @param {Subscription} reader */
  suits({ filters, reached = '' }) {
    return filters.every((filter) => this.topics.has(filter)) && !isAfter(this.since, reached);
  }

  /** @param {Subscription} reader that has caught up with the history */
  serve(reader) {
    this.readers.add(reader);
    for (const event of this.recent) reader.take(event);
    for (const topic of this.ended) reader.end(topic);
    reader.move(this.cursor);
  }

  /** @param {SluiceEvent} event */
  deliver(event) {
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

  /** @param {(reader: Subscription) => void} call */
  each(call) {
    for (const reader of [...this.readers]) call(reader);
  }

  close() {
    this.closed = true;
    this.handle.close();
  }
}

/**
 * One stream for all subscriptions with the same options that have caught up: the union of their filters, from the earliest of their
 * cursors. When more topics or another transport need a new stream, the new one is opened first and takes over when it has started. Both
 * then deliver the same events for a moment; the cursors of the subscriptions drop the duplicates.
 */
export class Feed {
  /** @type {Set<Subscription>} */ #readers = new Set();
  /** Subscriptions whose filters the gateway has accepted. @type {Set<Subscription>} */ #accepted = new Set();
  /**
   * Subscriptions whose stream was lost: meanwhile, the journal may have been replaced, or may end before their cursor.
   *
   * @type {Set<Subscription>}
   */
  #unverified = new Set();
  /** @type {Stream | undefined} */ #stream;
  /** @type {Stream | undefined} */ #next;
  /** @type {Transport | undefined} */ #transport;
  #adjusting = false;

  /**
   * @param {StreamOptions} options @param {{ changed(): void, verify(reader: Subscription): void }} owner `changed`: a stream has started
   *     or is needed; `verify`: a subscription must catch up with the history again, which tells it of a gap or a refusal of its own
   */
  constructor(options, owner) {
    this.options = options;
    this.owner = owner;
  }

  get isNeeded() {
    return this.#readers.size > 0;
  }

  /** The union of all filters. */
  get topics() {
    return [...new Set(this.readers.flatMap(({ filters }) => filters))];
  }

  get readers() {
    return [...this.#readers];
  }

  /** Whether this feed needs nothing, or its stream has started on this transport. @param {Transport} transport */
  isOn(transport) {
    return !this.isNeeded || (this.#stream?.transport === transport && !this.#next);
  }

  /** @param {string} connection by the gateway's name */
  usesConnection(connection) {
    return this.#stream?.handle.connection === connection;
  }

  /** @param {Subscription} reader that has caught up with the history, and so has a cursor */
  join(reader) {
    this.#readers.add(reader);
    this.#unverified.delete(reader);
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
    this.#accepted.delete(reader);
    this.#unverified.delete(reader);
    if (this.#readers.delete(reader)) this.#adjustSoon();
  }

  /** Continues on this transport. @param {Transport} transport */
  moveTo(transport) {
    this.#transport = transport;
    this.#adjust();
  }

  /** Stops using a transport that was lost or closed. @param {Transport} transport */
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
    if (!this.#stream) this.#unverified = new Set(this.#readers);
    if (this.#transport === transport) this.#transport = this.#stream?.transport;
  }

  /** Sets the state of the member. @param {unknown} state */
  change(state) {
    this.options = { ...this.options, state };
    this.#sendState();
  }

  /** Sends one state at a time; of several that arrive meanwhile, only the newest. If the stream rejects a state, a new stream starts with it. */
  async #sendState() {
    const stream = this.#stream;
    const { state } = this.options;
    if (!stream || stream.isSendingState || Object.is(stream.state, state)) return;
    stream.isSendingState = true;
    try {
      await stream.handle.state(state);
      stream.state = state;
    } catch {
      if (stream === this.#stream && this.#transport && this.isNeeded) this.#open(this.#transport);
      return;
    } finally {
      stream.isSendingState = false;
    }
    this.#sendState();
  }

  /** Delays the adjustment to the end of the task, so that subscriptions of one task share one new stream. */
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
      const isEnough = !this.#next && this.#stream?.transport === this.#transport && this.#servesAll(this.#stream);
      if (!isEnough) this.#open(this.#transport);
    }
  }

  /** @param {Stream} stream @returns {boolean} whether it serves all subscriptions, and no topic that none needs any more */
  #servesAll({ topics, readers }) {
    return this.topics.length === topics.size && this.readers.every((reader) => readers.has(reader));
  }

  /** @param {Transport} transport */
  #open(transport) {
    this.#next?.close();
    const after = this.#start();
    const stream = new Stream(transport, new Set(this.#readers), after, this.options.state);
    this.#next = stream;
    stream.handle = transport.stream({ topics: [...stream.topics], after, ...this.options }, this.#listenerOf(stream));
    if (stream.closed) stream.handle.close();
  }

  /**
   * Chooses the cursor from which a stream serves all subscriptions. The gateway reports a gap for this cursor only, so an unverified
   * subscription with another cursor catches up with the history first.
   */
  #start() {
    const verified = this.readers.filter((reader) => !this.#unverified.has(reader));
    const after = earliest((verified.length > 0 ? verified : this.readers).map(({ reached = '' }) => reached));
    for (const reader of this.readers) {
      const { reached = '' } = reader;
      if (reached !== after && (this.#unverified.has(reader) || !areComparable(reached, after))) this.#verify(reader);
    }
    return after;
  }

  /** @param {Stream} stream @returns {StreamListener} */
  #listenerOf(stream) {
    return {
      opened: () => this.#takeOver(stream),
      event: (event) => stream.deliver(event),
      gap: (gap) => stream.skip(gap),
      moved: (cursor) => stream.move(cursor),
      ended: (topic) => stream.end(topic),
      missed: (missed) => stream.each((reader) => reader.miss(missed)),
      finished: () => stream.each((reader) => reader.endAll()),
      shown: (state) => stream.each((reader) => reader.show(state)),
      narrowed: () => stream.each((reader) => this.#verify(reader)),
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
      this.#unverified.delete(reader);
      this.#accepted.add(reader);
      reader.show('live');
    }
    this.#adjust();
    this.#sendState();
    this.owner.changed();
  }

  /**
   * A refusal is attributed to the subscriptions that were not accepted before. If there are none, each has to verify its own rights. A
   * limit of the gateway also counts the stream that would have been replaced, so that one is closed first; the cursors say where the
   * new one starts.
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
    const newcomers = [...stream.readers].filter((reader) => !this.#accepted.has(reader));
    if (newcomers.length > 0) for (const reader of newcomers) reader.fail(error);
    else for (const reader of stream.readers) this.#verify(reader);
    this.#adjustSoon();
  }

  /** @param {Subscription} reader */
  #verify(reader) {
    this.leave(reader);
    this.owner.verify(reader);
  }
}
