import { Sluice } from '../../client/sluice.js';
import { Latencies } from './figures.js';
import { Network } from './network.js';

/** @import { SluiceError } from '../../client/sluice.js' */

export const WINDOW = 60;

/** A client that uses one protocol over a network of its own, and its measurements. */
export class Lane {
  latencies = new Latencies(WINDOW);
  /** The number of deliveries by event id. @type {Map<string, number>} */ received = new Map();
  /** Events that were published before the connection returned. */ caughtUp = 0;
  /** Events of other pages, whose clocks differ. */ fromOthers = 0;
  gaps = 0;
  /** The milliseconds from the end of the last cut until the client was live, and the part of them for connecting. @type {{ all: number, connecting: number } | undefined} */
  reconnect;
  #self;
  #liveSince = 0;
  #healedAt = 0;

  /**
   * @param {'sse' | 'websocket'} transport
   * @param {{ topic: string, cursor: string, self: string, isHttp1: boolean, onError: (error: SluiceError) => void }} setup the common
   * settings of both lanes: `cursor` is their start, and `self` is the id of this page
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
