import { Backoff } from './backoff.js';
import { TabGroup } from './tab-group.js';
import { TabServer } from './tab-server.js';
import { TabTransport } from './tab-transport.js';
import { identity } from './tokens.js';

/**
 * @import { SluiceError } from './error.js'
 * @import { Gateway } from './gateway.js'
 * @import { Host } from './host.js'
 * @import { Service } from './tab-server.js'
 * @import { TransportListener } from './transport.js'
 *
 * @typedef {object} Roles
 * @property {() => void} connect this page opens a connection of its own, which it may share
 * @property {() => void} follow this page uses the connection of another tab
 * @property {() => void} wait the role of this page is not known yet
 *
 * @typedef {Roles & Service} Client
 */

/**
 * Shares one connection between the tabs that use the same gateway, transport option and identity. A page that cannot share, or that
 * disables sharing, has a connection of its own.
 */
export class TabSharing {
  /** @type {TabGroup | undefined} */ #tabs;
  /** @type {TabServer | undefined} */ #server;
  /** @type {TabTransport | undefined} */ #transport;
  #identity = '';
  #started = false;
  #backoff;

  /** @param {Host} host @param {Gateway} gateway @param {string} name @param {boolean} wanted @param {Client} client */
  constructor(host, gateway, name, wanted, client) {
    this.host = host;
    this.gateway = gateway;
    this.tokens = gateway.tokens;
    this.name = name;
    this.client = client;
    this.shares = wanted && !!host.locks && !!host.channel;
    this.#backoff = new Backoff(host);
    this.tokens.onToken = (token) => this.#tokenChanged(token);
  }

  /** Whether other tabs can use the connection of this one. */
  get leads() {
    return this.#server !== undefined;
  }

  /** Does nothing if sharing has been started. */
  start() {
    if (this.#started) return;
    this.#started = true;
    if (this.shares) this.#join();
    else this.client.connect();
  }

  stop() {
    this.#started = false;
    this.#backoff.stop();
    this.#server?.close();
    this.#server = undefined;
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
      // a permanent error is reported by the subscriptions, which will be refused, too
      if (/** @type {SluiceError} */ (fault).retryable) this.#backoff.later(() => this.#join());
      else this.client.connect();
      return;
    }
    if (!this.#started || this.#tabs) return;
    const tabs = (this.#tabs = new TabGroup(this.host, `${this.name} ${this.#identity}`, {
      lead: () => {
        this.client.wait();
        this.#server = new TabServer(tabs, this.client);
        this.client.connect();
      },
      follow: () => {
        this.client.wait();
        this.client.follow();
      },
      wait: () => {
        this.#server?.close();
        this.#server = undefined;
        this.client.wait();
      },
      fail: () => tabs === this.#tabs && this.#stopSharing(),
      receive: (message) => (this.#server ? this.#server.receive(message) : this.#transport?.receive(message)),
    }));
    tabs.start();
  }

  /** The browser refuses this page the locks or channels that sharing needs. */
  #stopSharing() {
    this.shares = false;
    this.#restart();
  }

  #restart() {
    this.stop();
    this.client.wait();
    this.start();
  }

  /** @param {string | undefined} token without one, a cookie identifies the user */
  #tokenChanged(token) {
    const tabs = this.#tabs;
    if (!tabs) return;
    if (token) return this.#checkIdentity(tabs, identity(token));
    this.gateway.bearer().then(
      (bearer) => this.#checkIdentity(tabs, bearer),
      // the identity of this tab is unknown until the gateway answers again
      () => tabs === this.#tabs && this.#restart(),
    );
  }

  /** A tab whose identity has changed leaves the group: the group's events are not for the new user. @param {TabGroup} tabs @param {string} identity */
  #checkIdentity(tabs, identity) {
    if (tabs === this.#tabs && identity !== this.#identity) this.#restart();
  }
}
