/**
 * Two plain clients of the gateway with the same face: copy the one you need.
 *
 * @import { Gateway, Message } from './gateway.js'
 *
 * @typedef {{ id: string, from: string, to: string, reason: string }} Gap
 *
 * @typedef {object} Hearer what a stream tells its owner
 * @property {(connection: string) => void} ready it is there, and goes on from the cursor
 * @property {(message: Message) => void} message
 * @property {(gap: Gap) => void} gap what can no longer be delivered
 * @property {() => void} moved a heartbeat moved the cursor
 * @property {() => void} lost the connection broke; another one is being made
 * @property {(problem: { message: string, code?: string }) => void} refused for good
 *
 * @typedef {Pick<typeof globalThis, 'setTimeout' | 'clearTimeout'>} Timers
 */

/** When to try again: later each time, and never all clients at once. */
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

/** Over `EventSource`. */
export class SseStream {
  /** @type {EventSource | undefined} */ #source;
  #types = new Set(['message']);
  #backoff;

  /**
   * @param {Gateway} gateway @param {string[]} topics filters @param {string} cursor where to start
   * @param {Hearer} on @param {Timers} timers
   */
  constructor(gateway, topics, cursor, on, timers = window) {
    this.gateway = gateway;
    this.topics = topics;
    this.cursor = cursor;
    this.on = on;
    this.#backoff = new Backoff(timers);
  }

  open() {
    // The first request of an EventSource cannot carry a header, so its cursor is in the query. When it reconnects by
    // itself the browser adds Last-Event-ID, which wins.
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
      if (event instanceof MessageEvent) return; // an event of the type "error" was published
      if (source.readyState === EventSource.CLOSED) this.#gaveUp();
      else this.on.lost();
    });
    for (const type of this.#types) source.addEventListener(type, this.#hear);
  }

  close() {
    this.#backoff.stop();
    this.#source?.close();
    this.#source = undefined;
  }

  /**
   * An EventSource dispatches an event under its type's name, and nobody hears a type that has no listener: there is
   * none for "any type". So types have to be learned.
   *
   * @param {string} type @returns {boolean} whether a connection is open that may have swallowed events of this type
   */
  learn(type) {
    if (this.#types.has(type)) return false;
    this.#types.add(type);
    this.#source?.addEventListener(type, this.#hear);
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
  #hear = (event) => {
    if (!(event instanceof MessageEvent)) return;
    this.cursor = event.lastEventId;
    this.on.message({ ...JSON.parse(event.data), id: event.lastEventId });
  };

  /** Any answer but 200 ends an EventSource for good and hides the status: ask over HTTP what it was. */
  async #gaveUp() {
    const source = this.#source;
    this.on.lost();
    const why = await this.gateway.history({ topic: this.topics, limit: 1 }).catch((problem) => problem);
    if (source !== this.#source) return;
    if (why.final) this.on.refused(why);
    else this.#backoff.later(() => this.open());
  }
}

/** Over `WebSocket`. */
export class WsStream {
  /** @type {WebSocket | undefined} */ #socket;
  #connection = '';
  #heartbeat = 15;
  #silence = 0;
  #backoff;

  /**
   * @param {Gateway} gateway @param {string[]} topics filters @param {string} cursor where to start
   * @param {Hearer} on @param {Timers} timers
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
      if (socket !== this.#socket) return; // cut, but the closing handshake is still going on
      this.#listenForSilence();
      for (const message of typeof data === 'string' ? [JSON.parse(data)].flat() : [unpack(data)]) this.#said(message);
    };
    socket.onclose = () => socket === this.#socket && this.#broken();
  }

  close() {
    this.#backoff.stop();
    this.timers.clearTimeout(this.#silence);
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }

  /** @param {any} message */
  #said(message) {
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

  /** A WebSocket can be dead without being closed (a laptop that slept): the heartbeat tells. */
  #listenForSilence() {
    this.timers.clearTimeout(this.#silence);
    this.#silence = this.timers.setTimeout(() => this.#broken(), this.#heartbeat * 3_000);
  }

  #broken() {
    this.close();
    this.on.lost();
    this.#backoff.later(() => this.open());
  }
}

/** A binary frame: the header's length, the header, the payload. @param {ArrayBuffer} frame */
function unpack(frame) {
  const start = 2 + new DataView(frame).getUint16(0);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(frame, 2, start - 2)));
  return { ...header, data: new Uint8Array(frame, start) };
}
