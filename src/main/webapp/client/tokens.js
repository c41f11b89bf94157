import { SluiceError } from './error.js';

/**
 * The token by which the client is known, asked for once for everybody who needs it.
 *
 * @typedef {() => Promise<string | undefined> | string | undefined} TokenProvider nothing: the browser's cookie says who it is
 */
export class Tokens {
  /** @type {Promise<string | undefined> | undefined} */ #token;

  /** Hears of each new one. @type {(token: string | undefined) => void} */
  given = () => {};

  /** @param {TokenProvider | undefined} ask */
  constructor(ask) {
    this.ask = ask;
  }

  /** Whether another one can be had. */
  get renewable() {
    return this.ask !== undefined;
  }

  /** @returns {Promise<string | undefined>} */
  current() {
    this.#token ??= this.#ask();
    return this.#token;
  }

  /** Another one in place of this one, unless somebody has asked for that already. @param {string | undefined} old */
  async renewed(old) {
    const token = this.current();
    if ((await token) === old && this.#token === token) this.#token = this.#ask();
    return this.current();
  }

  /** It does not hold. The next one who needs a token asks for another one. */
  forget() {
    this.#token = undefined;
  }

  async #ask() {
    try {
      const token = await this.ask?.();
      this.given(token);
      return token;
    } catch (cause) {
      this.#token = undefined;
      throw new SluiceError('token-unavailable', 'the page could not give a token', { retryable: true, cause });
    }
  }
}

/**
 * What a token says of its bearer, whatever else in it changes when it is renewed. Not a check: only tabs that say the same share
 * a connection.
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
