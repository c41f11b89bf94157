import { SluiceError } from './error.js';
import { pack, unpack } from './frames.js';
import { Watchdog } from './watchdog.js';

/**
 * @import { Draft } from './frames.js'
 * @import { Host } from './host.js'
 * @import { Tokens } from './tokens.js'
 * @import { PublishReply, SendOptions, StreamListener, StreamRequest, Transport, TransportListener } from './transport.js'
 *
 * @typedef {{ size: number, resolve: (reply: any) => void, reject: (error: SluiceError) => void }} PendingReply
 */

/** The close code of RFC 6455 for a message that is too large. */
const TOO_LARGE = 1009;

const LOST = 'the connection was lost before the reply arrived';

/** The number of unsent bytes beyond which volatile events are dropped: they would be out of date when they are sent. */
const CONGESTED_BYTES = 1 << 20;

/** The size up to which messages share a frame, far below the limit of the gateway. */
const FRAME_CHARACTERS = 1 << 18;

/**
 * One WebSocket for all streams, publishes and tokens.
 *
 * @implements {Transport}
 */
export class WebSocketTransport {
  /** @readonly */ kind = 'websocket';
  /** A quarter of the publishes that the gateway accepts in flight. */
  window = 64;
  /** @type {WebSocket | undefined} */ #socket;
  /** @type {Map<number, PendingReply>} */ #pending = new Map();
  /** @type {Map<string, StreamListener>} */ #streams = new Map();
  /** Texts that share the next frame. @type {string[]} */ #outgoing = [];
  /** Texts from before the connection was ready. @type {string[]} */ #early = [];
  /** The gateway's announcement of why it will close the connection. @type {SluiceError | undefined} */ #error;
  /** @type {string | undefined} */ #connection;
  #ready = false;
  #pinged = false;
  #closed = false;
  #refs = 0;
  #watchdog;

  /** @param {URL} url @param {Host} host @param {Tokens} tokens @param {number} patience in milliseconds @param {TransportListener} listener */
  constructor(url, host, tokens, patience, listener) {
    this.url = url;
    this.host = host;
    this.tokens = tokens;
    this.patience = patience;
    this.listener = listener;
    this.#watchdog = new Watchdog(host, () => this.#silent());
  }

