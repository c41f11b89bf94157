/**
 * @import { Host } from './host.js'
 *
 * @typedef {object} PageListener
 * @property {() => void} wake the page has become visible or hidden, perhaps after a sleep of the machine
 * @property {() => void} online @property {() => void} offline
 * @property {() => void} suspend the browser is about to freeze or leave the page: it must hold no lock and no connection that other tabs wait for
 * @property {() => void} resume
 */

/** Subscribes to the life cycle events of the page. @param {Host} host @param {PageListener} listener @returns {() => void} unsubscribes */
export function listenToPage({ page, document }, listener) {
  const stop = new AbortController();
  const { signal } = stop;
  page?.addEventListener('online', () => listener.online(), { signal });
  page?.addEventListener('offline', () => listener.offline(), { signal });
  page?.addEventListener('pagehide', () => listener.suspend(), { signal });
  page?.addEventListener('pageshow', () => listener.resume(), { signal });
  document?.addEventListener('visibilitychange', () => listener.wake(), { signal });
  document?.addEventListener('freeze', () => listener.suspend(), { signal });
  document?.addEventListener('resume', () => listener.resume(), { signal });
  return () => stop.abort();
}
