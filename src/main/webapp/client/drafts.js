import { SluiceError } from './error.js';

/**
 * @import { Draft } from './frames.js'
 *
 * @typedef {object} PublishOptions
 * @property {string} [event] the event's type
 * @property {string} [subject] what in its topic it is about
 * @property {string} [key] the idempotency key; one is made otherwise
 * @property {boolean} [volatile] for those who listen now; not journaled
 * @property {boolean} [echo] false: not back to this page
 * @property {string} [contentType]
 * @property {number} [ttl] seconds
 * @property {boolean} [final] the topic's last event
 * @property {string} [ifMatch] only if nothing has happened since this cursor
 * @property {string} [ifNoneMatch] `*`: only if nothing ever has
 */

const OPAQUE = new Set(['Blob', 'File', 'FormData', 'Map', 'Set'].map((name) => `[object ${name}]`));

/**
 * What is to be published, as it is now: it may be sent again much later, and must then be the same.
 *
 * @param {string} topic @param {unknown} data @param {PublishOptions} options @param {() => string} makeKey @returns {Draft}
 */
export function draftOf(topic, data, { echo, volatile, key, ...rest }, makeKey) {
  /** @type {Draft} */ const draft = { topic, ...rest };
  if (!volatile) draft.key = key ?? makeKey();
  if (data instanceof ArrayBuffer || ArrayBuffer.isView(data)) return { ...draft, ...bytes(data, rest) };
  return { ...draft, data: plain(data, 'data is JSON, an ArrayBuffer or a view of one; of a Blob await arrayBuffer()') };
}

/**
 * A value as it is now, as JSON has it.
 *
 * @param {unknown} value @param {string} rule that another value breaks
 */
export function plain(value, rule) {
  return JSON.parse(jsonOf(value, rule));
}

/** Of a file or a map JSON would be `{}`: its content would be lost without a word. @param {unknown} data @param {string} rule @returns {string} */
function jsonOf(data, rule) {
  /** @type {string | undefined} */ let json;
  try {
    if (!OPAQUE.has(Object.prototype.toString.call(data))) json = JSON.stringify(data);
  } catch {
    // a loop, or a number that JSON does not have
  }
  if (json !== undefined) return json;
  throw new SluiceError('data-invalid', rule);
}

/** @param {ArrayBuffer | ArrayBufferView} data @param {PublishOptions} options */
function bytes(data, { contentType = 'application/octet-stream' }) {
  const view = ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data);
  return { bytes: view.slice(), contentType };
}
