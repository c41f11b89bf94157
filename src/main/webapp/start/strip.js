/**
 * The comparison of both sides, with one tick per event: the upper half is for one side, the lower half for the other.
 *
 * @import { Ledger, Mark, Row, Side } from './ledger.js'
 */
import { element } from './panel.js';

const TICKS = 160;
const NAMES = { sse: 'EventSource', ws: 'WebSocket' };

export class Strip {
  /** @type {WeakMap<Row, HTMLElement>} */ #ticks = new WeakMap();

  /** @param {HTMLElement} track @param {HTMLElement} verdict */
  constructor(track, verdict) {
    this.track = track;
    this.verdict = verdict;
  }

  /** @param {Ledger} ledger */
  draw(ledger) {
    const ticks = ledger.rows.slice(-TICKS).map((row) => this.#tick(row));
    const shown = new Set(ticks);
    for (const old of [...this.track.children]) if (!shown.has(/** @type {HTMLElement} */ (old))) old.remove();
    ticks.forEach((tick, i) => {
      const present = this.track.children[i];
      if (present !== tick) this.track.insertBefore(tick, present ?? null);
    });
    const { mood, text } = judge(ledger);
    this.verdict.dataset.mood = mood;
    if (this.verdict.textContent !== text) this.verdict.textContent = text;
  }

  /** @param {Row} row */
  #tick(row) {
    const tick = this.#ticks.get(row) ?? element('span', row.gap ? 'tick gap' : 'tick');
    this.#ticks.set(row, tick);
    tick.title = row.id;
    tick.dataset.sse = row.sse ?? 'none';
    tick.dataset.ws = row.ws ?? 'none';
    return tick;
  }
}

/** @param {Ledger} ledger @returns {{ mood: 'good' | 'wait' | 'bad', text: string }} */
function judge(ledger) {
  const sidesWith = (/** @type {Mark | undefined} */ mark, /** @type {(n: number) => string} */ textOf) =>
    /** @type {Side[]} */ (['sse', 'ws'])
      .map((side) => ({ side, n: ledger.count(side, mark) }))
      .flatMap(({ side, n }) => (n ? `${NAMES[side]} ${textOf(n)}` : []))
      .join(', ');
  const lost = sidesWith('lost', (n) => `lost ${n}`);
  const behind = sidesWith(undefined, (n) => `is ${n} behind`);
  const gap = sidesWith('gap', (n) => `reported a gap of ${n}`);
  const all = ledger.rows.filter((row) => !row.gap).length;
  if (ledger.twice) return { mood: 'bad', text: `${ledger.twice} received twice` };
  if (lost) return { mood: 'bad', text: lost };
  if (behind || gap) return { mood: 'wait', text: behind || gap };
  if (!all) return { mood: 'wait', text: 'nothing received yet' };
  const received = all === 1 ? 'event' : `${ledger.full ? 'latest ' : ''}${all} events`;
  return { mood: 'good', text: `both received the same ${received}, each once` };
}
