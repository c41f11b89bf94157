/**
 * Encoding and decoding of events and drafts.
 *
 * @typedef {object} SluiceEvent
 * @property {string} [id] the cursor after this event; a volatile event has none
 * @property {string} topic
 * @property {string} [event] the type of the event
 * @property {string} [subject] the key of the event within its topic
 * @property {string} time
 * @property {unknown} data parsed JSON, other text as a string, bytes as a `Uint8Array`
 * @property {string} [contentType]
 * @property {boolean} [final] whether this is the last event of its topic
 * @property {Record<string, unknown>} [attributes] of a CloudEvent
 *
 * @typedef {object} Draft an event before it is published
 * @property {string} topic
 * @property {unknown} [data] JSON, or a string
 * @property {Uint8Array} [bytes] instead of `data`
 * @property {string} [contentType]
 * @property {string} [event]
 * @property {string} [subject]
 * @property {string} [key]
 * @property {number} [ttl] seconds
 * @property {boolean} [final]
 * @property {string} [ifMatch]
 * @property {string} [ifNoneMatch]
 */

/** The bytes of the header's length. */
const LENGTH = 2;

/** Encodes a binary frame: the header's length, the header, the payload. @param {object} header @param {Uint8Array} payload */
export function pack(header, payload) {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const frame = new Uint8Array(LENGTH + json.length + payload.length);
  new DataView(frame.buffer).setUint16(0, json.length);
  frame.set(json, LENGTH);
  frame.set(payload, LENGTH + json.length);
  return frame;
}

/** Decodes a binary frame. @param {ArrayBuffer | ArrayBufferView} frame some WebSocket classes pass a view of a larger buffer @returns {any} the message */
export function unpack(frame) {
  const { buffer, byteOffset: first, byteLength } = ArrayBuffer.isView(frame) ? frame : new Uint8Array(frame);
  const length = new DataView(buffer, first, byteLength).getUint16(0);
  const start = first + LENGTH + length;
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, first + LENGTH, length)));
  return { ...header, data: new Uint8Array(buffer, start, first + byteLength - start) };
}

/** Converts an event of the history, or of a stream with envelopes. @param {any} json @param {string} [id] @returns {SluiceEvent} */
export function eventOf({ encoding, ...event }, id = event.id) {
  if (id !== undefined) event.id = id;
  return encoding === 'base64' ? { ...event, data: fromBase64(event.data) } : event;
}

/** Encodes a draft for a batch. Its content equals that of a WebSocket message, so that a repetition over the other protocol has the same key and content. @param {Draft} draft */
export function batched({ bytes, ...draft }) {
  return bytes ? { ...draft, encoding: 'base64', data: toBase64(bytes) } : draft;
}

/** @param {string} text */
function fromBase64(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** @param {Uint8Array} bytes */
function toBase64(bytes) {
  let text = '';
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}
