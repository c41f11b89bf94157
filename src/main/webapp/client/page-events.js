/**
 * @import { Host } from './host.js'
 *
 * @typedef {object} PageListener
 * @property {() => void} wake the page is looked at again, or the machine is back
 * @property {() => void} online @property {() => void} offline
 * @property {() => void} suspend the browser is about to freeze the page, or to leave it: it must hold nothing that others wait for
 * @property {() => void} resume
 */

/** Listens to what happens to the page. @param {Host} host @param {PageListener} sleeper @returns {() => void} ends it */
export function listenToPage({ page, document }, sleeper) {
  const stop = new AbortController();
  const { signal } = stop;
  page?.addEventListener('online', () => sleeper.online(), { signal });
  page?.addEventListener('offline', () => sleeper.offline(), { signal });
  page?.addEventListener('pagehide', () => sleeper.suspend(), { signal });
  page?.addEventListener('pageshow', () => sleeper.resume(), { signal });
  document?.addEventListener('visibilitychange', () => sleeper.wake(), { signal });
  document?.addEventListener('freeze', () => sleeper.suspend(), { signal });
  document?.addEventListener('resume', () => sleeper.resume(), { signal });
  return () => stop.abort();
}
