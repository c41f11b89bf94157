/**
 * The functions of the platform that the library uses. The option `host` can replace each of them.
 *
 * @typedef {object} Locks the used part of `navigator.locks`
 * @property {(name: string, options: LockOptions, held: () => Promise<void> | void) => Promise<unknown>} request
 *
 * @typedef {object} Channel the used part of a `BroadcastChannel`
 * @property {(message: any) => void} postMessage
 * @property {((event: { data: any }) => void) | null} onmessage
 * @property {() => void} close
 *
 * @typedef {object} Host
 * @property {() => number} now milliseconds; continues while the machine sleeps
 * @property {(task: () => void, delay: number) => any} setTimeout
 * @property {(timer: any) => void} clearTimeout
 * @property {() => number} random at least 0, less than 1
 * @property {() => string} uuid
 * @property {typeof globalThis.fetch} fetch
 * @property {new (url: string, protocol: string) => WebSocket} WebSocket
 * @property {Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | undefined} storage outlives a reload
 * @property {Locks | undefined} locks
 * @property {((name: string) => Channel) | undefined} channel
 * @property {EventTarget | undefined} page dispatches `online`, `offline`, `pagehide` and `pageshow`, as a window does
 * @property {EventTarget | undefined} document dispatches `visibilitychange`, `freeze` and `resume`
 * @property {string | undefined} base the base of relative URLs
 * @property {(fault: unknown) => void} report receives errors that no listener handles
 */

/** @returns {Host} of a browser, or of Node, which has no page, no storage and no tabs to share a connection with */
export function hostOf(world = /** @type {any} */ (globalThis)) {
  const inPage = typeof world.document === 'object';
  return {
    now: () => Date.now(),
    setTimeout: (task, delay) => world.setTimeout(task, delay),
    clearTimeout: (timer) => world.clearTimeout(timer),
    random: () => Math.random(),
    uuid: () => uuid(world.crypto),
    fetch: (input, init) => world.fetch(input, init),
    WebSocket: world.WebSocket,
    storage: inPage ? existing(() => world.sessionStorage) : undefined,
    locks: inPage ? existing(() => world.navigator.locks) : undefined,
    channel: inPage && existing(() => world.BroadcastChannel) ? (name) => new world.BroadcastChannel(name) : undefined,
    page: inPage ? world : undefined,
    document: inPage ? world.document : undefined,
    base: baseOf(world, inPage),
    report: (fault) => (world.reportError ? world.reportError(fault) : world.console.error(fault)),
  };
}

/** Browsers throw on access to a part that a sandbox forbids, or that is blocked with the site data. @template T @param {() => T} part */
function existing(part) {
  try {
    return part() ?? undefined;
  } catch {
    return undefined;
  }
}

/** A `blob:` or `data:` URL cannot be the base of a relative one; a worker or a page with such a URL uses its origin. @param {any} world @param {boolean} inPage */
function baseOf(world, inPage) {
  const candidates = [inPage ? world.document.baseURI : undefined, world.location?.href, world.origin];
  return candidates.find((candidate) => existing(() => new URL('.', candidate)) !== undefined);
}

/** `randomUUID` exists in secure contexts only, and the gateway may use plain HTTP in an intranet. @param {Crypto} crypto */
function uuid(crypto) {
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
