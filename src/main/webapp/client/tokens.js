import { SluiceError } from './error.js';

/**
 * The client's token. Concurrent users share one call of the page's function.
 *
 * @typedef {() => Promise<string | undefined> | string | undefined} TokenProvider `undefined`: the browser's cookie identifies the user
 */
export class Tokens {
  /** @type {Promise<string | undefined> | undefined} */ #token;

  /** Called with each new token. @type {(token: string | undefined) => void} */
  onToken = () => {};

  /** @param {TokenProvider | undefined} provider */
  constructor(provider) {
    this.provider = provider;
  }

  /** Whether the page can provide another token. */
  get renewable() {
    return this.provider !== undefined;
  }

  /** @returns {Promise<string | undefined>} */
  current() {
    this.#token ??= this.#request();
    return this.#token;
  }

  /** A token other than this one, which the gateway has rejected. @param {string | undefined} rejected */
  async renewed(rejected) {
    const token = this.current();
    if ((await token) === rejected && this.#token === token) this.#token = this.#request();
    return this.current();
  }

  /** Discards the token, so that the next user requests another one. */
  forget() {
    this.#token = undefined;
  }

  async #request() {
    try {
      const token = await this.provider?.();
      this.onToken(token);
      return token;
    } catch (cause) {
      this.#token = undefined;
      throw new SluiceError('token-unavailable', 'the token function of the page failed', { retryable: true, cause });
    }
  }
}

/**
 * The claims of a token that stay the same when it is renewed. This is no verification: tabs share a connection only if their
 * identities are equal.
 *
 * @param {string | undefined} token
 */
export function identity(token) {
  if (!token) return '';
  try {
    const payload = token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/');
    const { iat, exp, nbf, jti, ...lasting } = JSON.parse(atob(payload));
    return JSON.stringify(Object.entries(lasting).sort());
  } catch {
    return token;
  }
}
