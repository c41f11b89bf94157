/**
 * A network that counts the received bytes and can be interrupted. A client uses it as its option `host`.
 *
 * A page can measure the bytes of the stream's body and of the frames' payloads, after any decompression. The framing around them is
 * calculated. TCP, TLS and IP are not included, because they are the same for both protocols.
 */
export class Network {
  /** The measured bytes of bodies and payloads. */ bytes = 0;
  /** The calculated bytes of chunks and frames. */ framing = 0;
  isCut = false;
  /** The start of the newest attempt to connect. */ triedAt = 0;
  /** Functions that end each connection as a network failure does. @type {Set<() => void>} */ #open = new Set();

  /** @param {boolean} isHttp1 whether each piece of a body is a chunk; otherwise it is a frame of HTTP/2 or 3 */
  constructor(isHttp1) {
    this.isHttp1 = isHttp1;
  }

  get host() {
    const connect = this.#connect.bind(this);
    /** @this {any} @param {string} url @param {string} protocol */
    const WebSocket = function (url, protocol) {
      return connect(url, protocol);
    };
    return { fetch: this.#fetch.bind(this), WebSocket: /** @type {any} */ (WebSocket) };
  }

  cut() {
    this.isCut = true;
    for (const end of [...this.#open]) end();
    this.#open.clear();
  }

  heal() {
    this.isCut = false;
  }

  /** @param {any} input @param {RequestInit} [init] */
  async #fetch(input, init) {
    this.triedAt = performance.now();
    if (this.isCut) throw new TypeError('the network is interrupted');
    const response = await fetch(input, init);
    if (this.isCut) throw new TypeError('the network is interrupted');
    if (!response.headers.get('Content-Type')?.startsWith('text/event-stream') || !response.body) return response;
    const body = response.body.pipeThrough(this.#counter());
    return new Response(body, { status: response.status, headers: response.headers });
  }

  #counter() {
    /** @type {() => void} */ let end;
    return new TransformStream({
      start: (controller) => {
        end = () => controller.error(new TypeError('the network is interrupted'));
        this.#open.add(end);
      },
      transform: (/** @type {Uint8Array} */ piece, controller) => {
        this.bytes += piece.length;
        this.framing += this.isHttp1 ? piece.length.toString(16).length + 4 : 9;
        controller.enqueue(piece);
      },
      flush: () => void this.#open.delete(end),
    });
  }

  /** @param {string} url @param {string} protocol */
  #connect(url, protocol) {
    this.triedAt = performance.now();
    if (this.isCut) return new UnreachableSocket();
    const socket = new WebSocket(url, protocol);
    socket.addEventListener('message', ({ data }) => {
      const size = typeof data === 'string' ? new TextEncoder().encode(data).length : data.byteLength;
      this.bytes += size;
      this.framing += size < 126 ? 2 : size < 65_536 ? 4 : 10;
    });
    const end = () => {
      const { onclose } = socket;
      socket.onmessage = socket.onclose = null;
      socket.close();
      onclose?.call(socket, new CloseEvent('close', { code: 1006 }));
    };
    this.#open.add(end);
    socket.addEventListener('close', () => this.#open.delete(end));
    return socket;
  }
}

/** A WebSocket that cannot connect. */
class UnreachableSocket {
  /** @type {((event: CloseEvent) => void) | null} */ onclose = null;
  bufferedAmount = 0;

  constructor() {
    setTimeout(() => this.onclose?.(new CloseEvent('close', { code: 1006 })));
  }

  send() {}

  close() {}
}
