/**
 * The browser side of Sluice: subscribe, publish, see who is there; over Server-Sent Events or WebSocket, whichever suits and works.
 *
 *     const sluice = new Sluice('/');
 *     const orders = sluice.subscribe(['orders/*'], { last: 10, onEvent: ({ topic, data }) => show(topic, data) });
 *     await sluice.publish('orders/42', { order: 42 }, { event: 'created' });
 *     orders.close();
 */
import { draftOf } from './drafts.js';
import { SluiceError } from './error.js';
import { Gateway } from './gateway.js';
import { hostOf } from './host.js';
import { ConnectionManager } from './connection-manager.js';
import { PublishQueue } from './publish-queue.js';
import { listenToPage } from './page-events.js';
import { Presence } from './presence.js';
import { EchoFilter } from './echo-filter.js';
import { Subscriptions } from './subscriptions.js';
import { TabSharing } from './tab-sharing.js';
import { SseTransport } from './sse.js';
import { Tokens } from './tokens.js';
import { WebSocketTransport } from './websocket.js';

export { SluiceError };

/**
 * @import { PublishOptions } from './drafts.js'
 * @import { Draft } from './frames.js'
 * @import { Host } from './host.js'
 * @import { Traffic } from './connection-manager.js'
 * @import { PresenceListener } from './presence.js'
 * @import { SubscribeOptions } from './subscriptions.js'
 * @import { Subscription } from './subscription.js'
 * @import { TokenProvider } from './tokens.js'
 * @import { TransportKind, SendOptions, Receipt, Transport, TransportListener } from './transport.js'
 *
 * @typedef {{ transport: TransportKind | undefined, leads: boolean }} Connection
 *
 * @typedef {object} Options
 * @property {'sse' | 'websocket'} [transport] the only one to be used; without it the one that suits and works
 * @property {boolean} [share] whether the tabs of this browser have one connection together; they have, unless this is false
 * @property {TokenProvider} [token] gives a token: at first, and whenever another one is needed
 * @property {RequestCredentials} [credentials] as of `fetch`; `include` for a cookie of the gateway on another origin
 * @property {number} [queue] how many events may wait to be published
 * @property {number} [heartbeat] seconds: how often the gateway says something, before it has said how often
 * @property {(connection: Connection) => void} [onConnection] by what way it goes now
 * @property {Partial<Host>} [host] what to use of the world
 */

const TRANSPORTS = new Set(['sse', 'websocket']);

/** One client of one gateway. */
export class Sluice {
  /** @type {Connection} */ #shown = { transport: undefined, leads: false };
  #closed = false;
  #options;
  #host;
  #patience;
  #gateway;
  #tokens;
  #outbox;
  #line;
  #readings;
  #sharing;
  #stopListening;

