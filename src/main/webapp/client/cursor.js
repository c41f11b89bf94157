/**
 * A cursor is `<epoch>-<position>`: everything up to here has been seen. Only those of one epoch, of one journal, can be
 * compared.
 */

/** @param {string} cursor */
function parts(cursor) {
  const dash = cursor.lastIndexOf('-');
  return { epoch: cursor.slice(0, dash), position: Number(cursor.slice(dash + 1)) };
}

/**
 * Whether a client that has seen everything up to a cursor has not seen this. Of another journal it has seen nothing.
 *
 * @param {string} id @param {string | undefined} seen
 */
export function isAfter(id, seen) {
  if (seen === undefined) return true;
  const one = parts(id);
  const other = parts(seen);
  return one.epoch !== other.epoch || one.position > other.position;
}

/** Whether they are of one journal. @param {string} one @param {string} other */
export function areComparable(one, other) {
  return parts(one).epoch === parts(other).epoch;
}

/** The one from which on nothing is missed that any of them waits for. @param {string[]} cursors of one journal, not empty */
export function earliest(cursors) {
  return cursors.reduce((first, cursor) => (isAfter(first, cursor) ? cursor : first));
}