  async open() {
    this.#watchdog.start(this.patience);
    try {
      const token = await this.tokens.current();
      if (!this.#closed) this.#connect(token);
    } catch (fault) {
      this.#lost(fault instanceof SluiceError ? fault : SluiceError.unreachable(fault));
    }
  }

  /** @param {StreamRequest} request @param {StreamListener} listener */
  stream(request, listener) {
    const sub = `s${++this.#refs}`;
    this.#streams.set(sub, listener);
    this.#request({ type: 'subscribe', sub, ...request }).then(
      () => {},
      (error) => this.#streamRefused(sub, error),
    );
    const transport = this;
    return {
      get connection() {
        return transport.#connection;
      },
      /** @param {unknown} state */
      state: async (state) => {
        await Promise.all(request.topics.map((topic) => this.#request({ type: 'state', topic, state })));
      },
      close: () => {
        if (this.#streams.delete(sub) && !this.#closed) this.#request({ type: 'unsubscribe', sub }).catch(() => {});
      },
    };
  }

  /**
   * Volatile events request a reply, too: an error without a reference would look like an error of a stream.
   *
   * @param {Draft} draft @param {SendOptions} options @returns {Promise<PublishReply>}
   */
  async publish({ bytes, ...draft }, { echo = true, volatile }) {
    const message = { type: 'publish', ...draft, ...(echo ? {} : { echo }), ...(volatile ? { volatile } : {}) };
    if (volatile && (!this.#ready || (this.#socket?.bufferedAmount ?? 0) >= CONGESTED_BYTES)) return { sent: false };
    const { id } = await this.#request(message, bytes);
    return volatile ? { sent: true, excluded: echo ? undefined : this.#connection } : { id };
  }

  async renew() {
    const token = await this.tokens.current();
    if (!token) throw new SluiceError('unsupported', 'an open WebSocket cannot change its cookie: open another one');
    await this.#request({ type: 'token', token });
  }

  check() {
    this.#watchdog.check();
  }

  close() {
    this.#closed = true;
    this.#watchdog.stop();
    this.#streams.clear();
    const socket = this.#socket;
    if (socket) {
      socket.onmessage = socket.onclose = null;
      // onerror stays: some implementations report there that they were closed before they opened
      withoutFault(() => socket.close());
    }
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of pending) reject(SluiceError.unreachable(LOST));
  }

  /** @param {string | undefined} token */
  #connect(token) {
    const url = new URL('ws', this.url);
    url.protocol = url.protocol.replace('http', 'ws');
    const socket = (this.#socket = new this.host.WebSocket(url.href, 'sluice.v1'));
    socket.binaryType = 'arraybuffer';
    socket.onmessage = ({ data }) => this.#receive(data, token);
    socket.onclose = ({ code, reason }) => this.#socketClosed(code, reason);
    // the close event follows and has the details; outside of browsers, an error without a listener ends the process
    socket.onerror = () => {};
  }

  /** @param {string | ArrayBuffer} data @param {string | undefined} token */
  #receive(data, token) {
    this.#pinged = false;
    this.#watchdog.feed();
    /** @type {any[]} */ let messages;
    try {
      messages = typeof data === 'string' ? [JSON.parse(data)].flat() : [unpack(data)];
    } catch (fault) {
      return this.#lost(SluiceError.unreachable(fault));
    }
    for (const message of messages) {
      if (this.#closed) return;
      if (message.type === 'ready') this.#start(message, token);
      else this.#handle(message);
    }
  }

  /**
   * A browser's WebSocket cannot send a header, so the token is the first message. Every other message waits until the gateway has
   * accepted it: the gateway would treat them as anonymous.
   *
   * @param {{ connection: string, heartbeat: number }} ready @param {string | undefined} token
   */
  async #start(ready, token) {
    const heartbeat = 1000 * ready.heartbeat;
    this.#connection = ready.connection;
    this.patience = 2 * heartbeat;
    this.#watchdog.start(heartbeat);
    try {
      if (token) await this.#request({ type: 'token', token }, undefined, true);
    } catch (error) {
      return this.#lost(/** @type {SluiceError} */ (error));
    }
    if (this.#closed) return;
    this.#ready = true;
    for (const text of this.#early.splice(0)) this.#sendText(text);
    this.listener.ready({ heartbeat });
  }

  /** @param {any} message */
  #handle(message) {
    const pending = this.#pending.get(message.ref);
    const stream = this.#streams.get(message.sub);
    this.#pending.delete(message.ref);
    switch (message.type) {
      case 'subscribed':
        pending?.resolve(message);
        return stream?.opened();
      case 'event': {
        const { type, sub, ...event } = message;
        return stream?.event(event);
      }
      case 'gap':
        return stream?.gap({ id: message.id, from: message.from, to: message.to, reason: message.reason });
      case 'end':
        return stream?.ended(message.topic);
      case 'missed':
        return stream?.missed({ topic: message.topic, count: message.count });
      case 'heartbeat':
        for (const [sub, cursor] of Object.entries(message.cursors)) this.#streams.get(sub)?.moved(String(cursor));
        return;
      case 'expiring':
        return this.listener.expiring();
      case 'error':
        return pending ? pending.reject(this.#errorOf(message)) : this.#announced(SluiceError.fromMessage(message));
      default:
        return pending?.resolve(message);
    }
  }

  /** A token that expires on an open connection is retryable: the next connection gets another token. @param {any} message */
  #errorOf(message) {
    const error = SluiceError.fromMessage(message);
    error.retryable ||= this.#ready && error.code === 'token-expired';
    return error;
  }

  /** @param {SluiceError} error without a reference: the gateway closes the connection after it, unless it is about the right to read */
  #announced(error) {
    if (error.code === 'topic-forbidden') for (const stream of [...this.#streams.values()]) stream.narrowed(error);
    else this.#error = error;
  }

  /** @param {string} sub @param {SluiceError} error */
  #streamRefused(sub, error) {
    const stream = this.#streams.get(sub);
    if (!stream) return;
    this.#streams.delete(sub);
    if (error.retryable || error.isAboutToken) this.#lost(error, error.retryAfter);
    else stream.refused(error);
  }

  /** @param {number} code @param {string} reason */
  async #socketClosed(code, reason) {
    const delay = /reconnect after (\d+) ms/.exec(reason);
    if (code === TOO_LARGE) {
      this.#rejectLargest();
      // the publisher of that message gets its error before all others learn of the loss
      await undefined;
    }
    this.#lost(this.#error ?? SluiceError.unreachable(`the WebSocket was closed with ${code} ${reason}`), delay ? Number(delay[1]) : undefined);
  }

  /** Rejects the largest pending message. The gateway does not name the message that was too large; sent again, it would close the next connection, too. */
  #rejectLargest() {
    const [largest] = [...this.#pending].sort(([, one], [, other]) => other.size - one.size);
    if (!largest) return;
    this.#pending.delete(largest[0]);
    largest[1].reject(new SluiceError('data-too-large', 'the message is larger than the gateway accepts'));
  }

  /** Pings once before it gives up: a WebSocket without a subscription may receive nothing for long. */
  #silent() {
    if (this.#ready && !this.#pinged) {
      this.#pinged = true;
      this.#sendText(JSON.stringify({ type: 'ping' }));
      this.#watchdog.start(this.patience / 2);
    } else {
      this.#lost(new SluiceError('silent', 'nothing was received for two heartbeats', { retryable: true }));
    }
  }

  /** @param {SluiceError} error @param {number} [delay] */
  #lost(error, delay) {
    if (this.#closed) return;
    this.close();
    this.listener.lost({ error, delay });
  }

  /**
   * @param {object} message @param {Uint8Array} [bytes] @param {boolean} [first] whether it is sent before the connection is ready
   * @returns {Promise<any>} the reply
   */
  #request(message, bytes, first = false) {
    const ref = ++this.#refs;
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(SluiceError.unreachable(LOST));
      const frame = bytes ? pack({ ...message, ref }, bytes) : JSON.stringify({ ...message, ref });
      // entered before the send: a failing send closes this transport, which rejects all pending requests
      this.#pending.set(ref, { size: frame.length, resolve, reject });
      if (typeof frame !== 'string') this.#sendBytes(frame);
      else if (first || this.#ready) this.#sendText(frame);
      else this.#early.push(frame);
    });
  }

  /** The connection is ready; earlier texts are sent first. @param {Uint8Array<ArrayBuffer>} frame */
  #sendBytes(frame) {
    this.#flush();
    this.#send(frame);
  }

  /** Texts of one task share a frame, because a frame costs more than the messages in it. @param {string} text */
  #sendText(text) {
    if (this.#outgoing.push(text) === 1) queueMicrotask(() => this.#flush());
  }

  #flush() {
    while (this.#outgoing.length > 0) {
      let count = 1;
      for (let size = this.#outgoing[0].length; count < this.#outgoing.length; count++) {
        size += this.#outgoing[count].length;
        if (size > FRAME_CHARACTERS) break;
      }
      const frame = this.#outgoing.splice(0, count);
      this.#send(count === 1 ? frame[0] : `[${frame.join(',')}]`);
    }
  }

  /** Some implementations throw while they are closing. @param {string | Uint8Array<ArrayBuffer>} frame */
  #send(frame) {
    if (this.#closed) return;
    try {
      this.#socket?.send(frame);
    } catch (fault) {
      this.#lost(SluiceError.unreachable(fault));
    }
  }
}

/** @param {() => void} task whose fault changes nothing */
function withoutFault(task) {
  try {
    task();
  } catch {
    // already closed
  }
}
