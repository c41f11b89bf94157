/**
 * Comparison of cursors. A cursor is `<epoch>-<position>`: everything up to this position has been seen. Only cursors of the same
 * epoch, and so of the same journal, have an order.
 */

/** @param {string} cursor */
function parts(cursor) {
  const dash = cursor.lastIndexOf('-');
  return { epoch: cursor.slice(0, dash), position: Number(cursor.slice(dash + 1)) };
}

/**
 * Whether an id is new to a client that has seen everything up to a cursor. An id of another journal always is.
 *
 * @param {string} id @param {string | undefined} seen
 */
export function isAfter(id, seen) {
  if (seen === undefined) return true;
  const one = parts(id);
  const other = parts(seen);
  return one.epoch !== other.epoch || one.position > other.position;
}

/** Whether both cursors belong to the same journal. @param {string} one @param {string} other */
export function areComparable(one, other) {
  return parts(one).epoch === parts(other).epoch;
}

/** The earliest cursor: a stream that starts after it misses nothing for any of them. @param {string[]} cursors of one journal, not empty */
export function earliest(cursors) {
  return cursors.reduce((first, cursor) => (isAfter(first, cursor) ? cursor : first));
}
