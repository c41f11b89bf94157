import { Backoff } from './backoff.js';
import { TabServer } from './tab-server.js';
import { TabGroup } from './tab-group.js';
import { TabTransport } from './tab-transport.js';
import { identity } from './tokens.js';

/**
 * @import { Service } from './tab-server.js'
 * @import { SluiceError } from './error.js'
 * @import { Gateway } from './gateway.js'
 * @import { Host } from './host.js'
 * @import { TransportListener } from './transport.js'
 *
 * @typedef {object} Roles
 * @property {() => void} alone this page has a connection of its own, or leads
 * @property {() => void} follow it goes by that of another tab
 * @property {() => void} wait it is not known yet
 *
 * @typedef {Roles & Service} Member
 */

/**
 * One connection for the tabs of one gateway, one transport and one identity. A page that cannot share, or does not want to, is alone.
 */
export class TabSharing {
  /** @type {TabGroup | undefined} */ #tabs;
  /** @type {TabServer | undefined} */ #desk;
  /** @type {TabTransport | undefined} */ #transport;
  #identity = '';
  #started = false;
  #backoff;

  /** @param {Host} host @param {Gateway} gateway @param {string} name @param {boolean} wanted @param {Member} member */
  constructor(host, gateway, name, wanted, member) {
    this.host = host;
    this.gateway = gateway;
    this.tokens = gateway.tokens;
    this.name = name;
    this.member = member;
    this.shares = wanted && !!host.locks && !!host.channel;
    this.#backoff = new Backoff(host);
    this.tokens.given = (token) => this.#given(token);
  }

  /** Whether others may go by this tab's connection. */
  get leads() {
    return this.#desk !== undefined;
  }

  /** Does nothing if it has been started. */
  start() {
    if (this.#started) return;
    this.#started = true;
    if (this.shares) this.#join();
    else this.member.alone();
  }

  stop() {
    this.#started = false;
    this.#backoff.stop();
    this.#desk?.close();
    this.#desk = undefined;
    this.#tabs?.stop();
    this.#tabs = undefined;
  }

  /** Ends all waits before a retry. */
  wake() {
    this.#backoff.wake();
  }

  /** @param {number} patience @param {TransportListener} listener */
  transport(patience, listener) {
    const tabs = /** @type {TabGroup} */ (this.#tabs);
    return (this.#transport = new TabTransport(tabs, tabs.leader ?? '', this.host, patience, listener));
  }

  async #join() {
    try {
      const token = await this.tokens.current();
      this.#identity = token ? identity(token) : await this.gateway.bearer();
    } catch (fault) {
      if (!this.#started) return;
      // a refused subscription is told by itself
      if (/** @type {SluiceError} */ (fault).retryable) this.#backoff.later(() => this.#join());
      else this.member.alone();
      return;
    }
    if (!this.#started || this.#tabs) return;
    const tabs = (this.#tabs = new TabGroup(this.host, `${this.name} ${this.#identity}`, {
      lead: () => {
        this.member.wait();
        this.#desk = new TabServer(tabs, this.member);
        this.member.alone();
      },
      follow: () => {
        this.member.wait();
        this.member.follow();
      },
      wait: () => {
        this.#desk?.close();
        this.#desk = undefined;
        this.member.wait();
      },
      fail: () => tabs === this.#tabs && this.#goAlone(),
      heard: (message) => (this.#desk ? this.#desk.heard(message) : this.#transport?.heard(message)),
    }));
    tabs.start();
  }

  /** The browser refuses this page the locks or channels that sharing needs. */
  #goAlone() {
    this.shares = false;
    this.#startAnew();
  }

  #startAnew() {
    this.stop();
    this.member.wait();
    this.start();
  }

  /** @param {string | undefined} token without one, a cookie says whose this tab is */
  #given(token) {
    const tabs = this.#tabs;
    if (!tabs) return;
    if (token) return this.#isOf(tabs, identity(token));
    this.gateway.bearer().then(
      (bearer) => this.#isOf(tabs, bearer),
      // the identity of this tab is unknown until the gateway answers again
      () => tabs === this.#tabs && this.#startAnew(),
    );
  }

  /** A tab of another identity leaves the group, whose events are not for it. @param {TabGroup} tabs @param {string} identity */
  #isOf(tabs, identity) {
    if (tabs === this.#tabs && identity !== this.#identity) this.#startAnew();
  }
}
