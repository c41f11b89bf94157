import { Sluice } from '../../client/sluice.js';
import { Latencies } from './figures.js';
import { Network } from './network.js';

/** @import { SluiceError } from '../../client/sluice.js' */

export const WINDOW = 60;

/** One of the two: a client that is held to one protocol, on a network of its own, and what is measured of it. */
export class Lane {
  latencies = new Latencies(WINDOW);
  /** How often each event has come. @type {Map<string, number>} */ received = new Map();
  /** Published before the connection was back. */ caughtUp = 0;
  /** Published by other pages, whose clock is another one. */ fromOthers = 0;
  gaps = 0;
  /** Of the last cut: how long from the line's return until it is live, and of that for the connection itself. @type {{ all: number, connecting: number } | undefined} */
  reconnect;
  #self;
  #liveSince = 0;
  #healedAt = 0;

  /**
   * @param {'sse' | 'websocket'} transport
   * @param {{ topic: string, cursor: string, self: string, isHttp1: boolean, onError: (error: SluiceError) => void }} bench what both have in
   * common: where they begin, and which page this is
   */
  constructor(transport, { topic, cursor, self, isHttp1, onError }) {
    this.#self = self;
    this.network = new Network(isHttp1);
    this.sluice = new Sluice('../..', { transport, share: false, host: this.network.host });
    this.subscription = this.sluice.subscribe(topic, {
      after: cursor,
      onEvent: ({ id = '', data }) => this.#take(id, /** @type {any} */ (data)),
      onGap: () => this.gaps++,
      onState: (state) => state === 'live' && this.#live(),
      onError,
    });
  }

  cut() {
    this.network.cut();
    this.reconnect = undefined;
  }

  heal() {
    this.network.heal();
    this.#healedAt = performance.now();
  }

  /** @param {string} id @param {{ by: string, sent: number }} data */
  #take(id, { by, sent }) {
    const now = performance.now();
    this.received.set(id, (this.received.get(id) ?? 0) + 1);
    if (by !== this.#self) this.fromOthers++;
    else if (sent < this.#liveSince) this.caughtUp++;
    else this.latencies.add(Math.floor(now / 1_000), now - sent);
  }

  #live() {
    const now = performance.now();
    this.#liveSince = now;
    if (this.#healedAt) this.reconnect = { all: now - this.#healedAt, connecting: now - this.network.triedAt };
    this.#healedAt = 0;
  }
}
