import { Backoff } from './backoff.js';
import { CatchUp } from './catch-up.js';
import { CursorStorage } from './cursor-storage.js';
import { jsonCopy } from './drafts.js';
import { SluiceError } from './error.js';
import { Feed } from './feed.js';
import { LONGEST_ADDRESS, lengthOf } from './gateway.js';
import { Subscription } from './subscription.js';

/**
 * @import { StreamOptions } from './feed.js'
 * @import { Draft } from './frames.js'
 * @import { Gateway, Query } from './gateway.js'
 * @import { Host } from './host.js'
 * @import { Listener } from './subscription.js'
 * @import { Transport } from './transport.js'
 *
 * @typedef {object} Beginning where a subscription starts: the first of these that is given, otherwise now
 * @property {string} [remember] a name: continues where the page was when it was left or reloaded
 * @property {string} [after] a cursor, or `earliest`
 * @property {string | Date} [since] an instant
 * @property {number} [last] the number of newest events to start with
 * @property {boolean} [snapshot] `true`: the newest event of each topic, and of each subject in it
 *
 * @typedef {Beginning & StreamOptions & Listener} SubscribeOptions
 *
 * @typedef {object} Registration of a subscription
 * @property {Feed} feed @property {CatchUp} catchUp
 * @property {string} [tab] the other tab that this subscription belongs to, if any
 *
 * @typedef {object} ConnectionAccess the part of the connection manager that subscriptions use
 * @property {(publishes: boolean) => void} need @property {() => void} streamsChanged
 * @property {() => Transport | undefined} transport
 */

/** All subscriptions of the page, and those that it serves for other tabs. Each catches up with the history by itself, and then joins a feed. */
export class Subscriptions {
  /** The feed of all subscriptions without options of their own. */ #feed = this.#newFeed({});
  /** @type {Map<Subscription, Registration>} */ #registrations = new Map();

  /** @param {Host} host @param {Gateway} gateway @param {ConnectionAccess} connection */
  constructor(host, gateway, connection) {
    this.host = host;
    this.gateway = gateway;
    this.connection = connection;
  }

  /** @param {string[]} topics @param {SubscribeOptions} options @param {string} [tab] the other tab that subscribes, if any */
  subscribe(topics, options, tab) {
    if (topics.length === 0 || topics.some((topic) => typeof topic !== 'string')) {
      throw new SluiceError('topic-invalid', 'a subscription needs one or more filters, each a string');
    }
    const { remember, member, conflate } = options;
    const state = options.state === undefined ? undefined : stateOf(options.state);
    const { host, gateway } = this;
    const storage = remember === undefined ? undefined : new CursorStorage(host, `sluice ${gateway.url} ${remember}`);
    const subscription = new Subscription(topics, options, (over) => this.#left(over), host, storage);
    const isPresent = member !== undefined || state !== undefined;
    const feed = isPresent || conflate ? this.#newFeed({ member, state, conflate }) : this.#feed;
    const catchUp = new CatchUp(gateway, new Backoff(host), subscription, beginning(options));
    this.#registrations.set(subscription, { feed, catchUp, tab });
    const transport = this.connection.transport();
    if (transport) feed.moveTo(transport);
    if (isPresent) this.connection.need(true);
    this.#catchUp(subscription);
    return subscription;
  }

  /** Sets the state of a member. @param {Subscription} subscription that makes the member present @param {unknown} state */
  update(subscription, state) {
    this.#registrations.get(subscription)?.feed.change(stateOf(state));
  }

  /** The subscriptions of this page that match a topic. @param {string} topic */
  receiversOf(topic) {
    return [...this.#registrations].filter(([one, { tab }]) => !tab && one.matches(topic)).map(([one]) => one);
  }

  /**
   * Delivers a volatile event to the other tabs that share a connection which the gateway excluded for the sake of its publisher.
   *
   * @param {Draft} draft @param {string} connection @param {string} [publisher] the tab that published; by default this one
   */
  passOn({ bytes, ...draft }, connection, publisher) {
    const event = { ...draft, time: new Date(this.host.now()).toISOString(), data: bytes ?? draft.data };
    for (const [one, { feed, tab }] of this.#registrations) if (tab !== publisher && feed.usesConnection(connection)) one.take(event);
  }

  /** @param {Transport} transport */
  moveTo(transport) {
    for (const feed of this.#feeds) feed.moveTo(transport);
  }

  /** @param {Transport} transport */
  leave(transport) {
    for (const feed of this.#feeds) feed.drop(transport);
  }

  /** @param {Transport} transport */
  areOn(transport) {
    return [...this.#feeds].every((feed) => feed.isOn(transport));
  }

  /** Ends all waits before a retry. */
  wake() {
    for (const { catchUp } of this.#registrations.values()) catchUp.wake();
  }

  save() {
    for (const subscription of this.#registrations.keys()) subscription.save();
  }

  /** @param {SluiceError} error */
  fail(error) {
    for (const subscription of [...this.#registrations.keys()]) subscription.fail(error);
  }

  close() {
    for (const subscription of [...this.#registrations.keys()]) subscription.close();
  }

  /** @param {Subscription} subscription */
  async #catchUp(subscription) {
    const registration = this.#registrations.get(subscription);
    if (registration && (await registration.catchUp.run()) && !subscription.isOver) registration.feed.join(subscription);
  }

  /** @param {Subscription} subscription */
  #left(subscription) {
    const registration = this.#registrations.get(subscription);
    this.#registrations.delete(subscription);
    registration?.catchUp.stop();
    registration?.feed.leave(subscription);
  }

  get #feeds() {
    return new Set([this.#feed, ...[...this.#registrations.values()].map(({ feed }) => feed)]);
  }

  /** @param {StreamOptions} options */
  #newFeed(options) {
    /** @type {Feed} */
    const feed = new Feed(options, {
      changed: () => {
        this.connection.need(lengthOf(feed.topics) > LONGEST_ADDRESS || this.#isCrowded);
        this.connection.streamsChanged();
      },
      verify: (reader) => this.#catchUp(reader),
    });
    return feed;
  }

  /** Whether streams would take the six connections that a browser opens over HTTP/1.1 for all tabs, because tabs cannot share one. */
  get #isCrowded() {
    const { page, locks, channel } = this.host;
    return page !== undefined && !(locks && channel);
  }
}

/** @param {Beginning} beginning @returns {Query} */
function beginning({ after, since, last, snapshot }) {
  if (after !== undefined) return { after };
  if (since !== undefined) return { since: instant(since) };
  if (last !== undefined) return { last };
  return snapshot ? { snapshot } : { after: 'latest' };
}

/** @param {string | Date} since */
function instant(since) {
  if (!(since instanceof Date)) return since;
  if (Number.isNaN(since.getTime())) throw new SluiceError('parameter-invalid', 'since is an invalid Date');
  return since.toISOString();
}

/** A copy of a member's state. @param {unknown} state */
function stateOf(state) {
  return jsonCopy(state, 'the state of a member must be JSON');
}
