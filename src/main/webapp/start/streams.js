/**
 * Two plain clients of the gateway with the same interface: copy the one you need.
 *
 * @import { Gateway, Message } from './gateway.js'
 *
 * @typedef {{ id: string, from: string, to: string, reason: string }} Gap
 *
 * @typedef {object} StreamListener
 * @property {(connection: string) => void} ready connected; delivery continues after the cursor
 * @property {(message: Message) => void} message
 * @property {(gap: Gap) => void} gap these events are no longer available
 * @property {() => void} moved a heartbeat moved the cursor
 * @property {() => void} lost the connection was lost, and is being replaced
 * @property {(problem: { message: string, code?: string }) => void} refused permanently
 *
 * @typedef {Pick<typeof globalThis, 'setTimeout' | 'clearTimeout'>} Timers
 */

/** Exponential backoff with jitter, so that clients do not reconnect all at once. */
class Backoff {
  #failures = 0;
  #timer = 0;

  /** @param {Timers} timers */
  constructor(timers) {
    this.timers = timers;
  }

  /** @param {() => void} attempt */
  later(attempt) {
    const longest = Math.min(15_000, 500 * 2 ** this.#failures++);
    this.stop();
    this.#timer = this.timers.setTimeout(attempt, longest * (0.5 + Math.random() / 2));
  }

  stop() {
    this.timers.clearTimeout(this.#timer);
  }

  reset() {
    this.stop();
    this.#failures = 0;
  }
}

/** A client over `EventSource`. */
export class SseStream {
  /** @type {EventSource | undefined} */ #source;
  #types = new Set(['message']);
  #backoff;

  /**
   * @param {Gateway} gateway @param {string[]} topics filters @param {string} cursor after which to start
   * @param {StreamListener} on @param {Timers} timers
   */
  constructor(gateway, topics, cursor, on, timers = window) {
    this.gateway = gateway;
    this.topics = topics;
    this.cursor = cursor;
    this.on = on;
    this.#backoff = new Backoff(timers);
  }

  open() {
    // The first request of an EventSource cannot have a header, so its cursor is in the query. When the browser reconnects,
    // it adds the header Last-Event-ID, which takes precedence.
    const url = this.gateway.events({ topic: this.topics, format: 'envelope', lastEventId: this.cursor });
    const source = (this.#source = new EventSource(url));
    source.addEventListener('sluice.ready', (event) => {
      this.#backoff.reset();
      if (event.lastEventId) this.cursor = event.lastEventId;
      this.on.ready(JSON.parse(event.data).connection);
    });
    source.addEventListener('sluice.gap', (event) => {
      this.cursor = event.lastEventId;
      this.on.gap({ ...JSON.parse(event.data), id: event.lastEventId });
    });
    source.addEventListener('error', (event) => {
      if (event instanceof MessageEvent) return; // a published event of the type "error"
      if (source.readyState === EventSource.CLOSED) this.#ended();
      else this.on.lost();
    });
    for (const type of this.#types) source.addEventListener(type, this.#receive);
  }

  close() {
    this.#backoff.stop();
    this.#source?.close();
    this.#source = undefined;
  }

  /**
   * Listens to a type. An EventSource dispatches each event under the name of its type, drops events of types without a listener,
   * and has no listener for all types.
   *
   * @param {string} type @returns {boolean} whether the open connection may have dropped events of this type
   */
  addType(type) {
    if (this.#types.has(type)) return false;
    this.#types.add(type);
    this.#source?.addEventListener(type, this.#receive);
    return this.#source !== undefined;
  }

  /** Reads again from an earlier cursor. @param {string} cursor */
  rewind(cursor) {
    this.cursor = cursor;
    if (!this.#source) return;
    this.close();
    this.open();
  }

  /** @param {Event} event */
  #receive = (event) => {
    if (!(event instanceof MessageEvent)) return;
    this.cursor = event.lastEventId;
    this.on.message({ ...JSON.parse(event.data), id: event.lastEventId });
  };

  /** Finds the reason by a request to the history: any status but 200 ends an EventSource permanently, and it hides the status. */
  async #ended() {
    const source = this.#source;
    this.on.lost();
    const reason = await this.gateway.history({ topic: this.topics, limit: 1 }).catch((problem) => problem);
    if (source !== this.#source) return;
    if (reason.final) this.on.refused(reason);
    else this.#backoff.later(() => this.open());
  }
}

/** A client over `WebSocket`. */
export class WebSocketStream {
  /** @type {WebSocket | undefined} */ #socket;
  #connection = '';
  #heartbeat = 15;
  #timeout = 0;
  #backoff;

  /**
   * @param {Gateway} gateway @param {string[]} topics filters @param {string} cursor after which to start
   * @param {StreamListener} on @param {Timers} timers
   */
  constructor(gateway, topics, cursor, on, timers = window) {
    this.gateway = gateway;
    this.topics = topics;
    this.cursor = cursor;
    this.on = on;
    this.timers = timers;
    this.#backoff = new Backoff(timers);
  }

  open() {
    const url = new URL('ws', this.gateway.base);
    url.protocol = url.protocol.replace('http', 'ws');
    const socket = (this.#socket = new WebSocket(url, 'sluice.v1'));
    socket.binaryType = 'arraybuffer';
    socket.onopen = () =>
      socket.send(JSON.stringify({ type: 'subscribe', ref: 1, sub: 'page', topics: this.topics, after: this.cursor }));
    socket.onmessage = ({ data }) => {
      if (socket !== this.#socket) return; // closed here, while the closing handshake is still in progress
      this.#restartTimeout();
      for (const message of typeof data === 'string' ? [JSON.parse(data)].flat() : [unpack(data)]) this.#handle(message);
    };
    socket.onclose = () => socket === this.#socket && this.#lost();
  }

  close() {
    this.#backoff.stop();
    this.timers.clearTimeout(this.#timeout);
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }

  /** @param {any} message */
  #handle(message) {
    switch (message.type) {
      case 'ready':
        this.#connection = message.connection;
        this.#heartbeat = message.heartbeat;
        break;
      case 'subscribed':
        this.#backoff.reset();
        this.on.ready(this.#connection);
        break;
      case 'event':
        this.cursor = message.id;
        this.on.message(message);
        break;
      case 'gap':
        this.cursor = message.id;
        this.on.gap(message);
        break;
      case 'heartbeat':
        this.cursor = message.cursors.page ?? this.cursor;
        this.on.moved();
        break;
      case 'error':
        if (message.ref === 1) this.on.refused(message);
    }
  }

  /** Three missing heartbeats mean that the connection is dead: a WebSocket of a laptop that slept is not closed. */
  #restartTimeout() {
    this.timers.clearTimeout(this.#timeout);
    this.#timeout = this.timers.setTimeout(() => this.#lost(), this.#heartbeat * 3_000);
  }

  #lost() {
    this.close();
    this.on.lost();
    this.#backoff.later(() => this.open());
  }
}

/** Decodes a binary frame: the header's length, the header, the payload. @param {ArrayBuffer} frame */
function unpack(frame) {
  const start = 2 + new DataView(frame).getUint16(0);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(frame, 2, start - 2)));
  return { ...header, data: new Uint8Array(frame, start) };
}
