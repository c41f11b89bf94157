import { Chart } from './chart.js';
import { $, ago, bytes, clock, duration, empty, number, several, showFacts } from './dom.js';

/** Figures of the node, as they come every second. */
export class Now {
  /** @type {any} */ #before;
  #rates = new Chart(
    'Events a second',
    [
      { name: 'published', color: '--good' },
      { name: 'volatile', color: '--wait' },
      { name: 'delivered', color: '--sse' },
    ],
    number,
  );
  #latency = new Chart(
    'From the publisher to the client',
    [
      { name: 'half within', color: '--sse' },
      { name: '99 % within', color: '--bad' },
    ],
    duration,
  );
  #commits = new Chart(
    'One commit of the journal',
    [
      { name: 'half within', color: '--sse' },
      { name: '99 % within', color: '--bad' },
    ],
    duration,
  );
  #connections = new Chart(
    'Connections',
    [
      { name: 'SSE', color: '--sse' },
      { name: 'WebSocket', color: '--ws' },
    ],
    number,
  );

  #charts = [this.#rates, this.#latency, this.#connections, this.#commits];

  constructor() {
    $('charts').replaceChildren(...this.#charts.map(({ element }) => element));
  }

  clear() {
    this.#before = undefined;
    for (const chart of this.#charts) chart.clear();
    empty('tiles', 'retention', 'node', 'version');
  }

  /** @param {any} figures as `GET /api/node` and `$sys/node` give them */
  show(figures) {
    const { connections, delivery, commit } = figures;
    const { sse = 0, websocket = 0 } = connections;
    const time = Date.parse(figures.time);
    this.#rates.add(time, this.#perSecond(figures));
    this.#latency.add(time, [delivery.p50, delivery.p99]);
    this.#commits.add(time, [commit.p50, commit.p99]);
    this.#connections.add(time, [sse, websocket]);
    showFacts($('tiles'), [
      ['Connections', `${number(sse + websocket)} of ${number(figures.maxConnections)}`],
      ['Subscriptions', number(figures.subscriptions)],
      ['Lag, all together', several(figures.lag, 'event')],
      ['The greatest lag', several(figures.greatestLag, 'event')],
      ['Closed as too slow', number(figures.closed['too-slow'])],
      ['Heap', `${bytes(figures.heap.used)} of ${bytes(figures.heap.max)}`],
    ]);
    $('node').textContent = `Head ${figures.journal.head ?? 'unknown'}`;
    $('version').textContent = `Sluice ${figures.version}`;
    this.#showJournal(figures.journal);
    this.#before = figures;
  }

  /** Of this last second, unless there was none. @param {any} figures */
  #perSecond({ total, time, perSecond }) {
    const before = this.#before;
    const seconds = before ? (Date.parse(time) - Date.parse(before.time)) / 1000 : 0;
    return ['published', 'volatile', 'delivered'].map((name) =>
      seconds > 0 ? Math.max(0, total[name] - before.total[name]) / seconds : perSecond[name],
    );
  }

  /** @param {any} journal */
  #showJournal({ code, head, forgotten, oldest, events, bytes: size, retention }) {
    if (code) return showFacts($('retention'), [['The journal', code]]);
    showFacts($('retention'), [
      ['Newest event', head],
      ['Forgotten up to', forgotten.endsWith('-0') ? 'nothing' : forgotten],
      ['Oldest event', oldest ? `${ago(oldest)}, ${clock(oldest)}` : 'none'],
      ['Events', `${number(events)} of ${number(retention.events)}`],
      ['Data', `${bytes(size)} of ${bytes(retention.bytes)}`],
      ['For', `${duration(retention.seconds)} at most`],
    ]);
  }
}
