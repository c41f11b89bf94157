/**
 * The record of which side has received which event: one row per event, in the journal's order, with one mark per side.
 *
 * @typedef {'sse' | 'ws'} Side
 * @typedef {'live' | 'late' | 'again' | 'gap' | 'lost'} Mark `live`: received. `late`: received after a cut. `again`: received, and
 *     requested once more. `gap`: reported in a gap. `lost`: skipped without a gap, which must not happen. No mark: not received yet
 * @typedef {{ id: string, gap?: boolean } & Partial<Record<Side, Mark>>} Row
 */

const ROWS = 2000;

export class Ledger {
  /** @type {Row[]} */ rows = [];
  twice = 0;
  /** @type {Map<string, Row>} */ #byId = new Map();
  /** @type {Partial<Record<Side, Row>>} */ #latest = {};

  /**
   * Records that a side has received an event. Each side receives events in the journal's order, so a new event belongs right
   * after the side's latest one, and no cursor has to be parsed.
   *
   * @param {Side} side @param {string} id @param {'live' | 'gap'} mark
   * @returns {boolean} whether the side had not received it before
   */
  mark(side, id, mark = 'live') {
    const next = this.#after(side);
    let row = this.#byId.get(id);
    if (row) {
      for (const passed of this.rows.slice(next, this.rows.lastIndexOf(row))) {
        passed[side] ??= mark === 'gap' ? 'gap' : 'lost';
      }
    } else {
      row = { id, gap: mark === 'gap' };
      const other = side === 'sse' ? 'ws' : 'sse';
      if (!row.gap && this.#after(other) > next) row[other] = 'lost';
      this.rows.splice(next, 0, row);
      this.#byId.set(id, row);
    }
    const before = row[side];
    if (before === 'live' || before === 'late') {
      if (mark === 'live') this.twice++;
    } else row[side] = mark;
    this.#latest[side] = row;
    while (this.rows.length > ROWS) this.#byId.delete(this.rows.shift()?.id ?? '');
    return !before || before === 'lost';
  }

  /** @param {Side} side @param {string} id @returns {Mark | undefined} */
  markOf(side, id) {
    return this.#byId.get(id)?.[side];
  }

  /** Records that an event was received late, after a cut. @param {Side} side @param {string} id */
  markLate(side, id) {
    const row = this.#byId.get(id);
    if (row) row[side] = 'late';
  }

  /**
   * Prepares a side to read an event and all later ones again.
   *
   * @param {Side} side @param {string} id @returns {string | undefined} the id of the latest event that the side has before it
   */
  rewind(side, id) {
    const at = this.rows.findLastIndex((row) => row.id === id);
    for (const row of this.rows.slice(at)) {
      if (row[side] === 'lost') delete row[side];
      else if (row[side]) row[side] = 'again';
    }
    this.#latest[side] = this.rows.slice(0, at).findLast((row) => row[side]);
    return this.#latest[side]?.id;
  }

  get full() {
    return this.rows.length === ROWS;
  }

  /** The number of events with this mark. @param {Side} side @param {Mark | undefined} mark */
  count(side, mark) {
    return this.rows.filter((row) => row[side] === mark && !row.gap).length;
  }

  /** The row for the next event of a side. @param {Side} side */
  #after(side) {
    const latest = this.#latest[side];
    return latest ? this.rows.lastIndexOf(latest) + 1 : 0;
  }
}
