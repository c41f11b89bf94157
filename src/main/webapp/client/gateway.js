import { areComparable, earliest, isAfter } from './cursor.js';
import { SluiceError } from './error.js';
import { batched, eventOf } from './frames.js';

/**
 * @import { Draft, SluiceEvent } from './frames.js'
 * @import { Host } from './host.js'
 * @import { Tokens } from './tokens.js'
 *
 * @typedef {{ from: string, to: string, reason: string }} Gap
 * @typedef {{ events: SluiceEvent[], cursor: string, more: boolean, gap?: Gap }} Page
 * @typedef {Record<string, string | number | boolean | string[] | undefined>} Query
 * @typedef {{ query?: Query, method?: string, body?: string, accept?: string, signal?: AbortSignal }} Call
 */

/** Servers take some 8,000 characters, and there is more in an address than topics. */
export const LONGEST_ADDRESS = 6_000;

/** The gateway over plain HTTP: the history, publishing, tokens. */
export class Gateway {
  /**
   * @param {URL} url its context root @param {Host} host @param {Tokens} tokens
   * @param {{ patience: number, credentials: RequestCredentials }} options how long to wait for an answer, in milliseconds
   */
  constructor(url, host, tokens, { patience, credentials }) {
    this.url = url;
    this.host = host;
    this.tokens = tokens;
    this.patience = patience;
    this.credentials = credentials;
  }

  /** @param {string} path @param {Query} [query] */
  address(path, query = {}) {
    const url = new URL(path, this.url);
    for (const [name, value] of Object.entries(query)) {
      for (const one of [value ?? []].flat()) url.searchParams.append(name, whole(name, String(one)));
    }
    return url;
  }

  /**
   * Of more topics than an address can name it asks in parts.
   *
   * @param {Query & { topic: string[] }} query @param {AbortSignal} [signal] @returns {Promise<Page>}
   */
  async history(query, signal) {
    const parts = addressable(query.topic).map((topic) => this.#page({ ...query, topic }, signal));
    return parts.length === 1 ? parts[0] : together(await Promise.all(parts), Number(query.last ?? Infinity));
  }

  /** All or none of them. @param {Draft[]} drafts @param {Query} [query] @returns {Promise<string[]>} their ids */
  async publish(drafts, query = {}) {
    const body = JSON.stringify(drafts.map(batched));
    const { ids } = await this.#json('api/events/batch', { query, method: 'POST', body });
    if (!query.volatile && ids?.length !== drafts.length) throw SluiceError.unreachable('an answer without ids');
    return ids;
  }

  /** Whom it takes this page for, by a cookie or by the server's own sign-in: a text that is another one for another bearer. */
  async bearer() {
    return JSON.stringify(await this.#json('api/session', {}));
  }

  /** Whether it answers. */
  async live() {
    await this.#json('api/health/live', {});
  }

  /** The stream goes on with the newest token. @param {string} connection */
  async renew(connection) {
    await this.#answered(`api/connections/${connection}/token`, { method: 'POST' }, async () => {});
  }

  /** A member's from now on. @param {Query} query topic and connection @param {unknown} state */
  async state(query, state) {
    await this.#answered('api/presence', { query, method: 'PUT', body: JSON.stringify(state) }, async () => {});
  }

  /** Opens a stream: the answer comes with its first bytes. @param {Query} query @param {AbortSignal} signal */
  async stream(query, signal) {
    return this.#fetch('api/events', { query, signal, accept: 'text/event-stream' });
  }

  /** @param {Query} query @param {AbortSignal} [signal] @returns {Promise<Page>} */
  async #page(query, signal) {
    const page = await this.#json('api/events', { query, signal });
    // of a network that wants its guests to sign in, perhaps
    if (!Array.isArray(page?.events)) throw SluiceError.unreachable('an answer without events');
    return { ...page, events: page.events.map((/** @type {any} */ event) => eventOf(event)) };
  }

  /** @param {string} path @param {Call} request @returns {Promise<any>} */
  #json(path, request) {
    return this.#answered(path, request, (response) => response.json());
  }

