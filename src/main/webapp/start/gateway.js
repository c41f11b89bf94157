/**
 * The gateway's HTTP API: publishing and the history.
 *
 * @typedef {object} Message an event, in the form of the history, the SSE envelope and the WebSocket
 * @property {string} id the cursor after this event
 * @property {string} topic
 * @property {string} [event] the type of the event
 * @property {string} time
 * @property {unknown} data
 * @property {string} [encoding] `base64`: the data is binary
 *
 * @typedef {{ events: Message[], cursor: string, more: boolean }} Page
 */

/** A refusal of the gateway, with its reason (RFC 9457). */
export class Problem extends Error {
  /** @param {number} status @param {{ detail?: string, code?: string }} body */
  constructor(status, body) {
    super(body.detail ?? `the gateway answered with status ${status}`);
    this.status = status;
    this.code = body.code;
  }

  /** Whether a retry is pointless. Other errors are temporary: a restart, a proxy whose backend is unavailable. */
  get final() {
    return [400, 401, 403].includes(this.status);
  }
}

export class Gateway {
  /** @param {string} base the URL of the page, so that the page works below any context root */
  constructor(base) {
    this.base = base;
  }

  /** @param {Record<string, string | number | string[]>} query */
  events(query = {}) {
    const url = new URL('api/events', this.base);
    for (const [name, value] of Object.entries(query)) {
      for (const one of [value].flat()) url.searchParams.append(name, String(one));
    }
    return url;
  }

  /** @param {Record<string, string | number | string[]>} query @returns {Promise<Page>} */
  history(query) {
    return answer(fetch(this.events(query), { headers: { Accept: 'application/json' } }));
  }

  /**
   * Resolves when the event is committed.
   *
   * @param {{ topic: string, event?: string, data: string }} draft @returns {Promise<{ id: string }>}
   */
  publish({ topic, event, data }) {
    const url = this.events(event ? { topic, event } : { topic });
    const type = isJson(data) ? 'application/json' : 'text/plain';
    return answer(fetch(url, { method: 'POST', headers: { 'Content-Type': type }, body: data }));
  }
}

/** @param {Promise<Response>} request */
async function answer(request) {
  const response = await request;
  if (response.ok) return response.json();
  throw new Problem(response.status, await response.json().catch(() => ({})));
}

/** @param {string} text */
export function isJson(text) {
  try {
    return JSON.parse(text) !== undefined;
  } catch {
    return false;
  }
}
