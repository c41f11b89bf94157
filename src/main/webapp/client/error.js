/** Codes of the gateway after which the very same request may succeed later. */
const PASSING = new Set([
  'draining',
  'hook-timeout',
  'journal-unavailable',
  'keys-unavailable',
  'rate-limited',
  'too-many-connections',
  'too-many-bodies',
]);

/** Said by the gateway, by a proxy, or by a server that starts or stops. */
const PASSING_STATUS = new Set([408, 425, 429, 502, 503, 504]);

/** Statuses of a server whose application is being deployed; the gateway's own answers have a code. */
const ABSENT_STATUS = new Set([404, 500]);

/**
 * An error of the library. `code` is one of the gateway's (see its protocol), or one of this library's: `closed`, `queue-full`,
 * `unreachable`, `silent`, `token-unavailable`, `data-invalid`, `unsupported`, or `http-<status>` for an answer that is not the gateway's.
 */
export class SluiceError extends Error {
  name = 'SluiceError';

  /**
   * @param {string} code @param {string} message
   * @param {{ retryable?: boolean, retryAfter?: number, status?: number, cause?: unknown }} [more] `retryAfter` in milliseconds
   */
  constructor(code, message, { retryable = PASSING.has(code), retryAfter, status, cause } = {}) {
    super(message, { cause });
    this.code = code;
    this.retryable = retryable;
    this.retryAfter = retryAfter;
    this.status = status;
  }

  /** Whether it is about who the client is. */
  get isAboutToken() {
    return this.code.startsWith('token-');
  }

  /** @param {{ code: string, message: string, retryAfter?: number }} message of a WebSocket or of a stream */
  static of({ code, message, retryAfter }) {
    return new SluiceError(code, message, { retryAfter: seconds(retryAfter) });
  }

  /** As one tab tells another. @param {SluiceError} error */
  static told({ code, message, retryable, retryAfter }) {
    return new SluiceError(code, message, { retryable, retryAfter });
  }

  /** @param {unknown} cause */
  static unreachable(cause) {
    return new SluiceError('unreachable', 'the gateway cannot be reached', { retryable: true, cause });
  }

  /**
   * Only a problem with a code is the gateway's own word. Whatever else comes is of somebody on the way, and mostly passes.
   *
   * @param {Response} response
   */
  static async ofAnswer(response) {
    const { status } = response;
    const { code, detail } = await problem(response);
    return new SluiceError(code ?? `http-${status}`, detail ?? `the answer was ${status}`, {
      retryable: PASSING.has(code ?? '') || PASSING_STATUS.has(status) || (!code && ABSENT_STATUS.has(status)),
      retryAfter: seconds(response.headers.get('Retry-After')),
      status,
    });
  }
}

/** @param {Response} response @returns {Promise<{ code?: string, detail?: string }>} */
async function problem(response) {
  if (!response.headers.get('Content-Type')?.toLowerCase().includes('application/problem+json')) return {};
  return response.json().catch(() => ({}));
}

/** @param {string | number | null | undefined} value @returns {number | undefined} milliseconds */
function seconds(value) {
  return value === null || value === undefined || Number.isNaN(Number(value)) ? undefined : Number(value) * 1000;
}
