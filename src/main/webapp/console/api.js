import { SluiceError } from '../client/error.js';

/**
 * The gateway's HTTP API, used with the token of the signed-in administrator.
 *
 * @typedef {Record<string, string | number | boolean | undefined>} Query
 */
export class Api {
  #ended = false;

  /** @param {URL} root @param {string | undefined} token */
  constructor(root, token) {
    this.root = root;
    this.token = token;
  }

  /** Cancels pending requests: their promises neither resolve nor reject. */
  end() {
    this.#ended = true;
  }

  /** @param {string} path @param {Query} [query] */
  get(path, query) {
    return this.#call('GET', path, query);
  }

  /** @param {string} connection */
  close(connection) {
    return this.#call('DELETE', `api/connections/${encodeURIComponent(connection)}`);
  }

  /** @param {string} connection whose token is revoked */
  revoke(connection) {
    return this.#call('POST', 'api/revocations', {}, { connection });
  }

  /** The node refuses new clients and closes its connections. */
  drain() {
    return this.#call('POST', 'api/drain');
  }

  /** The node accepts clients again. */
  cancelDrain() {
    return this.#call('DELETE', 'api/drain');
  }

  /** @param {string} connection @param {string} event */
  explain(connection, event) {
    return this.get(`api/connections/${encodeURIComponent(connection)}/explain`, { event });
  }

  /** @param {string} method @param {string} path @param {Query} [query] @param {unknown} [body] @returns {Promise<any>} */
  #call(method, path, query, body) {
    const response = this.#send(method, path, query, body);
    return new Promise((resolve, reject) =>
      response.then(
        (value) => this.#ended || resolve(value),
        (error) => this.#ended || reject(error),
      ),
    );
  }

  /** @param {string} method @param {string} path @param {Query} [query] @param {unknown} [body] */
  async #send(method, path, query = {}, body) {
    const url = new URL(path, this.root);
    for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, String(value));
    /** @type {Record<string, string>} */ const headers = { Accept: 'application/json' };
    if (this.token) headers.Authorization = `Bearer ${this.token}`;
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    const response = await fetch(url, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), cache: 'no-store' }).catch((cause) => {
      throw SluiceError.unreachable(cause);
    });
    if (!response.ok) throw await SluiceError.fromResponse(response);
    return response.status === 204 ? undefined : response.json();
  }
}
