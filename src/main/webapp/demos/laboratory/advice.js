/**
 * The choice between the two protocols for an application, with its reasons.
 *
 * @typedef {object} Case
 * @property {'never' | 'sometimes' | 'often'} sends how often the page publishes
 * @property {boolean} bytes @property {boolean} presence
 * @property {boolean} tabs users open many of them at once
 * @property {boolean} http2 HTTP/2 or HTTP/3 is used all the way from the browser
 * @property {boolean} proxies third-party proxies are in between, which may support plain HTTP only
 * @property {boolean} plain the page does not use the client library
 *
 * @typedef {'sse' | 'websocket'} Side
 * @typedef {{ side: Side, weight: number, because: string }} Reason
 */

/** @param {Case} of @returns {Reason[]} in descending order of weight */
export function reasons({ sends, bytes, presence, tabs, http2, proxies, plain }) {
  /** @type {(Reason | false)[]} */
  const all = [
    sends === 'never' && sse(3, 'The page only receives: a stream is an ordinary response to an ordinary request, and nothing else is needed.'),
    sends === 'sometimes' && sse(1, 'Each event that it publishes is a POST request beside the stream, with a response of its own.'),
    sends === 'often' && websocket(4, 'It publishes a lot: over a WebSocket, a message costs a few bytes of framing; over HTTP, a whole request.'),
    bytes && websocket(2, 'A WebSocket carries binary data unchanged. A stream is text, so binary data is sent as base64, a third larger.'),
    presence && websocket(2, 'The gateway pings a WebSocket to detect that a member has left. It cannot ping a stream: it closes it from time to time, and present members reconnect.'),
    tabs && !http2 && plain && websocket(3, 'Over HTTP/1.1, a browser opens at most six connections to a host, and the EventSource of each tab takes one of them. WebSockets do not count.'),
    tabs && !http2 && !plain && sse(0, 'Over HTTP/1.1, a browser opens at most six connections to a host. The client library shares one between the tabs, so this decides nothing.'),
    http2 && sse(1, 'Over HTTP/2, all streams and requests share one connection.'),
    proxies && sse(3, 'Proxies for plain HTTP pass a stream, but some reject a WebSocket. Some buffer a stream: the client library detects that, and uses a WebSocket.'),
    plain && sse(2, 'EventSource reconnects and resumes after the last event by itself. A plain WebSocket does neither: you would have to write that code.'),
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
