// node hub.mjs PORT: the fan-out as a Node.js expert would write it by hand. Prints "ready" when it listens.
import { createServer } from "node:http";
import { Sender, WebSocketServer } from "ws";

/** What one client may leave unread, in bytes. Beyond it, it is cut: the plainest way not to run out of memory. */
const PATIENCE = 16 * 1024 * 1024;
const TEXT = { fin: true, opcode: 1, mask: false, readOnly: true };

class Topic {
  sse = new Set();
  ws = new Set();
  waiting = [];

  /** @param {Buffer} body */
  publish(body) {
    // What arrives in one turn of the event loop leaves in one write per socket: nobody waits longer for it.
    if (this.waiting.push(body) === 1) setImmediate(() => this.flush());
  }

  flush() {
    const bodies = this.waiting;
    this.waiting = [];
    if (this.sse.size > 0) write(this.sse, bodies.map((body) => Buffer.concat([DATA, body, END])));
    if (this.ws.size > 0) write(this.ws, bodies.flatMap((body) => Sender.frame(body, TEXT)));
  }
}

const DATA = Buffer.from("data: ");
const END = Buffer.from("\n\n");
/** @type {Map<string, Topic>} */
const topics = new Map();

function topicOf(request) {
  const name = new URL(request.url, "http://localhost").searchParams.get("topic");
  if (!topics.has(name)) topics.set(name, new Topic());
  return topics.get(name);
}

/** Builds the bytes once, for all of them. */
function write(sockets, parts) {
  const bytes = Buffer.concat(parts);
  for (const socket of sockets) {
    if (socket.writableLength > PATIENCE) socket.destroy();
    else socket.write(bytes);
  }
}

function subscribe(sockets, socket) {
  socket.setNoDelay();
  sockets.add(socket);
  socket.once("close", () => sockets.delete(socket));
}

const server = createServer({ keepAlive: true, noDelay: true }, (request, response) => {
  if (request.url.startsWith("/pub?")) {
    const topic = topicOf(request);
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      topic.publish(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
      response.writeHead(204).end();
    });
  } else if (request.url.startsWith("/sse?")) {
    // A body that ends with its connection needs no chunks, so that the bytes are the same for everybody.
    response.useChunkedEncodingByDefault = false;
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-cache", Connection: "close" });
    response.flushHeaders();
    subscribe(topicOf(request).sse, request.socket);
  } else {
    response.writeHead(404).end();
  }
});
server.keepAliveTimeout = 0;
server.requestTimeout = 0;

const handshake = new WebSocketServer({ noServer: true, perMessageDeflate: false });
server.on("upgrade", (request, socket, head) => {
  handshake.handleUpgrade(request, socket, head, (client) => {
    client.on("error", () => client.terminate());
    subscribe(topicOf(request).ws, socket);
  });
});

server.listen({ port: Number(process.argv[2]), host: "127.0.0.1", backlog: 4096 }, () => console.log("ready"));
