import { SluiceError } from './error.js';
import { pack, unpack } from './frames.js';
import { Watchdog } from './watchdog.js';

/**
 * @import { Draft } from './frames.js'
 * @import { Host } from './host.js'
 * @import { Tokens } from './tokens.js'
 * @import { PublishReply, SendOptions, StreamListener, StreamRequest, Transport, TransportListener } from './transport.js'
 *
 * @typedef {{ size: number, resolve: (answer: any) => void, reject: (error: SluiceError) => void }} PendingReply
 */

const TOO_LARGE = 1009;

const LOST = 'the connection was lost before the answer came';

/** Of what waits to be sent, beyond which volatile events are not added: they would be out of date. */
const CROWDED_BYTES = 1 << 20;

/** Of one frame, far below what the gateway takes. */
const FRAME_CHARACTERS = 1 << 18;

/**
 * One WebSocket that carries everything: streams, publishing, tokens.
 *
 * @implements {Transport}
 */
export class WebSocketTransport {
  /** @readonly */ kind = 'websocket';
  /** A quarter of what the gateway lets be under way. */
  window = 64;
  /** @type {WebSocket | undefined} */ #socket;
  /** @type {Map<number, PendingReply>} */ #asked = new Map();
  /** @type {Map<string, StreamListener>} */ #streams = new Map();
  /** @type {string[]} */ #unsaid = [];
  /** @type {string[]} */ #early = [];
  /** @type {SluiceError | undefined} */ #error;
  /** @type {string | undefined} */ #connection;
  #ready = false;
  #asking = false;
  #over = false;
  #refs = 0;
  #watch;

  /** @param {URL} url @param {Host} host @param {Tokens} tokens @param {number} patience in milliseconds @param {TransportListener} listener */
  constructor(url, host, tokens, patience, listener) {
    this.url = url;
    this.host = host;
    this.tokens = tokens;
    this.patience = patience;
    this.listener = listener;
    this.#watch = new Watchdog(host, () => this.#silent());
  }

