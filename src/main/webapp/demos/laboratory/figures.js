/** @param {number[]} values sorted @param {number} share 0 to 1 @returns {number | undefined} the smallest value that this share of the values does not exceed */
export function percentile(values, share) {
  return values[Math.max(0, Math.ceil(share * values.length) - 1)];
}

/** @param {number | undefined} milliseconds */
export function time(milliseconds) {
  if (milliseconds === undefined) return '–';
  if (milliseconds >= 1_000) return `${(milliseconds / 1_000).toFixed(2)} s`;
  return `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`;
}

/** Latencies of the last seconds, by the second in which they were measured. */
export class Latencies {
  /** @type {Map<number, number[]>} */ #seconds = new Map();

  /** @param {number} kept the number of seconds to keep */
  constructor(kept) {
    this.kept = kept;
  }

  /** @param {number} second @param {number} latency */
  add(second, latency) {
    const values = this.#seconds.get(second);
    if (values) values.push(latency);
    else this.#seconds.set(second, [latency]);
    for (const old of this.#seconds.keys()) if (old <= second - this.kept) this.#seconds.delete(old);
  }

  /** @param {number} second @param {number} share */
  at(second, share) {
    const values = this.#seconds.get(second);
    return values && percentile(values.toSorted(ascending), share);
  }

  /** @param {number} share */
  overall(share) {
    return percentile([...this.#seconds.values()].flat().sort(ascending), share);
  }
}

/** @param {number} one @param {number} other */
const ascending = (one, other) => one - other;
