import { Backoff } from './backoff.js';
import { Desk } from './desk.js';
import { Tabs } from './tabs.js';
import { TabWire } from './tabwire.js';
import { identity } from './tokens.js';

/**
 * @import { Service } from './desk.js'
 * @import { Host } from './host.js'
 * @import { Tokens } from './tokens.js'
 * @import { WireEar } from './wire.js'
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
export class Sharing {
  /** @type {Tabs | undefined} */ #tabs;
  /** @type {Desk | undefined} */ #desk;
  /** @type {TabWire | undefined} */ #wire;
  #identity = '';
  #started = false;
  #backoff;

  /** @param {Host} host @param {Tokens} tokens @param {string} name @param {boolean} wanted @param {Member} member */
  constructor(host, tokens, name, wanted, member) {
    this.host = host;
    this.tokens = tokens;
    this.name = name;
    this.member = member;
    this.shares = wanted && !!host.locks && !!host.channel;
    this.#backoff = new Backoff(host);
    tokens.given = (token) => this.#given(token);
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

  /** @param {number} patience @param {WireEar} ear */
  wire(patience, ear) {
    const tabs = /** @type {Tabs} */ (this.#tabs);
    return (this.#wire = new TabWire(tabs, tabs.leader ?? '', this.host, patience, ear));
  }

  async #join() {
    try {
      this.#identity = identity(await this.tokens.current());
    } catch {
      this.#backoff.later(() => this.#join());
      return;
    }
    if (!this.#started || this.#tabs) return;
    const tabs = (this.#tabs = new Tabs(this.host, `${this.name} ${this.#identity}`, {
      lead: () => {
        this.member.wait();
        this.#desk = new Desk(tabs, this.member);
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
      heard: (message) => (this.#desk ? this.#desk.heard(message) : this.#wire?.heard(message)),
    }));
    tabs.start();
  }

  /** Somebody else must not hear what those hear whom this tab has been one of. @param {string | undefined} token */
  #given(token) {
    if (!this.#tabs || identity(token) === this.#identity) return;
    this.stop();
    this.member.wait();
    this.start();
  }
}