  async open() {
    this.#watch.start(this.patience);
    try {
      const token = await this.tokens.current();
      if (!this.#over) this.#connect(token);
    } catch (fault) {
      this.#lost(fault instanceof SluiceError ? fault : SluiceError.unreachable(fault));
    }
  }

  /** @param {StreamRequest} request @param {StreamListener} listener */
  stream(request, listener) {
    const sub = `s${++this.#refs}`;
    this.#streams.set(sub, listener);
    this.#ask({ type: 'subscribe', sub, ...request }).then(
      () => {},
      (error) => this.#refused(sub, error),
    );
    const transport = this;
    return {
      get connection() {
        return transport.#connection;
      },
      /** @param {unknown} state */
      state: async (state) => {
        await Promise.all(request.topics.map((topic) => this.#ask({ type: 'state', topic, state })));
      },
      close: () => {
        if (this.#streams.delete(sub) && !this.#over) this.#ask({ type: 'unsubscribe', sub }).catch(() => {});
      },
    };
  }

  /**
   * A volatile event asks for an answer, too: a refusal that answers nothing would be one of what is read.
   *
   * @param {Draft} draft @param {SendOptions} manner @returns {Promise<PublishReply>}
   */
  async publish({ bytes, ...draft }, { echo = true, volatile }) {
    const message = { type: 'publish', ...draft, ...(echo ? {} : { echo }), ...(volatile ? { volatile } : {}) };
    if (volatile && (!this.#ready || (this.#socket?.bufferedAmount ?? 0) >= CROWDED_BYTES)) return { sent: false };
    const { id } = await this.#ask(message, bytes);
    return volatile ? { sent: true, spared: echo ? undefined : this.#connection } : { id };
  }

  async renew() {
    const token = await this.tokens.current();
    if (!token) throw new SluiceError('unsupported', 'a WebSocket takes no new cookie');
    await this.#ask({ type: 'token', token });
  }

  look() {
    this.#watch.look();
  }

  close() {
    this.#over = true;
    this.#watch.stop();
    this.#streams.clear();
    const socket = this.#socket;
    if (socket) {
      socket.onmessage = socket.onclose = null;
      // onerror stays: some classes report there that they were closed before they opened
      withoutFault(() => socket.close());
    }
    const asked = [...this.#asked.values()];
    this.#asked.clear();
    for (const { reject } of asked) reject(SluiceError.unreachable(LOST));
  }

  /** @param {string | undefined} token */
  #connect(token) {
    const url = new URL('ws', this.url);
    url.protocol = url.protocol.replace('http', 'ws');
    const socket = (this.#socket = new this.host.WebSocket(url.href, 'sluice.v1'));
    socket.binaryType = 'arraybuffer';
    socket.onmessage = ({ data }) => this.#heard(data, token);
    socket.onclose = ({ code, reason }) => this.#closed(code, reason);
    // the close event follows and says more; outside of browsers an error without a listener ends the process
    socket.onerror = () => {};
  }

  /** @param {string | ArrayBuffer} data @param {string | undefined} token */
  #heard(data, token) {
    this.#asking = false;
    this.#watch.heard();
    /** @type {any[]} */ let messages;
    try {
      messages = typeof data === 'string' ? [JSON.parse(data)].flat() : [unpack(data)];
    } catch (fault) {
      return this.#lost(SluiceError.unreachable(fault));
    }
    for (const message of messages) {
      if (this.#over) return;
      if (message.type === 'ready') this.#welcomed(message, token);
      else this.#said(message);
    }
  }

  /**
   * A browser's WebSocket brings no header, so the token is its first message; nothing is asked for before that is taken, since the
   * gateway would answer it as to anybody.
   *
   * @param {{ connection: string, heartbeat: number }} ready @param {string | undefined} token
   */
  async #welcomed(ready, token) {
    const heartbeat = 1000 * ready.heartbeat;
    this.#connection = ready.connection;
    this.patience = 2 * heartbeat;
    this.#watch.start(heartbeat);
    try {
      if (token) await this.#ask({ type: 'token', token }, undefined, true);
    } catch (error) {
      return this.#lost(/** @type {SluiceError} */ (error));
    }
    if (this.#over) return;
    this.#ready = true;
    for (const text of this.#early.splice(0)) this.#sayText(text);
    this.listener.ready({ heartbeat });
  }

  /** @param {any} message */
  #said(message) {
    const asked = this.#asked.get(message.ref);
    const stream = this.#streams.get(message.sub);
    this.#asked.delete(message.ref);
    switch (message.type) {
      case 'subscribed':
        asked?.resolve(message);
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
        return asked ? asked.reject(this.#refusal(message)) : this.#complained(SluiceError.of(message));
      default:
        return asked?.resolve(message);
    }
  }

  /** A token that has expired since the connection began ends the connection; the next one has another. @param {any} message */
  #refusal(message) {
    const error = SluiceError.of(message);
    error.retryable ||= this.#ready && error.code === 'token-expired';
    return error;
  }

  /** @param {SluiceError} error not an answer: the connection ends after it, unless it is about rights */
  #complained(error) {
    if (error.code === 'topic-forbidden') for (const stream of [...this.#streams.values()]) stream.narrowed(error);
    else this.#error = error;
  }

  /** @param {string} sub @param {SluiceError} error */
  #refused(sub, error) {
    const stream = this.#streams.get(sub);
    if (!stream) return;
    this.#streams.delete(sub);
    if (error.retryable || error.isAboutToken) this.#lost(error, error.retryAfter);
    else stream.refused(error);
  }

  /** @param {number} code @param {string} reason */
  async #closed(code, reason) {
    const told = /reconnect after (\d+) ms/.exec(reason);
    if (code === TOO_LARGE) {
      this.#giveUpLargest();
      // it hears so first, and then everybody that the connection has gone
      await undefined;
    }
    this.#lost(this.#error ?? SluiceError.unreachable(`closed with ${code} ${reason}`), told ? Number(told[1]) : undefined);
  }

  /** The gateway does not say which of the messages under way was too large; sent again it would end the next connection, too. */
  #giveUpLargest() {
    const [largest] = [...this.#asked].sort(([, one], [, other]) => other.size - one.size);
    if (!largest) return;
    this.#asked.delete(largest[0]);
    largest[1].reject(new SluiceError('data-too-large', 'the gateway takes no message of this size'));
  }

  /** Asks once whether anybody is there: a WebSocket without a subscription may hear nothing for long. */
  #silent() {
    if (this.#ready && !this.#asking) {
      this.#asking = true;
      this.#sayText(JSON.stringify({ type: 'ping' }));
      this.#watch.start(this.patience / 2);
    } else {
      this.#lost(new SluiceError('silent', 'nothing has been heard for two heartbeats', { retryable: true }));
    }
  }

  /** @param {SluiceError} error @param {number} [delay] */
  #lost(error, delay) {
    if (this.#over) return;
    this.close();
    this.listener.lost({ error, delay });
  }

  /**
   * @param {object} message @param {Uint8Array} [bytes] @param {boolean} [first] before everything else
   * @returns {Promise<any>} its answer
   */
  #ask(message, bytes, first = false) {
    const ref = ++this.#refs;
    return new Promise((resolve, reject) => {
      if (this.#over) return reject(SluiceError.unreachable(LOST));
      const frame = bytes ? pack({ ...message, ref }, bytes) : JSON.stringify({ ...message, ref });
      // entered first: a failing send closes this transport, which rejects what is entered
      this.#asked.set(ref, { size: frame.length, resolve, reject });
      if (typeof frame !== 'string') this.#sayBytes(frame);
      else if (first || this.#ready) this.#sayText(frame);
      else this.#early.push(frame);
    });
  }

  /** By a transport that is ready, and after all texts. @param {Uint8Array<ArrayBuffer>} frame */
  #sayBytes(frame) {
    this.#flush();
    this.#send(frame);
  }

  /** Texts of one task share a frame: a frame costs more than the messages in it. @param {string} text */
  #sayText(text) {
    if (this.#unsaid.push(text) === 1) queueMicrotask(() => this.#flush());
  }

  #flush() {
    while (this.#unsaid.length > 0) {
      let count = 1;
      for (let size = this.#unsaid[0].length; count < this.#unsaid.length; count++) {
        size += this.#unsaid[count].length;
        if (size > FRAME_CHARACTERS) break;
      }
      const frame = this.#unsaid.splice(0, count);
      this.#send(count === 1 ? frame[0] : `[${frame.join(',')}]`);
    }
  }

  /** Some classes throw when they are closing. @param {string | Uint8Array<ArrayBuffer>} frame */
  #send(frame) {
    if (this.#over) return;
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
    // it is closed already
  }
}
