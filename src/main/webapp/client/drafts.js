import { SluiceError } from './error.js';

/**
 * @import { Draft } from './frames.js'
 *
 * @typedef {object} PublishOptions
 * @property {string} [event] the type of the event
 * @property {string} [subject] the key of the event within its topic
 * @property {string} [key] the idempotency key; the library generates one by default
 * @property {boolean} [volatile] `true`: deliver to present subscribers only, without the journal
 * @property {boolean} [echo] `false`: do not deliver the event to this page
 * @property {string} [contentType]
 * @property {number} [ttl] seconds until the event expires
 * @property {boolean} [final] `true`: this is the last event of its topic
 * @property {string} [ifMatch] a cursor: publish only if the topic has no event after it
 * @property {string} [ifNoneMatch] `*`: publish only if the topic has no event at all
 */

const OPAQUE = new Set(['Blob', 'File', 'FormData', 'Map', 'Set'].map((name) => `[object ${name}]`));

/**
 * Copies the data at the time of the call: a draft that is sent again much later must still be the same.
 *
 * @param {string} topic @param {unknown} data @param {PublishOptions} options @param {() => string} makeKey @returns {Draft}
 */
export function draftOf(topic, data, { echo, volatile, key, ...rest }, makeKey) {
  /** @type {Draft} */ const draft = { topic, ...rest };
  if (!volatile) draft.key = key ?? makeKey();
  if (data instanceof ArrayBuffer || ArrayBuffer.isView(data)) return { ...draft, ...bytes(data, rest) };
  return { ...draft, data: jsonCopy(data, 'the data must be JSON, an ArrayBuffer or a view of one; for a Blob, pass the result of its arrayBuffer()') };
}

/**
 * A copy of a value as JSON represents it.
 *
 * @param {unknown} value @param {string} rule the message of the error for a value that JSON cannot represent
 */
export function jsonCopy(value, rule) {
  return JSON.parse(jsonOf(value, rule));
}

/** Rejects files and maps: JSON would turn them into `{}` and lose their content silently. @param {unknown} data @param {string} rule @returns {string} */
function jsonOf(data, rule) {
  /** @type {string | undefined} */ let json;
  try {
    if (!OPAQUE.has(Object.prototype.toString.call(data))) json = JSON.stringify(data);
  } catch {
    // a circular reference, or a BigInt
  }
  if (json !== undefined) return json;
  throw new SluiceError('data-invalid', rule);
}

/** @param {ArrayBuffer | ArrayBufferView} data @param {PublishOptions} options */
function bytes(data, { contentType = 'application/octet-stream' }) {
  const view = ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data);
  return { bytes: view.slice(), contentType };
}
