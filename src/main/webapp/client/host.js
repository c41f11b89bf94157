/**
 * What the library needs of the world: replace any of it by the option `host`.
 *
 * @typedef {object} Locks the part of `navigator.locks` that is used
 * @property {(name: string, options: LockOptions, held: () => Promise<void> | void) => Promise<unknown>} request
 *
 * @typedef {object} Channel the part of a `BroadcastChannel` that is used
 * @property {(message: any) => void} postMessage
 * @property {((event: { data: any }) => void) | null} onmessage
 * @property {() => void} close
 *
 * @typedef {object} Host
 * @property {() => number} now milliseconds; goes on while the machine sleeps
 * @property {(task: () => void, delay: number) => any} setTimeout
 * @property {(timer: any) => void} clearTimeout
 * @property {() => number} random 0 to 1, never 1
 * @property {() => string} uuid
 * @property {typeof globalThis.fetch} fetch
 * @property {new (url: string, protocol: string) => WebSocket} WebSocket
 * @property {Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | undefined} storage outlives a reload
 * @property {Locks | undefined} locks
 * @property {((name: string) => Channel) | undefined} channel
 * @property {EventTarget | undefined} page where a window says `online`, `offline`, `pagehide` and `pageshow`
 * @property {EventTarget | undefined} document where a document says `visibilitychange`, `freeze` and `resume`
 * @property {string | undefined} base what a relative address is relative to
 * @property {(fault: unknown) => void} report takes what nobody else has taken
 */

/** @returns {Host} of a browser, or of Node, which has no page, no storage and does not share */
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

/** Browsers throw on access to a part that a sandbox, or a user who blocks site data, forbids. @template T @param {() => T} part */
function existing(part) {
  try {
    return part() ?? undefined;
  } catch {
    return undefined;
  }
}

/** A `blob:` or `data:` address is no base of a relative one; a worker or a page that has such an address uses its origin. @param {any} world @param {boolean} inPage */
function baseOf(world, inPage) {
  const candidates = [inPage ? world.document.baseURI : undefined, world.location?.href, world.origin];
  return candidates.find((candidate) => existing(() => new URL('.', candidate)) !== undefined);
}

/** `randomUUID` is for secure contexts only; the gateway may be on a plain address of an intranet. @param {Crypto} crypto */
function uuid(crypto) {
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
