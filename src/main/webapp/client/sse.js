import { SseParser } from './sse-parser.js';
import { SluiceError } from './error.js';
import { eventOf } from './frames.js';
import { HttpPublisher } from './http-publisher.js';
import { matches } from './topics.js';
import { Watchdog } from './watchdog.js';

/**
 * @import { Block } from './sse-parser.js'
 * @import { Draft } from './frames.js'
 * @import { Gateway } from './gateway.js'
 * @import { Host } from './host.js'
 * @import { PublishReply, Loss, SendOptions, StreamListener, StreamRequest, Transport, TransportListener } from './transport.js'
 */

/** How many volatile events may wait for the POST that is under way; one more would be out of date. */
const MOST_PASSING = 32;

/**
 * Event streams over HTTP, one for each request, and publishing by POST.
 *
 * By `fetch`, and not by `EventSource`: that takes no header for a token, does not show heartbeats, so that a proxy which keeps the
 * stream back is not noticed, hides the status of an answer, and gives up for ever after most of them.
 *
 * @implements {Transport}
 */
export class SseTransport {
  /** @readonly */ kind = 'sse';
  window = 100;
  /** @type {Set<SseStream>} */ #streams = new Set();
  #ready = false;
  #over = false;
  #post;
  #passing;

  /** @param {Gateway} gateway @param {Host} host @param {number} patience in milliseconds @param {TransportListener} listener */
  constructor(gateway, host, patience, listener) {
    this.gateway = gateway;
    this.host = host;
    this.patience = patience;
    this.listener = listener;
    this.#post = new HttpPublisher(gateway, this.window);
    this.#passing = new HttpPublisher(gateway, MOST_PASSING);
  }

