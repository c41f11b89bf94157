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

/** The most characters of topics in a URL: servers accept about 8,000 in all, and a URL also has other parts. */
export const LONGEST_ADDRESS = 6_000;

/** The gateway's HTTP API: history, publishing, tokens, streams. */
export class Gateway {
  /**
   * @param {URL} url the context root @param {Host} host @param {Tokens} tokens
   * @param {{ patience: number, credentials: RequestCredentials }} options `patience`: how long to wait for a response, in milliseconds
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
   * Reads one page of the history. More topics than fit into a URL are read by several requests.
   *
   * @param {Query & { topic: string[] }} query @param {AbortSignal} [signal] @returns {Promise<Page>}
   */
  async history(query, signal) {
    const parts = addressable(query.topic).map((topic) => this.#page({ ...query, topic }, signal));
    return parts.length === 1 ? parts[0] : merged(await Promise.all(parts), Number(query.last ?? Infinity));
  }

  /** Publishes all drafts or none. @param {Draft[]} drafts @param {Query} [query] @returns {Promise<string[]>} their ids */
  async publish(drafts, query = {}) {
    const body = JSON.stringify(drafts.map(batched));
    const { ids } = await this.#json('api/events/batch', { query, method: 'POST', body });
    if (!query.volatile && ids?.length !== drafts.length) throw SluiceError.unreachable('the response has no ids');
    return ids;
  }

  /** The identity that the gateway sees without a token, by a cookie or by the server's own sign-in: a text that differs between users. */
  async bearer() {
    return JSON.stringify(await this.#json('api/session', {}));
  }

  /** Rejects if the gateway does not answer. */
  async live() {
    await this.#json('api/health/live', {});
  }

  /** Applies the newest token to an open stream. @param {string} connection */
  async renew(connection) {
    await this.#respond(`api/connections/${connection}/token`, { method: 'POST' }, async () => {});
  }

  /** Sets the state of a member. @param {Query} query topic and connection @param {unknown} state */
  async state(query, state) {
    await this.#respond('api/presence', { query, method: 'PUT', body: JSON.stringify(state) }, async () => {});
  }

  /** Opens a stream. The response arrives with its first bytes, so there is no time limit here. @param {Query} query @param {AbortSignal} signal */
  async stream(query, signal) {
    return this.#fetch('api/events', { query, signal, accept: 'text/event-stream' });
  }

  /** @param {Query} query @param {AbortSignal} [signal] @returns {Promise<Page>} */
  async #page(query, signal) {
    const page = await this.#json('api/events', { query, signal });
    // a captive portal may have answered instead of the gateway
    if (!Array.isArray(page?.events)) throw SluiceError.unreachable('the response has no events');
    return { ...page, events: page.events.map((/** @type {any} */ event) => eventOf(event)) };
  }

  /** @param {string} path @param {Call} request @returns {Promise<any>} */
  #json(path, request) {
    return this.#respond(path, request, (response) => response.json());
  }

  /**
   * Sends a request and reads its response, within the time limit.
   *
   * @template T
   * @param {string} path @param {Call} request @param {(response: Response) => Promise<T>} read
   */
  async #respond(path, { signal, ...request }, read) {
    const limit = new AbortController();
    const stop = () => limit.abort();
    const timer = this.host.setTimeout(stop, this.patience);
    signal?.addEventListener('abort', stop);
    // some implementations of fetch ignore their signal
    const stopped = new Promise((_, reject) => limit.signal.addEventListener('abort', () => reject(SluiceError.unreachable('there was no response in time'))));
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
   * Sends a request with the token; after a 401, once more with another token.
   *
   * @param {string} path @param {Call} request @returns {Promise<Response>}
   */
  async #fetch(path, request) {
    const token = await this.tokens.current();
    const response = await this.#send(path, request, token);
    if (response.ok) return response;
    const error = await SluiceError.fromResponse(response);
    if (error.status !== 401 || !this.tokens.renewable) throw error;
    const again = await this.#send(path, request, await this.tokens.renewed(token));
    if (again.ok) return again;
    throw await SluiceError.fromResponse(again);
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

/** Rejects unpaired surrogates: a URL would replace them and so name another topic. @param {string} name @param {string} text */
function whole(name, text) {
  if (!/\p{Surrogate}/u.test(text)) return text;
  throw new SluiceError('parameter-invalid', `${name} contains an unpaired surrogate, which no URL can represent`);
}

/** The number of characters that topics take in a URL. @param {string[]} topics */
export function lengthOf(topics) {
  return topics.reduce((sum, topic) => sum + encodeURIComponent(whole('topic', topic)).length + '&topic='.length, 0);
}

/** @param {string[]} topics @returns {string[][]} lists that each fit into a URL */
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
 * Merges pages of different topics. The result ends at the earliest end of a page: nothing is known of that page's topics after it.
 *
 * @param {Page[]} pages @param {number} most the newest events to keep @returns {Page}
 */
function merged(pages, most) {
  const cursor = earliest(pages.map((page) => page.cursor));
  if (!pages.every((page) => areComparable(page.cursor, cursor))) throw SluiceError.unreachable('the journal was replaced between two requests');
  const events = pages.flatMap((page) => page.events).filter(({ id = cursor }) => !isAfter(id, cursor));
  events.sort(({ id: one = '' }, { id: other }) => (isAfter(one, other) ? 1 : -1));
  return { events: events.slice(-most), cursor, more: pages.some(({ more }) => more), gap: pages.find(({ gap }) => gap)?.gap };
}
