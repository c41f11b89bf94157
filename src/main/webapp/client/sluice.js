/**
 * The browser client of Sluice: subscribe, publish and presence, over Server-Sent Events or WebSocket. The client chooses the transport
 * and changes it when the network or the page's needs change.
 *
 *     const sluice = new Sluice('/');
 *     const orders = sluice.subscribe(['orders/*'], { last: 10, onEvent: ({ topic, data }) => show(topic, data) });
 *     await sluice.publish('orders/42', { order: 42 }, { event: 'created' });
 *     orders.close();
 */
import { ConnectionManager } from './connection-manager.js';
import { draftOf } from './drafts.js';
import { EchoFilter } from './echo-filter.js';
import { SluiceError } from './error.js';
import { Gateway } from './gateway.js';
import { hostOf } from './host.js';
import { listenToPage } from './page-events.js';
import { Presence } from './presence.js';
import { PublishQueue } from './publish-queue.js';
import { SseTransport } from './sse.js';
import { Subscriptions } from './subscriptions.js';
import { TabSharing } from './tab-sharing.js';
import { Tokens } from './tokens.js';
import { WebSocketTransport } from './websocket.js';

export { SluiceError };

/**
 * @import { Traffic } from './connection-manager.js'
 * @import { PublishOptions } from './drafts.js'
 * @import { Draft } from './frames.js'
 * @import { Host } from './host.js'
 * @import { PresenceListener } from './presence.js'
 * @import { Subscription } from './subscription.js'
 * @import { SubscribeOptions } from './subscriptions.js'
 * @import { TokenProvider } from './tokens.js'
 * @import { Receipt, SendOptions, Transport, TransportKind, TransportListener } from './transport.js'
 *
 * @typedef {{ transport: TransportKind | undefined, leads: boolean }} Connection
 *
 * @typedef {object} Options
 * @property {'sse' | 'websocket'} [transport] the only permitted transport; by default, the client chooses
 * @property {boolean} [share] `false`: this page does not share a connection with other tabs
 * @property {TokenProvider} [token] returns a token; called at the start and whenever a new token is needed
 * @property {RequestCredentials} [credentials] as for `fetch`; `include` sends the cookie of a gateway on another origin
 * @property {number} [queue] how many events may wait to be published; 1,000 by default
 * @property {number} [heartbeat] the expected heartbeat in seconds, until the gateway has announced its own; 15 by default
 * @property {(connection: Connection) => void} [onConnection] called when the transport of the connection changes
 * @property {Partial<Host>} [host] replacements for functions of the platform
 */

const TRANSPORTS = new Set(['sse', 'websocket']);

/** A client of one gateway. */
export class Sluice {
  /** @type {Connection} */ #shown = { transport: undefined, leads: false };
  #closed = false;
  #options;
  #host;
  #patience;
  #gateway;
  #tokens;
  #queue;
  #connection;
  #subscriptions;
  #sharing;
  #stopListening;