  /** A stream that begins shows that it works; where there is none, an answer does. */
  async open() {
    if (this.#streams.size > 0) return;
    try {
      await this.gateway.live();
      this.ready({});
    } catch (error) {
      this.lost({ error: /** @type {SluiceError} */ (error) });
    }
  }

  /** @param {StreamRequest} request @param {StreamListener} listener */
  stream(request, listener) {
    const stream = new SseStream(this, request, listener);
    this.#streams.add(stream);
    stream.open();
    return {
      get connection() {
        return stream.connection;
      },
      /** @param {unknown} state */
      state: async (state) => {
        const { connection } = stream;
        await Promise.all(request.topics.map((topic) => this.gateway.state({ topic, connection }, state)));
      },
      close: () => this.drop(stream),
    };
  }

  /** @param {Draft} draft @param {SendOptions} manner @returns {Promise<PublishReply>} */
  publish(draft, { echo = true, volatile = false }) {
    return volatile ? this.#pass(draft, echo) : this.#post.publish(draft);
  }

  /** @param {Draft} draft @param {boolean} echo @returns {Promise<PublishReply>} */
  async #pass(draft, echo) {
    if (this.#passing.waiting >= MOST_PASSING) return { sent: false };
    const spared = echo ? undefined : this.#hearerOf(draft.topic)?.connection;
    await this.#passing.publish(draft, spared ? { volatile: true, echo: false, connection: spared } : { volatile: true });
    return { sent: true, spared };
  }

  /** The stream by which an event would come back: the one of all, rather than that of a member. @param {string} topic */
  #hearerOf(topic) {
    const hearers = [...this.#streams].filter(({ request }) => request.topics.some((filter) => matches(filter, topic)));
    return hearers.find(({ request }) => request.member === undefined) ?? hearers[0];
  }

  async renew() {
    const connections = [...this.#streams].flatMap((stream) => stream.connection ?? []);
    await Promise.all(connections.map((connection) => this.gateway.renew(connection)));
  }

  look() {
    for (const stream of this.#streams) stream.look();
  }

  close() {
    this.#over = true;
    this.#post.close();
    this.#passing.close();
    for (const stream of this.#streams) this.drop(stream);
  }

  /** @param {SseStream} stream */
  drop(stream) {
    this.#streams.delete(stream);
    stream.close();
  }

  /** @param {{ heartbeat?: number, retry?: number }} pace */
  ready(pace) {
    if (this.#over) return;
    if (pace.heartbeat) this.patience = 2 * pace.heartbeat;
    if (!this.#ready) this.listener.ready(pace);
    this.#ready = true;
  }

  /** @param {Loss} loss */
  lost(loss) {
    if (this.#over) return;
    this.close();
    this.listener.lost(loss);
  }
}

/** One stream, from its request to its end. */
class SseStream {
  /** @type {string | undefined} */ connection;
  #stop = new AbortController();
  #blocks = new SseParser();
  #watch;
  #heard = 0;
  #readyAt = 0;
  /** @type {number | undefined} */ #told;
  /** @type {SluiceError | undefined} */ #error;

  /** @param {SseTransport} transport @param {StreamRequest} request @param {StreamListener} listener */
  constructor(transport, request, listener) {
    this.transport = transport;
    this.request = request;
    this.listener = listener;
    this.#watch = new Watchdog(transport.host, () => this.#lost(new SluiceError('silent', 'nothing has been heard for two heartbeats', { retryable: true })));
  }

  get #closed() {
    return this.#stop.signal.aborted;
  }

  async open() {
    this.#watch.start(this.transport.patience);
    const { topics, after, member, state, conflate } = this.request;
    const query = { topic: topics, after, format: 'envelope', conflate, member, state: JSON.stringify(state) };
    try {
      const response = await this.transport.gateway.stream(query, this.#stop.signal);
      if (this.#closed) return;
      if (response.status === 204) return this.#finished();
      if (!response.headers.get('Content-Type')?.toLowerCase().startsWith('text/event-stream') || !response.body) {
        throw SluiceError.unreachable('an answer that is no stream');
      }
      await this.#read(response.body.getReader());
      this.#lost(this.#error ?? SluiceError.unreachable('the stream has ended'));
    } catch (fault) {
      this.#failed(fault);
    }
  }

  look() {
    this.#watch.look();
  }

  close() {
    this.#watch.stop();
    this.#stop.abort();
  }

  /** @param {ReadableStreamDefaultReader<Uint8Array>} reader */
  async #read(reader) {
    for (;;) {
      const { done, value } = await reader.read();
      if (done || this.#closed) return;
      this.#heard++;
      this.#watch.heard();
      for (const block of this.#blocks.read(value)) {
        this.#said(block);
        if (this.#closed) return;
      }
    }
  }

  /** @param {Block} block */
  #said({ id, event, data, retry }) {
    if (data === undefined) {
      if (retry !== undefined) this.#told = retry;
      if (id !== undefined) this.listener.moved(id);
      return;
    }
    const json = JSON.parse(data);
    switch (event) {
      case 'sluice.ready':
        this.connection = json.connection;
        this.#readyAt = this.#heard;
        this.#watch.start(2000 * json.heartbeat);
        this.transport.ready({ heartbeat: 1000 * json.heartbeat, retry });
        return this.listener.opened();
      case 'sluice.gap':
        return this.listener.gap({ ...json, id });
      case 'sluice.end':
        return this.listener.ended(json.topic);
      case 'sluice.missed':
        return this.listener.missed(json);
      case 'sluice.expiring':
        return this.transport.listener.expiring();
      case 'sluice.error':
        this.#told = retry;
        return this.#complained(SluiceError.of(json));
      default:
        return this.listener.event(eventOf(json, id));
    }
  }

  /** @param {SluiceError} error after which the stream ends, unless it is about rights */
  #complained(error) {
    if (error.code === 'topic-forbidden') this.listener.narrowed(error);
    else this.#error = error;
  }

  #finished() {
    this.transport.drop(this);
    this.listener.finished();
    this.transport.ready({});
  }

  /** @param {unknown} fault */
  #failed(fault) {
    if (this.#closed) return;
    const error = fault instanceof SluiceError ? fault : SluiceError.unreachable(fault);
    if (error.retryable || error.isAboutToken || error.code === 'origin-forbidden') return this.#lost(error);
    this.transport.drop(this);
    this.listener.refused(error);
    this.transport.ready({});
  }

  /** @param {SluiceError} error */
  #lost(error) {
    if (this.#closed) return;
    this.transport.lost({ error, delay: this.#told ?? error.retryAfter, unproven: this.#heard === this.#readyAt });
  }
}
