/**
 * Who has received what: one row per event, in the journal's order, one mark per side.
 *
 * @typedef {'sse' | 'ws'} Side
 * @typedef {'live' | 'late' | 'again' | 'gap' | 'lost'} Mark received; received after a cut; received, and asked for
 *     once more; named in a gap; passed over in silence, which must not happen. No mark: still to come
 * @typedef {{ id: string, gap?: boolean } & Partial<Record<Side, Mark>>} Row
 */

const ROWS = 2000;

export class Ledger {
  /** @type {Row[]} */ rows = [];
  twice = 0;
  /** @type {Map<string, Row>} */ #byId = new Map();
  /** @type {Partial<Record<Side, Row>>} */ #latest = {};

  /**
   * Notes that a side has an event. Each side hears in the journal's order, so an event that nobody had yet belongs
   * right after the side's latest one: a cursor need never be taken apart.
   *
   * @param {Side} side @param {string} id @param {'live' | 'gap'} mark
   * @returns {boolean} whether it is news to the side
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

  /** An event that came because a cut was over. @param {Side} side @param {string} id */
  late(side, id) {
    const row = this.#byId.get(id);
    if (row) row[side] = 'late';
  }

  /**
   * Prepares for a side to read again from before an event on.
   *
   * @param {Side} side @param {string} id @returns {string | undefined} the latest that it has before that event
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

  /** How many events a side has in this state. @param {Side} side @param {Mark | undefined} mark */
  count(side, mark) {
    return this.rows.filter((row) => row[side] === mark && !row.gap).length;
  }

  /** Where the next event of a side belongs. @param {Side} side */
  #after(side) {
    const latest = this.#latest[side];
    return latest ? this.rows.lastIndexOf(latest) + 1 : 0;
  }
}
