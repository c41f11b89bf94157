/**
 * @import { SluiceError } from './error.js'
 * @import { Draft } from './frames.js'
 * @import { Listener, Subscription } from './subscription.js'
 * @import { TabGroup } from './tab-group.js'
 * @import { SendOptions, Receipt, StreamRequest } from './transport.js'
 *
 * @typedef {object} Service what the leading tab does for others as for itself
 * @property {(request: StreamRequest, listener: Listener, tab: string) => Subscription} read
 * @property {(subscription: Subscription, state: unknown) => void} update a member's state
 * @property {(draft: Draft, manner: SendOptions, tab: string) => Promise<Receipt>} publish
 */

/**
 * Where the leading tab serves the others: to it, each of their streams is one more subscription. What happens to a stream in one go
 * goes in one message.
 */
export class TabServer {
  /** By tab, transport and stream. @type {Map<string, Map<string, Subscription>>} */ #guests = new Map();

  /** @param {TabGroup} tabs @param {Service} service */
  constructor(tabs, service) {
    this.tabs = tabs;
    this.service = service;
  }

  /** @param {any} message of another tab */
  heard({ from, wire, type, stream, ref, request, state, draft, manner }) {
    /** @param {object} answer */
    const answer = (answer) => this.tabs.post(from, { ...answer, wire });
    switch (type) {
      case 'hello':
        this.#welcome(from);
        return answer({ type: 'welcome' });
      case 'ping':
        return answer({ type: 'pong' });
      case 'open':
        return this.#open(from, `${wire} ${stream}.`, request, (what) => answer({ type: 'told', stream, what }));
      case 'state': {
        const subscription = this.#guests.get(from)?.get(`${wire} ${stream}.`);
        return subscription && this.service.update(subscription, state);
      }
      case 'close':
        return this.#close(from, `${wire} ${stream}.`);
      case 'bye':
        return this.#close(from, `${wire} `);
      case 'publish':
        this.service.publish(draft, manner, from).then(
          (receipt) => answer({ type: 'ack', ref, what: receipt }),
          (error) => answer({ type: 'error', ref, what: told(error) }),
        );
    }
  }

  close() {
    for (const guest of [...this.#guests.keys()]) this.#leave(guest);
  }

  /** Streams may be asked for before anybody has said hello. @param {string} guest @returns {Map<string, Subscription>} its streams */
  #welcome(guest) {
    const known = this.#guests.get(guest);
    if (known) return known;
    const streams = new Map();
    this.#guests.set(guest, streams);
    this.tabs.whenGone(guest, () => this.#leave(guest));
    return streams;
  }

  /** @param {string} guest @param {string} name @param {StreamRequest} request @param {(what: [string, unknown][]) => void} tell */
  #open(guest, name, request, tell) {
    /** @type {[string, unknown][]} */ let unsaid = [];
    /** @param {string} what a method of StreamListener @param {unknown} [value] */
    const say = (what, value) => {
      if (unsaid.push([what, value]) > 1) return;
      queueMicrotask(() => tell(unsaid.splice(0)));
    };
    let opened = false;
    const subscription = this.service.read(
      request,
      {
        onEvent: (event) => say('event', event),
        onGap: (gap) => say('gap', gap),
        onMove: (cursor) => say('moved', cursor),
        onEnd: (topic) => say('ended', topic),
        onMissed: (missed) => say('missed', missed),
        onError: (error) => say('refused', told(error)),
        onState: (state) => {
          if (state === 'live' && !opened) say('opened');
          else if (state === 'live' || state === 'waiting') say('shown', state);
          opened ||= state === 'live';
        },
      },
      guest,
    );
    this.#welcome(guest).set(name, subscription);
  }

  /** @param {string} guest @param {string} prefix of the names */
  #close(guest, prefix) {
    const subscriptions = this.#guests.get(guest) ?? new Map();
    for (const [name, subscription] of subscriptions) {
      if (!name.startsWith(prefix)) continue;
      subscriptions.delete(name);
      subscription.close();
    }
  }

  /** @param {string} guest */
  #leave(guest) {
    this.#close(guest, '');
    this.#guests.delete(guest);
  }
}

/** An error object would arrive without what is ours. @param {SluiceError} error */
function told({ code, message, retryable, retryAfter }) {
  return { code, message, retryable, retryAfter };
}
