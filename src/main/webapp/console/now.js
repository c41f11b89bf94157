import { Chart } from './chart.js';
import { $, ago, bytes, clock, duration, empty, number, several, showFacts } from './dom.js';

/** The view of the node's figures, updated every second. */
export class Now {
  /** @type {any} */ #before;
  #rates = new Chart(
    'Events per second',
    [
      { name: 'published', color: '--good' },
      { name: 'volatile', color: '--wait' },
      { name: 'delivered', color: '--sse' },
    ],
    number,
  );
  #latency = new Chart(
    'Latency from publisher to client',
    [
      { name: 'median', color: '--sse' },
      { name: '99th percentile', color: '--bad' },
    ],
    duration,
  );
  #commits = new Chart(
    'Duration of a commit',
    [
      { name: 'median', color: '--sse' },
      { name: '99th percentile', color: '--bad' },
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

  /** @param {any} figures of `GET /api/node` or `$sys/node` */
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
      ['Total lag', several(figures.lag, 'event')],
      ['Greatest lag', several(figures.greatestLag, 'event')],
      ['Closed as too slow', number(figures.closed['too-slow'])],
      ['Heap', `${bytes(figures.heap.used)} of ${bytes(figures.heap.max)}`],
    ]);
    $('node').textContent = `Journal head ${figures.journal.head ?? 'unknown'}`;
    $('version').textContent = `Sluice ${figures.version}`;
    this.#showJournal(figures.journal);
    this.#before = figures;
  }

  /** The rates since the previous figures; for the first ones, those that the node computed. @param {any} figures */
  #perSecond({ total, time, perSecond }) {
    const before = this.#before;
    const seconds = before ? (Date.parse(time) - Date.parse(before.time)) / 1000 : 0;
    return ['published', 'volatile', 'delivered'].map((name) =>
      seconds > 0 ? Math.max(0, total[name] - before.total[name]) / seconds : perSecond[name],
    );
  }

  /** @param {any} journal */
  #showJournal({ code, head, forgotten, oldest, events, bytes: size, retention }) {
    if (code) return showFacts($('retention'), [['Journal', code]]);
    showFacts($('retention'), [
      ['Newest event', head],
      ['Deleted up to', forgotten.endsWith('-0') ? 'nothing deleted' : forgotten],
      ['Oldest event', oldest ? `${ago(oldest)}, ${clock(oldest)}` : 'none'],
      ['Events', `${number(events)} of ${number(retention.events)}`],
      ['Data', `${bytes(size)} of ${bytes(retention.bytes)}`],
      ['Kept for at most', duration(retention.seconds)],
    ]);
  }
}