  /**
   * @template T
   * @param {string} path @param {Call} request @param {(response: Response) => Promise<T>} read
   */
  async #answered(path, { signal, ...request }, read) {
    const limit = new AbortController();
    const stop = () => limit.abort();
    const timer = this.host.setTimeout(stop, this.patience);
    signal?.addEventListener('abort', stop);
    // some implementations of fetch ignore their signal
    const stopped = new Promise((_, reject) => limit.signal.addEventListener('abort', () => reject(SluiceError.unreachable('no answer in time'))));
    try {
      const answer = this.#fetch(path, { ...request, signal: limit.signal }).then(read);
      return await /** @type {Promise<T>} */ (Promise.race([answer, stopped]));
    } catch (fault) {
      throw fault instanceof SluiceError ? fault : SluiceError.unreachable(fault);
    } finally {
      this.host.clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    }
  }

  /**
   * With the token; if that does not hold, once more with another one.
   *
   * @param {string} path @param {Call} request @returns {Promise<Response>}
   */
  async #fetch(path, request) {
    const token = await this.tokens.current();
    const response = await this.#send(path, request, token);
    if (response.ok) return response;
    const error = await SluiceError.ofAnswer(response);
    if (error.status !== 401 || !this.tokens.renewable) throw error;
    const again = await this.#send(path, request, await this.tokens.renewed(token));
    if (again.ok) return again;
    throw await SluiceError.ofAnswer(again);
  }

  /** @param {string} path @param {Call} request @param {string | undefined} token */
  async #send(path, { query, method = 'GET', body, accept = 'application/json', signal }, token) {
    /** @type {Record<string, string>} */ const headers = { Accept: accept };
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    if (token) headers.Authorization = `Bearer ${token}`;
    const address = this.address(path, query);
    try {
      return await this.host.fetch(address, {
        method,
        headers,
        body,
        signal,
        cache: 'no-store',
        credentials: this.credentials,
      });
    } catch (cause) {
      throw SluiceError.unreachable(cause);
    }
  }
}

/** A URL replaces an unpaired surrogate by another character, and would name another topic. @param {string} name @param {string} text */
function whole(name, text) {
  if (!/\p{Surrogate}/u.test(text)) return text;
  throw new SluiceError('parameter-invalid', `${name} has half a character, a surrogate without its other half`);
}

/** How long a part of an address is that names topics. @param {string[]} topics */
export function lengthOf(topics) {
  return topics.reduce((sum, topic) => sum + encodeURIComponent(whole('topic', topic)).length + '&topic='.length, 0);
}

/** @param {string[]} topics @returns {string[][]} in lists that an address can name */
function addressable(topics) {
  /** @type {string[][]} */ const lists = [[]];
  let length = 0;
  for (const topic of topics) {
    length += lengthOf([topic]);
    if (length > LONGEST_ADDRESS && lists[lists.length - 1].length > 0) {
      lists.push([]);
      length = lengthOf([topic]);
    }
    lists[lists.length - 1].push(topic);
  }
  return lists;
}

/**
 * As one page: it ends where the first of them does, since no other has told what its topics have had after that.
 *
 * @param {Page[]} pages @param {number} most events, the newest of all @returns {Page}
 */
function together(pages, most) {
  const cursor = earliest(pages.map((page) => page.cursor));
  if (!pages.every((page) => areComparable(page.cursor, cursor))) throw SluiceError.unreachable('the journal has become another one');
  const events = pages.flatMap((page) => page.events).filter(({ id = cursor }) => !isAfter(id, cursor));
  events.sort(({ id: one = '' }, { id: other }) => (isAfter(one, other) ? 1 : -1));
  return { events: events.slice(-most), cursor, more: pages.some(({ more }) => more), gap: pages.find(({ gap }) => gap)?.gap };
}
