import { Backoff } from './backoff.js';
import { CatchUp } from './catch-up.js';
import { plain } from './drafts.js';
import { SluiceError } from './error.js';
import { Feed } from './feed.js';
import { LONGEST_ADDRESS, lengthOf } from './gateway.js';
import { CursorStorage } from './cursor-storage.js';
import { Subscription } from './subscription.js';

/**
 * @import { StreamOptions } from './feed.js'
 * @import { Draft } from './frames.js'
 * @import { Gateway, Query } from './gateway.js'
 * @import { Host } from './host.js'
 * @import { Listener } from './subscription.js'
 * @import { Transport } from './transport.js'
 *
 * @typedef {object} Beginning where a subscription begins; the first that is there, else now
 * @property {string} [remember] a name: goes on where the page was when it was left or reloaded
 * @property {string} [after] a cursor, or `earliest`
 * @property {string | Date} [since] an instant
 * @property {number} [last] so many events
 * @property {boolean} [snapshot] the newest event of each topic, or of each subject in it
 *
 * @typedef {Beginning & StreamOptions & Listener} SubscribeOptions
 *
 * @typedef {object} Registration of a subscription
 * @property {Feed} feed @property {CatchUp} catchUp
 * @property {string} [tab] another one, for which this one reads
 *
 * @typedef {object} Way to the gateway
 * @property {(talks: boolean) => void} need @property {() => void} changed
 * @property {() => Transport | undefined} transport
 */

/** All subscriptions of a page, and those that it reads for other tabs: each catches up by itself, and then joins a feed. */
export class Subscriptions {
  /** The union of all plain subscriptions. */ #feed = this.#newFeed({});
  /** @type {Map<Subscription, Registration>} */ #homes = new Map();

  /** @param {Host} host @param {Gateway} gateway @param {Way} way */
  constructor(host, gateway, way) {
    this.host = host;
    this.gateway = gateway;
    this.way = way;
  }

  /** @param {string[]} topics @param {SubscribeOptions} options @param {string} [tab] another one, that listens */
  read(topics, options, tab) {
    if (topics.length === 0 || topics.some((topic) => typeof topic !== 'string')) {
      throw new SluiceError('topic-invalid', 'a subscription has a filter, which is a text');
    }
    const { remember, member, conflate } = options;
    const state = options.state === undefined ? undefined : stateOf(options.state);
    const { host, gateway } = this;
    const memory = remember === undefined ? undefined : new CursorStorage(host, `sluice ${gateway.url} ${remember}`);
    const subscription = new Subscription(topics, options, (over) => this.#left(over), host, memory);
    const isPresent = member !== undefined || state !== undefined;
    const feed = isPresent || conflate ? this.#newFeed({ member, state, conflate }) : this.#feed;
    const catchUp = new CatchUp(gateway, new Backoff(host), subscription, beginning(options));
    this.#homes.set(subscription, { feed, catchUp, tab });
    const transport = this.way.transport();
    if (transport) feed.carry(transport);
    if (isPresent) this.way.need(true);
    this.#catchUp(subscription);
    return subscription;
  }

  /** A member's state from now on. @param {Subscription} subscription that makes it present @param {unknown} state */
  update(subscription, state) {
    this.#homes.get(subscription)?.feed.change(stateOf(state));
  }

  /** Those of this page to whom a topic matters. @param {string} topic */
  hearersOf(topic) {
    return [...this.#homes].filter(([one, { tab }]) => !tab && one.hears(topic)).map(([one]) => one);
  }

  /**
   * A volatile event that the gateway has kept from a connection is for the other tabs that have this one, too.
   *
   * @param {Draft} draft @param {string} connection @param {string} [publisher]
   */
  passOn({ bytes, ...draft }, connection, publisher) {
    const event = { ...draft, time: new Date(this.host.now()).toISOString(), data: bytes ?? draft.data };
    for (const [one, { feed, tab }] of this.#homes) if (tab !== publisher && feed.isBy(connection)) one.take(event);
  }

  /** @param {Transport} transport */
  carry(transport) {
    for (const feed of this.#feeds) feed.carry(transport);
  }

  /** @param {Transport} transport */
  drop(transport) {
    for (const feed of this.#feeds) feed.drop(transport);
  }

  /** @param {Transport} transport */
  areOn(transport) {
    return [...this.#feeds].every((feed) => feed.isOn(transport));
  }

  /** Ends all waits before a retry. */
  wake() {
    for (const { catchUp } of this.#homes.values()) catchUp.wake();
  }

  save() {
    for (const subscription of this.#homes.keys()) subscription.save();
  }

  /** @param {SluiceError} error */
  fail(error) {
    for (const subscription of [...this.#homes.keys()]) subscription.fail(error);
  }

  close() {
    for (const subscription of [...this.#homes.keys()]) subscription.close();
  }

  /** @param {Subscription} subscription */
  async #catchUp(subscription) {
    const home = this.#homes.get(subscription);
    if (home && (await home.catchUp.run()) && !subscription.isOver) home.feed.join(subscription);
  }

  /** @param {Subscription} subscription */
  #left(subscription) {
    const home = this.#homes.get(subscription);
    this.#homes.delete(subscription);
    home?.catchUp.stop();
    home?.feed.leave(subscription);
  }

  get #feeds() {
    return new Set([this.#feed, ...[...this.#homes.values()].map(({ feed }) => feed)]);
  }

  /** @param {StreamOptions} terms */
  #newFeed(terms) {
    /** @type {Feed} */
    const feed = new Feed(terms, {
      changed: () => {
        this.way.need(lengthOf(feed.topics) > LONGEST_ADDRESS || this.#isCrowded);
        this.way.changed();
      },
      verify: (reader) => this.#catchUp(reader),
    });
    return feed;
  }

  /** Over HTTP/1.1 a browser opens six connections for all tabs: streams that these cannot share would take them all. */
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
  if (Number.isNaN(since.getTime())) throw new SluiceError('parameter-invalid', 'since is an instant, and this date is none');
  return since.toISOString();
}

/** A member's, as it is now. @param {unknown} state */
function stateOf(state) {
  return plain(state, 'the state of a member is JSON');
}