  /** @param {string | URL} url the gateway's context root @param {Options} [options] */
  constructor(url, options = {}) {
    if (options.transport && !TRANSPORTS.has(options.transport)) {
      throw new SluiceError('unsupported', `unknown transport "${options.transport}": use ${[...TRANSPORTS].join(' or ')}`);
    }
    const host = (this.#host = { ...hostOf(), ...options.host });
    const root = parseUrl(url, host.base);
    if (!root.pathname.endsWith('/')) root.pathname += '/';
    const { credentials = 'same-origin', queue = 1_000, share = true, heartbeat = 15 } = options;
    this.#options = options;
    this.#patience = 2_000 * heartbeat;
    this.#tokens = new Tokens(options.token);
    this.#gateway = new Gateway(root, host, this.#tokens, { patience: this.#patience, credentials });
    this.#queue = new PublishQueue(host, queue);
    this.#connection = new ConnectionManager(host, this.#tokens, this.#traffic(), (kind, listener) => this.#makeTransport(kind, listener));
    this.#subscriptions = new Subscriptions(host, this.#gateway, {
      need: (publishes) => this.#connection.need(publishes),
      streamsChanged: () => this.#connection.streamsChanged(),
      transport: () => this.#connection.transport,
    });
    this.#sharing = new TabSharing(host, this.#gateway, `sluice ${root} ${options.transport ?? ''}`, share, {
      connect: () => this.#connection.start(options.transport),
      follow: () => this.#connection.start('tab'),
      wait: () => this.#connection.stop(),
      subscribe: (request, listener, tab) => this.#subscriptions.subscribe(request.topics, { ...request, ...listener }, tab),
      update: (subscription, state) => this.#subscriptions.update(subscription, state),
      publish: (draft, sendOptions, tab) => this.#publish(draft, sendOptions, { tab }),
    });
    this.#stopListening = listenToPage(host, {
      wake: () => this.#wake(),
      online: () => this.#online(),
      offline: () => this.#connection.offline(),
      suspend: () => this.#suspend(),
      resume: () => this.#sharing.start(),
    });
    this.#sharing.start();
  }

  /** @type {Connection} */
  get connection() {
    return { transport: this.#connection.kind, leads: this.#sharing.leads };
  }

  /**
   * @param {string | string[]} filters topics, or patterns of topics
   * @param {SubscribeOptions} [options] @returns {Subscription}
   */
  subscribe(filters, options = {}) {
    this.#requireOpen();
    return this.#subscriptions.subscribe([filters].flat(), options);
  }

  /**
   * Resolves when the journal contains the event. For a volatile event, resolves with `{ sent: true }` when it has been sent, and with
   * `{ sent: false }` if there was no connection.
   *
   * @param {string} topic @param {unknown} data JSON, a string or bytes
   * @param {PublishOptions} [options] @returns {Promise<Receipt>}
   */
  async publish(topic, data, options = {}) {
    this.#requireOpen();
    const draft = draftOf(topic, data, options, this.#host.uuid);
    const { echo = true, volatile = false } = options;
    if (echo || volatile) return this.#publish(draft, { echo, volatile });
    return this.#publish(draft, {}, { echoFilter: new EchoFilter(this.#host, () => this.#subscriptions.receiversOf(topic)) });
  }

  /**
   * The members that are present on a topic. With the option `member`, this page is one of them until the result is closed.
   *
   * @param {string} topic @param {PresenceListener & { member?: string, state?: unknown }} [options]
   */
  presence(topic, options = {}) {
    const { member, state, onState, onError } = options;
    const presence = new Presence(options);
    this.#connection.need(true);
    if (member !== undefined || state !== undefined) {
      const own = this.subscribe(topic, { member, state, onError });
      presence.use(own, (newer) => this.#subscriptions.update(own, newer));
    }
    const others = { conflate: true, onEvent: presence.take.bind(presence), onState, onError };
    presence.use(this.subscribe(`$presence/${topic}`, others));
    return presence;
  }

  /** Closes all subscriptions and the connection. Events that were not acknowledged may or may not be in the journal. */
  close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#subscriptions.close();
    this.#queue.fail(closed());
    this.#sharing.stop();
    this.#connection.stop();
    this.#stopListening();
  }

  #requireOpen() {
    if (this.#closed) throw closed();
  }

  /**
   * @param {Draft} draft @param {SendOptions} options @param {{ tab?: string, echoFilter?: EchoFilter }} [more] `tab`: the other tab that publishes
   * @returns {Promise<Receipt>}
   */
  async #publish(draft, options, { tab, echoFilter } = {}) {
    this.#connection.need(true);
    const { excluded, ...receipt } = await this.#queue.submit(draft, options, echoFilter);
    if (excluded !== undefined) this.#subscriptions.passOn(draft, excluded, tab);
    return receipt;
  }

  /** @returns {Traffic} */
  #traffic() {
    return {
      moveTo: (transport) => this.#subscriptions.moveTo(transport),
      leave: (transport) => {
        this.#subscriptions.leave(transport);
        this.#queue.detach(transport);
      },
      isOn: (transport) => this.#subscriptions.areOn(transport),
      publishOn: (transport) => this.#queue.attach(transport),
      fail: (error) => {
        this.#subscriptions.fail(error);
        this.#queue.fail(error);
      },
      changed: () => this.#show(),
    };
  }

  #show() {
    const { transport, leads } = this.connection;
    if (transport === this.#shown.transport && leads === this.#shown.leads) return;
    this.#shown = { transport, leads };
    this.#options.onConnection?.(this.#shown);
  }

  /** @param {TransportKind} kind @param {TransportListener} listener @returns {Transport} */
  #makeTransport(kind, listener) {
    if (kind === 'tab') return this.#sharing.transport(this.#patience, listener);
    const learning = {
      ...listener,
      /** @param {{ heartbeat?: number, retry?: number }} timing */
      ready: (timing) => {
        if (timing.heartbeat) this.#patience = 2 * timing.heartbeat;
        listener.ready(timing);
      },
    };
    return kind === 'sse'
      ? new SseTransport(this.#gateway, this.#host, this.#patience, learning)
      : new WebSocketTransport(this.#gateway.url, this.#host, this.#tokens, this.#patience, learning);
  }

  #wake() {
    this.#sharing.wake();
    this.#subscriptions.wake();
    this.#connection.wake();
  }

  #online() {
    this.#sharing.wake();
    this.#subscriptions.wake();
    this.#connection.online();
    this.#queue.wake();
  }

  #suspend() {
    this.#subscriptions.save();
    this.#sharing.stop();
    this.#connection.stop();
  }
}

/** @param {string | URL} url @param {string | undefined} base of a relative URL */
function parseUrl(url, base) {
  try {
    return new URL(url, base);
  } catch (cause) {
    const where = base === undefined ? ', and there is no base for a relative one' : '';
    throw new SluiceError('unsupported', `"${url}" is not a valid URL of a gateway${where}: give the whole address, such as https://gateway.example/`, { cause });
  }
}

function closed() {
  return new SluiceError('closed', 'the client is closed');
}
