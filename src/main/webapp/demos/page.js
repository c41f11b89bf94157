/**
 * What stands around every demonstration: who and where one is, what the connection does, and the gateway's refusals in plain words.
 * The demonstrations themselves need nothing of it but `room` and `me`.
 *
 * @import { Connection, SluiceError, State } from '../client/sluice.js'
 */

const NAMES = ['Ada', 'Blaise', 'Carl', 'Dorothy', 'Edsger', 'Frances', 'Grace', 'Hedy', 'Ida', 'John', 'Karen', 'Lynn'];

const WAYS = { sse: 'Server-Sent Events', websocket: 'WebSocket', tab: 'the connection of another tab' };

/** @type {Record<State, string>} */
const STATES = {
  connecting: 'connecting',
  live: 'live',
  waiting: 'cut: it comes back by itself',
  ended: 'complete',
  failed: 'refused',
  closed: 'closed',
};

/** @type {Record<string, string>} */
const WORDS = {
  'topic-complete': 'This topic is complete: it has had its last event.',
  'rate-limited': 'That was too much at once.',
  'queue-full': 'Too much waits to be sent.',
  'data-too-large': 'That is larger than the gateway takes.',
  'member-forbidden': 'This gateway does not let you choose your name.',
};

/** @param {string} id @returns {any} */
export const $ = (id) => document.getElementById(id);

/** Browsers with the same address are in the same room: `?room=hall`. */
export const room = new URLSearchParams(location.search).get('room') || 'hall';

/** Storage that outlives a reload. */
export const tab = shelf(() => sessionStorage);

/** Storage that lasts for days. */
export const browser = shelf(() => localStorage);

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

/** A colour of its own for everybody, as legible in light as in dark. @param {string} name */
export function colour(name) {
  let hash = 7;
  for (const letter of name) hash = (31 * hash + letter.charCodeAt(0)) >>> 0;
  return `oklch(${matchMedia('(prefers-color-scheme: dark)').matches ? '0.8 0.13' : '0.52 0.14'} ${(hash * 137) % 360})`;
}

/** @param {Connection} connection */
export function showConnection({ transport }) {
  $('way').textContent = transport ? `over ${WAYS[transport]}` : '';
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

/** @param {SluiceError} error @param {string} forbidden what it means where somebody has no right */
export function explain(error, forbidden) {
  const { code, message } = error;
  if (code === undefined) throw error; // a fault of this page
  const rights = code === 'topic-forbidden' || code.startsWith('token-');
  const notice = $('notice');
  notice.replaceChildren(
    element('p', {}, element('strong', {}, rights ? forbidden : (WORDS[code] ?? 'That did not work.')), ' The gateway says: ', message, ' ', element('code', {}, code)),
  );
  if (rights) {
    const settings = ['sluice.anonymous.read=demo/**', 'sluice.anonymous.publish=demo/**'].map((text) => element('code', {}, text));
    notice.append(
      element('p', {}, 'Whoever runs it opens the demonstrations by ', settings[0], ' and ', settings[1], ', or gives you a token with these grants.'),
    );
  }
  notice.hidden = false;
}

/** A visitor may have forbidden it to keep anything. @param {() => Storage} storage */
function shelf(storage) {
  /** @template T @param {(storage: Storage) => T} use */
  const attempt = (use) => {
    try {
      return use(storage());
    } catch {
      return undefined;
    }
  };
  return {
    get: (/** @type {string} */ name) => attempt((kept) => kept.getItem(`sluice ${name}`)) ?? undefined,
    set: (/** @type {string} */ name, value = '') => attempt((kept) => kept.setItem(`sluice ${name}`, value)),
  };
}

/** @template T @param {T[]} all */
function pick(all) {
  return all[Math.floor(all.length * Math.random())];
}

tab.set('name', me);
document.querySelector('[data-room]')?.append(element('code', {}, room));
