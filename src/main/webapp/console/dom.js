/** Functions that create elements and format values. Data from the gateway is inserted as text, never as HTML. */

/** @param {string} id @returns {any} */
export const $ = (id) => document.getElementById(id);

/** @param {...string} ids */
export const empty = (...ids) => ids.forEach((id) => $(id).replaceChildren());

/**
 * @param {string} tag @param {Record<string, any>} [properties] `data` sets data attributes, `role` and `aria-…` attributes
 * @param {...(Node | string)} children
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === 'data') Object.assign(element.dataset, value);
    else if (name === 'role' || name.startsWith('aria-')) element.setAttribute(name, value);
    else /** @type {any} */ (element)[name] = value;
  }
  element.append(...children);
  return element;
}

/** @param {string} text @param {() => unknown} act @param {string} [label] for screen readers, where the text alone is ambiguous */
export function button(text, act, label = '') {
  const made = h('button', { type: 'button', textContent: text, onclick: act });
  if (label) made.setAttribute('aria-label', label);
  return made;
}

/** The values of a form, without the empty ones. @param {HTMLFormElement} form @returns {Record<string, string>} */
export function valuesOf(form) {
  const entries = [...new FormData(form)].map(([name, value]) => [name, String(value).trim()]);
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}

/** @param {HTMLElement} list @param {[string, string | Node][]} facts */
export function showFacts(list, facts) {
  list.replaceChildren(...facts.map(([name, value]) => h('div', {}, h('dt', { textContent: name }), h('dd', {}, value))));
}

const NUMBER = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

/** @param {number} value */
export const number = (value) => NUMBER.format(value);

/** @param {number} bytes */
export function bytes(bytes) {
  const step = bytes < 1 ? 0 : Math.min(4, Math.floor(Math.log2(bytes) / 10));
  return `${number(bytes / 1024 ** step)} ${['B', 'KiB', 'MiB', 'GiB', 'TiB'][step]}`;
}

/** @param {number} seconds */
export function duration(seconds) {
  if (seconds === 0) return '0';
  if (seconds < 1) return `${number(seconds * 1000)} ms`;
  if (seconds < 120) return `${number(seconds)} s`;
  if (seconds < 7200) return `${number(seconds / 60)} min`;
  return seconds < 172_800 ? `${number(seconds / 3600)} h` : `${number(seconds / 86_400)} d`;
}

/** @param {number} count @param {string} one the singular */
export const several = (count, one) => `${number(count)} ${one}${count === 1 ? '' : 's'}`;

/** @param {string} iso @param {number} now */
export function ago(iso, now = Date.now()) {
  const seconds = (now - Date.parse(iso)) / 1000;
  if (seconds < 1) return 'now';
  return `${duration(Math.round(seconds))} ago`;
}

/** @param {string} iso @param {number} now */
export function until(iso, now = Date.now()) {
  const seconds = (Date.parse(iso) - now) / 1000;
  return seconds <= 0 ? 'expired' : `in ${duration(Math.round(seconds))}`;
}

/** @param {string} iso */
export const clock = (iso) => new Date(iso).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
