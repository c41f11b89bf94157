/**
 * Which of the two suits a case, and why.
 *
 * @typedef {object} Case
 * @property {'never' | 'sometimes' | 'often'} sends what the page itself publishes
 * @property {boolean} bytes @property {boolean} presence
 * @property {boolean} tabs many of them at once
 * @property {boolean} http2 or HTTP/3, on the whole way from the browser
 * @property {boolean} proxies of others on the way, which know only plain HTTP
 * @property {boolean} plain without the client library
 *
 * @typedef {'sse' | 'websocket'} Side
 * @typedef {{ side: Side, weight: number, because: string }} Reason
 */

/** @param {Case} of @returns {Reason[]} the weightiest first */
export function reasons({ sends, bytes, presence, tabs, http2, proxies, plain }) {
  /** @type {(Reason | false)[]} */
  const all = [
    sends === 'never' && sse(3, 'The page only listens: a stream is an ordinary answer to an ordinary request, and nothing else is needed.'),
    sends === 'sometimes' && sse(1, 'What it sends now and then is a POST beside the stream, with an answer of its own.'),
    sends === 'often' && websocket(4, 'It sends a lot: over a WebSocket a message costs a frame of some bytes, over HTTP a whole request.'),
    bytes && websocket(2, 'Bytes go as they are. A stream is text, so there they are base64, a third larger.'),
    presence && websocket(2, 'Who is there is known by the connection itself. A stream has to be sent away and come back, so that it shows who has gone.'),
    tabs && !http2 && plain && websocket(3, 'Over HTTP/1.1 a browser opens six connections to a host, and each tab’s EventSource takes one. WebSockets do not count among them.'),
    tabs && !http2 && !plain && sse(0, 'Over HTTP/1.1 a browser opens six connections to a host; the tabs share one by the client, so this decides nothing.'),
    http2 && sse(1, 'Over HTTP/2 all streams and requests share one connection.'),
    proxies && sse(3, 'Proxies that know only HTTP let a stream through, and sometimes no WebSocket. Some keep a stream back: the client notices, and tries the other.'),
    plain && sse(2, 'EventSource comes back and goes on after its last event by itself; a plain WebSocket does neither, and you would write it.'),
  ];
  return all.filter((one) => one !== false).sort((one, other) => other.weight - one.weight);
}

/** @param {Reason[]} all @returns {Side | 'either'} */
export function choice(all) {
  const sum = all.reduce((total, { side, weight }) => total + (side === 'sse' ? weight : -weight), 0);
  return sum === 0 ? 'either' : sum > 0 ? 'sse' : 'websocket';
}

/** @param {number} weight @param {string} because @returns {Reason} */
const sse = (weight, because) => ({ side: 'sse', weight, because });

/** @param {number} weight @param {string} because @returns {Reason} */
const websocket = (weight, because) => ({ side: 'websocket', weight, because });
