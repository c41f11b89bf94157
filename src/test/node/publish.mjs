// node publish.mjs URL TOPIC: publishes text, JSON and bytes over WebSocket, and prints each as a line of JSON with the
// id of its acknowledgement.
import WebSocket from "ws";

const [url, topic] = process.argv.slice(2);
const bytes = Buffer.from([0, 255, 10, 13, 0x80]);
const drafts = [
  { event: "text", data: "Zürich\r\n → 東京 🚀" },
  { event: "json", data: { n: 1 } },
  { event: "bytes", contentType: "application/octet-stream" },
  { event: "text", data: "" },
];

/** @returns {Buffer} 2 bytes of length, the JSON of that length, the payload */
function binary(message) {
  const header = Buffer.from(JSON.stringify(message));
  const length = Buffer.alloc(2);
  length.writeUInt16BE(header.length);
  return Buffer.concat([length, header, bytes]);
}

function printed({ event: type, data = bytes.toString("base64") }, id) {
  return JSON.stringify({ id, type, data: typeof data === "string" ? data : JSON.stringify(data) });
}

const socket = new WebSocket(url);
socket.on("open", () => {
  drafts.forEach((draft, ref) => {
    const message = { type: "publish", ref, topic, ...draft };
    socket.send("data" in draft ? JSON.stringify(message) : binary(message));
  });
});
socket.on("message", (text) => {
  const message = JSON.parse(text);
  if (message.type === "ack") {
    console.log(printed(drafts[message.ref], message.id));
  } else if (message.type !== "ready") {
    console.error(JSON.stringify(message));
  }
});
