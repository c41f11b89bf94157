/**
 * @import { SluiceError } from './error.js'
 * @import { Draft } from './frames.js'
 * @import { Listener, Subscription } from './subscription.js'
 * @import { TabGroup } from './tab-group.js'
 * @import { Receipt, SendOptions, StreamRequest } from './transport.js'
 *
 * @typedef {object} Service the operations that the leading tab performs for itself and for other tabs
 * @property {(request: StreamRequest, listener: Listener, tab: string) => Subscription} subscribe
 * @property {(subscription: Subscription, state: unknown) => void} update a member's state
 * @property {(draft: Draft, options: SendOptions, tab: string) => Promise<Receipt>} publish
 */

/**
 * The server side of a shared connection, in the leading tab: it answers the `TabTransport` of each other tab. Each stream of another tab
 * is a subscription here. Notifications of one task share a message.
 *
 * The messages keep the names of their members, `wire`, `manner` and `what` among them, because tabs of different versions talk to each
 * other while the gateway is being upgraded.
 */
export class TabServer {
  /** Subscriptions by tab, and then by the name of transport and stream. @type {Map<string, Map<string, Subscription>>} */ #clients = new Map();

  /** @param {TabGroup} tabs @param {Service} service */
  constructor(tabs, service) {
    this.tabs = tabs;
    this.service = service;
  }

  /** @param {any} message of another tab; `wire` identifies its transport */
  receive({ from, wire, type, stream, ref, request, state, draft, manner }) {
    /** @param {object} message */
    const reply = (message) => this.tabs.post(from, { ...message, wire });
    switch (type) {
      case 'hello':
        this.#register(from);
        return reply({ type: 'welcome' });
      case 'ping':
        return reply({ type: 'pong' });
      case 'open':
        return this.#open(from, `${wire} ${stream}.`, request, (calls) => reply({ type: 'told', stream, what: calls }));
      case 'state': {
        const subscription = this.#clients.get(from)?.get(`${wire} ${stream}.`);
        return subscription && this.service.update(subscription, state);
      }
      case 'close':
        return this.#close(from, `${wire} ${stream}.`);
      case 'bye':
        return this.#close(from, `${wire} `);
      case 'publish':
        this.service.publish(draft, manner, from).then(
          (receipt) => reply({ type: 'ack', ref, what: receipt }),
          (error) => reply({ type: 'error', ref, what: cloneable(error) }),
        );
    }
  }

  close() {
    for (const client of [...this.#clients.keys()]) this.#remove(client);
  }

  /** A tab may open streams before its `hello`. @param {string} client @returns {Map<string, Subscription>} its streams */
  #register(client) {
    const known = this.#clients.get(client);
    if (known) return known;
    const streams = new Map();
    this.#clients.set(client, streams);
    this.tabs.whenGone(client, () => this.#remove(client));
    return streams;
  }

  /** @param {string} client @param {string} name @param {StreamRequest} request @param {(calls: [string, unknown][]) => void} send */
  #open(client, name, request, send) {
    /** @type {[string, unknown][]} */ let unsent = [];
    /** @param {string} method of `StreamListener` @param {unknown} [argument] */
    const call = (method, argument) => {
      if (unsent.push([method, argument]) > 1) return;
      queueMicrotask(() => send(unsent.splice(0)));
    };
    let opened = false;
    const subscription = this.service.subscribe(
      request,
      {
        onEvent: (event) => call('event', event),
        onGap: (gap) => call('gap', gap),
        onMove: (cursor) => call('moved', cursor),
        onEnd: (topic) => call('ended', topic),
        onMissed: (missed) => call('missed', missed),
        onError: (error) => call('refused', cloneable(error)),
        onState: (state) => {
          if (state === 'live' && !opened) call('opened');
          else if (state === 'live' || state === 'waiting') call('shown', state);
          opened ||= state === 'live';
        },
      },
      client,
    );
    this.#register(client).set(name, subscription);
  }

  /** @param {string} client @param {string} prefix of the names */
  #close(client, prefix) {
    const subscriptions = this.#clients.get(client) ?? new Map();
    for (const [name, subscription] of subscriptions) {
      if (!name.startsWith(prefix)) continue;
      subscriptions.delete(name);
      subscription.close();
    }
  }

  /** @param {string} client */
  #remove(client) {
    this.#close(client, '');
    this.#clients.delete(client);
  }
}

/** Copies the members of an error: a channel would drop all but the message. @param {SluiceError} error */
function cloneable({ code, message, retryable, retryAfter }) {
  return { code, message, retryable, retryAfter };
}
