import { SluiceError } from './error.js';
import { eventOf } from './frames.js';
import { HttpPublisher } from './http-publisher.js';
import { SseParser } from './sse-parser.js';
import { matches } from './topics.js';
import { Watchdog } from './watchdog.js';

/**
 * @import { Draft } from './frames.js'
 * @import { Gateway } from './gateway.js'
 * @import { Host } from './host.js'
 * @import { Block } from './sse-parser.js'
 * @import { Loss, PublishReply, SendOptions, StreamListener, StreamRequest, Transport, TransportListener } from './transport.js'
 */

/** The number of volatile events that may wait for the request in flight: further ones would be out of date when they are sent. */
const MOST_VOLATILE = 32;

/**
 * Event streams over HTTP, one per stream request; publishing is a POST.
 *
 * The streams use `fetch`, because `EventSource` sends no header for a token, hides heartbeats (so that a proxy which buffers the stream
 * would not be detected), hides the status of a response, and gives up permanently after most statuses.
 *
 * @implements {Transport}
 */
export class SseTransport {
  /** @readonly */ kind = 'sse';
  window = 100;
  /** @type {Set<SseStream>} */ #streams = new Set();
  #ready = false;
  #closed = false;
  #durable;
  #volatile;

  /** @param {Gateway} gateway @param {Host} host @param {number} patience in milliseconds @param {TransportListener} listener */
  constructor(gateway, host, patience, listener) {
    this.gateway = gateway;
    this.host = host;
    this.patience = patience;
    this.listener = listener;
    this.#durable = new HttpPublisher(gateway, this.window);
    this.#volatile = new HttpPublisher(gateway, MOST_VOLATILE);
  }

  /** The first stream that starts proves the connection; without a stream, the health check does. */
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

  /** @param {Draft} draft @param {SendOptions} options @returns {Promise<PublishReply>} */
  publish(draft, { echo = true, volatile = false }) {
    return volatile ? this.#publishVolatile(draft, echo) : this.#durable.publish(draft);
  }

  /** @param {Draft} draft @param {boolean} echo @returns {Promise<PublishReply>} */
  async #publishVolatile(draft, echo) {
    if (this.#volatile.waiting >= MOST_VOLATILE) return { sent: false };
    const excluded = echo ? undefined : this.#receiverOf(draft.topic)?.connection;
    await this.#volatile.publish(draft, excluded ? { volatile: true, echo: false, connection: excluded } : { volatile: true });
    return { sent: true, excluded };
  }

  /** The stream that would deliver an event of this topic; the shared stream, rather than one that makes a member present. @param {string} topic */
  #receiverOf(topic) {
    const receivers = [...this.#streams].filter(({ request }) => request.topics.some((filter) => matches(filter, topic)));
    return receivers.find(({ request }) => request.member === undefined) ?? receivers[0];
  }

  async renew() {
    const connections = [...this.#streams].flatMap((stream) => stream.connection ?? []);
    await Promise.all(connections.map((connection) => this.gateway.renew(connection)));
  }

  check() {
    for (const stream of this.#streams) stream.check();
  }

  close() {
    this.#closed = true;
    this.#durable.close();
    this.#volatile.close();
    for (const stream of this.#streams) this.drop(stream);
  }

  /** @param {SseStream} stream */
  drop(stream) {
    this.#streams.delete(stream);
    stream.close();
  }

  /** @param {{ heartbeat?: number, retry?: number }} timing */
  ready(timing) {
    if (this.#closed) return;
    if (timing.heartbeat) this.patience = 2 * timing.heartbeat;
    if (!this.#ready) this.listener.ready(timing);
    this.#ready = true;
  }

  /** @param {Loss} loss */
  lost(loss) {
    if (this.#closed) return;
    this.close();
    this.listener.lost(loss);
  }
}

/** One stream, from its request to its end. */
class SseStream {
  /** @type {string | undefined} */ connection;
  #stop = new AbortController();
  #parser = new SseParser();
  #watchdog;
  /** The number of reads so far, and at `sluice.ready`: equal numbers mean that nothing has followed it. */
  #reads = 0;
  #readsAtReady = 0;
  /** The delay that the gateway announced before it ended the stream. @type {number | undefined} */ #delay;
  /** @type {SluiceError | undefined} */ #error;

  /** @param {SseTransport} transport @param {StreamRequest} request @param {StreamListener} listener */
  constructor(transport, request, listener) {
    this.transport = transport;
    this.request = request;
    this.listener = listener;
    this.#watchdog = new Watchdog(transport.host, () => this.#lost(new SluiceError('silent', 'nothing was received for two heartbeats', { retryable: true })));
  }

  get #closed() {
    return this.#stop.signal.aborted;
  }

  async open() {
    this.#watchdog.start(this.transport.patience);
    const { topics, after, member, state, conflate } = this.request;
    const query = { topic: topics, after, format: 'envelope', conflate, member, state: JSON.stringify(state) };
    try {
      const response = await this.transport.gateway.stream(query, this.#stop.signal);
      if (this.#closed) return;
      if (response.status === 204) return this.#finished();
      if (!response.headers.get('Content-Type')?.toLowerCase().startsWith('text/event-stream') || !response.body) {
        throw SluiceError.unreachable('the response is not an event stream');
      }
      await this.#read(response.body.getReader());
      this.#lost(this.#error ?? SluiceError.unreachable('the stream has ended'));
    } catch (fault) {
      this.#failed(fault);
    }
  }

  check() {
    this.#watchdog.check();
  }

  close() {
    this.#watchdog.stop();
    this.#stop.abort();
  }

  /** @param {ReadableStreamDefaultReader<Uint8Array>} reader */
  async #read(reader) {
    for (;;) {
      const { done, value } = await reader.read();
      if (done || this.#closed) return;
      this.#reads++;
      this.#watchdog.feed();
      for (const block of this.#parser.read(value)) {
        this.#handle(block);
        if (this.#closed) return;
      }
    }
  }

  /** @param {Block} block */
  #handle({ id, event, data, retry }) {
    if (data === undefined) {
      if (retry !== undefined) this.#delay = retry;
      if (id !== undefined) this.listener.moved(id);
      return;
    }
    const json = JSON.parse(data);
    switch (event) {
      case 'sluice.ready':
        this.connection = json.connection;
        this.#readsAtReady = this.#reads;
        this.#watchdog.start(2000 * json.heartbeat);
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
        this.#delay = retry;
        return this.#announced(SluiceError.fromMessage(json));
      default:
        return this.listener.event(eventOf(json, id));
    }
  }

  /** @param {SluiceError} error the gateway ends the stream after it, unless it is about the right to read */
  #announced(error) {
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
    this.transport.lost({ error, delay: this.#delay ?? error.retryAfter, unproven: this.#reads === this.#readsAtReady });
  }
}
