/**
 * The frame of every demonstration: the room and the visitor's name, the state of the connection, and explanations of refusals. Code that
 * you copy from a demonstration needs only `room` and `me` of it.
 *
 * @import { Connection, SluiceError, State } from '../client/sluice.js'
 */

const NAMES = ['Ada', 'Blaise', 'Carl', 'Dorothy', 'Edsger', 'Frances', 'Grace', 'Hedy', 'Ida', 'John', 'Karen', 'Lynn'];

const TRANSPORTS = { sse: 'Server-Sent Events', websocket: 'WebSocket', tab: 'the connection of another tab' };

/** @type {Record<State, string>} */
const STATES = {
  connecting: 'connecting',
  live: 'live',
  waiting: 'disconnected, reconnecting',
  ended: 'complete',
  failed: 'refused',
  closed: 'closed',
};

/** @type {Record<string, string>} */
const EXPLANATIONS = {
  'topic-complete': 'This topic is complete: it has had its last event.',
  'rate-limited': 'You have published too many events in a short time.',
  'queue-full': 'Too many events are waiting to be sent.',
  'data-too-large': 'The event is larger than the gateway accepts.',
  'member-forbidden': 'This gateway does not let you choose your name.',
};

/** @param {string} id @returns {any} */
export const $ = (id) => document.getElementById(id);

/** The room: pages with the same address share it, such as `?room=hall`. */
export const room = new URLSearchParams(location.search).get('room') || 'hall';

/** Storage that outlives a reload. */
export const tab = storage(() => sessionStorage);

/** Storage that outlives the tab. */
export const browser = storage(() => localStorage);

/** A name for this tab. */
export const me = tab.get('name') ?? `${pick(NAMES)} ${Math.floor(10 + 90 * Math.random())}`;

/**
 * @param {string} tag @param {Record<string, string>} attributes
 * @param {(Node | string)[]} content as text, never as HTML
 */
export function element(tag, attributes = {}, ...content) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...content);
  return made;
}

/** A colour for each name, legible in the light and in the dark scheme. @param {string} name */
export function colour(name) {
  let hash = 7;
  for (const letter of name) hash = (31 * hash + letter.charCodeAt(0)) >>> 0;
  return `oklch(${matchMedia('(prefers-color-scheme: dark)').matches ? '0.8 0.13' : '0.52 0.14'} ${(hash * 137) % 360})`;
}

/** @param {Connection} connection */
export function showConnection({ transport }) {
  $('transport').textContent = transport ? `over ${TRANSPORTS[transport]}` : '';
}

/** @param {State} state */
export function showState(state) {
  $('state').dataset.state = state;
  $('state').textContent = STATES[state];
}

/** Explains the error of a subscription. @param {SluiceError} error */
export const cannotRead = (error) => explain(error, 'You may not read here.');

/** Explains the error of a publish. @param {SluiceError} error */
export const cannotPublish = (error) => explain(error, 'You may look, but you may not publish here.');

/** @param {SluiceError} error @param {string} forbidden the explanation of a missing right */
export function explain(error, forbidden) {
  const { code, message } = error;
  if (code === undefined) throw error; // a defect of this page
  const rights = code === 'topic-forbidden' || code.startsWith('token-');
  const notice = $('notice');
  notice.replaceChildren(
    element('p', {}, element('strong', {}, rights ? forbidden : (EXPLANATIONS[code] ?? 'The request failed.')), ' The gateway says: ', message, ' ', element('code', {}, code)),
  );
  if (rights) {
    const settings = ['sluice.anonymous.read=demo/**', 'sluice.anonymous.publish=demo/**'].map((text) => element('code', {}, text));
    notice.append(
      element('p', {}, 'The operator of the gateway can permit it with the settings ', settings[0], ' and ', settings[1], ', or with a token that grants the same.'),
    );
  }
  notice.hidden = false;
}

/** Storage that does nothing where the browser blocks it. @param {() => Storage} open */
function storage(open) {
  /** @template T @param {(storage: Storage) => T} use */
  const attempt = (use) => {
    try {
      return use(open());
    } catch {
      return undefined;
    }
  };
  return {
    get: (/** @type {string} */ name) => attempt((opened) => opened.getItem(`sluice ${name}`)) ?? undefined,
    set: (/** @type {string} */ name, value = '') => attempt((opened) => opened.setItem(`sluice ${name}`, value)),
  };
}

/** @template T @param {T[]} all */
function pick(all) {
  return all[Math.floor(all.length * Math.random())];
}

tab.set('name', me);
document.querySelector('[data-room]')?.append(element('code', {}, room));
