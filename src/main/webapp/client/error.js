/** Codes of the gateway after which the same request may succeed later. */
const TRANSIENT_CODES = new Set([
  'draining',
  'hook-timeout',
  'journal-unavailable',
  'keys-unavailable',
  'rate-limited',
  'too-many-connections',
  'too-many-bodies',
]);

/** Statuses after which the same request may succeed later, sent by the gateway, a proxy, or a server that starts or stops. */
const TRANSIENT_STATUSES = new Set([408, 425, 429, 502, 503, 504]);

/** Statuses of a server that is still deploying the gateway. The gateway's own responses with these statuses have a code. */
const DEPLOYING_STATUSES = new Set([404, 500]);

/**
 * An error of the library. `code` is one of the gateway's codes (see its protocol), or one of this library's: `closed`, `queue-full`,
 * `unreachable`, `silent`, `token-unavailable`, `data-invalid`, `unsupported`, or `http-<status>` for a response of another server.
 */
export class SluiceError extends Error {
  name = 'SluiceError';

  /**
   * @param {string} code @param {string} message
   * @param {{ retryable?: boolean, retryAfter?: number, status?: number, cause?: unknown }} [more] `retryAfter` in milliseconds
   */
  constructor(code, message, { retryable = TRANSIENT_CODES.has(code), retryAfter, status, cause } = {}) {
    super(message, { cause });
    this.code = code;
    this.retryable = retryable;
    this.retryAfter = retryAfter;
    this.status = status;
  }

  /** Whether another token could make the request succeed. */
  get isAboutToken() {
    return this.code.startsWith('token-');
  }

  /** @param {{ code: string, message: string, retryAfter?: number }} message an error message of a WebSocket or of a stream */
  static fromMessage({ code, message, retryAfter }) {
    return new SluiceError(code, message, { retryAfter: milliseconds(retryAfter) });
  }

  /** @param {SluiceError} error the members of an error that another tab sent */
  static fromTab({ code, message, retryable, retryAfter }) {
    return new SluiceError(code, message, { retryable, retryAfter });
  }

  /** @param {unknown} cause */
  static unreachable(cause) {
    return new SluiceError('unreachable', 'the gateway cannot be reached', { retryable: true, cause });
  }

  /**
   * Only a problem document with a code comes from the gateway itself. Any other response comes from a proxy or from a server that is
   * starting, and is mostly transient.
   *
   * @param {Response} response
   */
  static async fromResponse(response) {
    const { status } = response;
    const { code, detail } = await problem(response);
    return new SluiceError(code ?? `http-${status}`, detail ?? `the server answered with status ${status}`, {
      retryable: TRANSIENT_CODES.has(code ?? '') || TRANSIENT_STATUSES.has(status) || (!code && DEPLOYING_STATUSES.has(status)),
      retryAfter: milliseconds(response.headers.get('Retry-After')),
      status,
    });
  }
}

/** @param {Response} response @returns {Promise<{ code?: string, detail?: string }>} */
async function problem(response) {
  if (!response.headers.get('Content-Type')?.toLowerCase().includes('application/problem+json')) return {};
  return response.json().catch(() => ({}));
}

/** @param {string | number | null | undefined} seconds @returns {number | undefined} */
function milliseconds(seconds) {
  return seconds === null || seconds === undefined || Number.isNaN(Number(seconds)) ? undefined : Number(seconds) * 1000;
}