  /** @param {string | URL} url the gateway's context root @param {Options} [options] */
  constructor(url, options = {}) {
    if (options.transport && !TRANSPORTS.has(options.transport)) {
      throw new SluiceError('unsupported', `there is no transport ${options.transport}: ${[...TRANSPORTS].join(' or ')}`);
    }
    const host = (this.#host = { ...hostOf(), ...options.host });
    const root = addressOf(url, host.base);
    if (!root.pathname.endsWith('/')) root.pathname += '/';
    const { credentials = 'same-origin', queue = 1_000, share = true, heartbeat = 15 } = options;
    this.#options = options;
    this.#patience = 2_000 * heartbeat;
    this.#tokens = new Tokens(options.token);
    this.#gateway = new Gateway(root, host, this.#tokens, { patience: this.#patience, credentials });
    this.#outbox = new PublishQueue(host, queue);
    this.#line = new ConnectionManager(host, this.#tokens, this.#cargo(), (kind, listener) => this.#transport(kind, listener));
    this.#readings = new Subscriptions(host, this.#gateway, {
      need: (talks) => this.#line.need(talks),
      changed: () => this.#line.changed(),
      transport: () => this.#line.transport,
    });
    this.#sharing = new TabSharing(host, this.#gateway, `sluice ${root} ${options.transport ?? ''}`, share, {
      alone: () => this.#line.start(options.transport),
      follow: () => this.#line.start('tab'),
      wait: () => this.#line.stop(),
      read: (request, listener, tab) => this.#readings.read(request.topics, { ...request, ...listener }, tab),
      update: (subscription, state) => this.#readings.update(subscription, state),
      publish: (draft, manner, tab) => this.#publish(draft, manner, { tab }),
    });
    this.#stopListening = listenToPage(host, {
      wake: () => this.#wake(),
      online: () => this.#online(),
      offline: () => this.#line.offline(),
      suspend: () => this.#suspend(),
      resume: () => this.#sharing.start(),
    });
    this.#sharing.start();
  }

  /** @type {Connection} */
  get connection() {
    return { transport: this.#line.kind, leads: this.#sharing.leads };
  }

  /**
   * @param {string | string[]} filters topics, or patterns of topics
   * @param {SubscribeOptions} [options] @returns {Subscription}
   */
  subscribe(filters, options = {}) {
    this.#requireOpen();
    return this.#readings.read([filters].flat(), options);
  }

  /**
   * Resolves when the event is in the journal; a volatile one when it has been sent, or not, since nobody is connected.
   *
   * @param {string} topic @param {unknown} data JSON, a string or bytes
   * @param {PublishOptions} [options] @returns {Promise<Receipt>}
   */
  async publish(topic, data, options = {}) {
    this.#requireOpen();
    const draft = draftOf(topic, data, options, this.#host.uuid);
    const { echo = true, volatile = false } = options;
    if (echo || volatile) return this.#publish(draft, { echo, volatile });
    return this.#publish(draft, {}, { quiet: new EchoFilter(this.#host, () => this.#readings.hearersOf(topic)) });
  }

  /**
   * The members of a topic. With a `member` that one is there, too, for as long as this is not closed.
   *
   * @param {string} topic @param {PresenceListener & { member?: string, state?: unknown }} [options]
   */
  presence(topic, options = {}) {
    const { member, state, onState, onError } = options;
    const presence = new Presence(options);
    this.#line.need(true);
    if (member !== undefined || state !== undefined) {
      const own = this.subscribe(topic, { member, state, onError });
      presence.holds(own, (newer) => this.#readings.update(own, newer));
    }
    const others = { conflate: true, onEvent: presence.take.bind(presence), onState, onError };
    presence.holds(this.subscribe(`$presence/${topic}`, others));
    return presence;
  }

  /** Ends all of it. What has not been acknowledged yet may have been published or not. */
  close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#readings.close();
    this.#outbox.fail(closed());
    this.#sharing.stop();
    this.#line.stop();
    this.#stopListening();
  }

  #requireOpen() {
    if (this.#closed) throw closed();
  }

  /**
   * @param {Draft} draft @param {SendOptions} manner @param {{ tab?: string, quiet?: EchoFilter }} [by] `tab`: another one, that publishes
   * @returns {Promise<Receipt>}
   */
  async #publish(draft, manner, { tab, quiet } = {}) {
    this.#line.need(true);
    const { spared, ...receipt } = await this.#outbox.submit(draft, manner, quiet);
    if (spared !== undefined) this.#readings.passOn(draft, spared, tab);
    return receipt;
  }

  /** @returns {Traffic} */
  #cargo() {
    return {
      carry: (transport) => this.#readings.carry(transport),
      drop: (transport) => {
        this.#readings.drop(transport);
        this.#outbox.detach(transport);
      },
      isOn: (transport) => this.#readings.areOn(transport),
      attach: (transport) => this.#outbox.attach(transport),
      fail: (error) => {
        this.#readings.fail(error);
        this.#outbox.fail(error);
      },
      shown: () => this.#show(),
    };
  }

  #show() {
    const { transport, leads } = this.connection;
    if (transport === this.#shown.transport && leads === this.#shown.leads) return;
    this.#shown = { transport, leads };
    this.#options.onConnection?.(this.#shown);
  }

  /** @param {TransportKind} kind @param {TransportListener} listener @returns {Transport} */
  #transport(kind, listener) {
    if (kind === 'tab') return this.#sharing.transport(this.#patience, listener);
    const hearing = {
      ...listener,
      /** @param {{ heartbeat?: number, retry?: number }} pace */
      ready: (pace) => {
        if (pace.heartbeat) this.#patience = 2 * pace.heartbeat;
        listener.ready(pace);
      },
    };
    return kind === 'sse'
      ? new SseTransport(this.#gateway, this.#host, this.#patience, hearing)
      : new WebSocketTransport(this.#gateway.url, this.#host, this.#tokens, this.#patience, hearing);
  }

  #wake() {
    this.#sharing.wake();
    this.#readings.wake();
    this.#line.wake();
  }

  #online() {
    this.#sharing.wake();
    this.#readings.wake();
    this.#line.online();
    this.#outbox.wake();
  }

  #suspend() {
    this.#readings.save();
    this.#sharing.stop();
    this.#line.stop();
  }
}

/** @param {string | URL} url @param {string | undefined} base of a relative one */
function addressOf(url, base) {
  try {
    return new URL(url, base);
  } catch (cause) {
    const where = base === undefined ? ', and there is no base that it is relative to' : '';
    throw new SluiceError('unsupported', `"${url}" is no address of a gateway${where}: give the whole address, such as https://gateway.example/`, { cause });
  }
}

function closed() {
  return new SluiceError('closed', 'the client has been closed');
}
