/**
 * The browser's network as one client has it: what comes is counted, and it can be cut. To be given to the client as its `host`.
 *
 * What is counted is what a page can see: the bytes of the stream's body and of the frames' payloads, after any decompression. The framing
 * around them is reckoned, not seen; TCP, TLS and IP are left out, since both protocols have them alike.
 */
export class Network {
  /** Of bodies and payloads: measured. */ bytes = 0;
  /** Around them: reckoned. */ framing = 0;
  isCut = false;
  /** When the newest attempt to connect has begun. */ triedAt = 0;
  /** Functions that end each connection as a broken line does. @type {Set<() => void>} */ #open = new Set();

  /** @param {boolean} isHttp1 each piece of a body is a chunk, else a frame of HTTP/2 or 3 */
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
    if (this.isCut) throw new TypeError('the line is cut');
    const response = await fetch(input, init);
    if (this.isCut) throw new TypeError('the line is cut');
    if (!response.headers.get('Content-Type')?.startsWith('text/event-stream') || !response.body) return response;
    const body = response.body.pipeThrough(this.#counter());
    return new Response(body, { status: response.status, headers: response.headers });
  }

  #counter() {
    /** @type {() => void} */ let end;
    return new TransformStream({
      start: (controller) => {
        end = () => controller.error(new TypeError('the line is cut'));
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
    if (this.isCut) return new Refused();
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

/** A socket that finds nobody. */
class Refused {
  /** @type {((event: CloseEvent) => void) | null} */ onclose = null;
  bufferedAmount = 0;

  constructor() {
    setTimeout(() => this.onclose?.(new CloseEvent('close', { code: 1006 })));
  }

  send() {}

  close() {}
}
