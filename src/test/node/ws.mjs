// node ws.mjs URL TOPIC: prints every event of the topic as a line of JSON. After a cut it reconnects
// with its cursor.
import WebSocket from "ws";

const [url, topic] = process.argv.slice(2);
let cursor = process.argv[4];

/** @param {Buffer} frame 2 bytes of length, the JSON of that length, the payload */
function binary(frame) {
  const end = 2 + frame.readUInt16BE(0);
  return { ...JSON.parse(frame.subarray(2, end)), data: frame.subarray(end).toString("base64") };
}

function receive(message) {
  if (message.type === "event") {
    const { id, event: type = "message", data } = message;
    console.log(JSON.stringify({ id, type, data: typeof data === "string" ? data : JSON.stringify(data) }));
    cursor = id;
  } else if (message.type !== "ready" && message.type !== "subscribed") {
    console.error(JSON.stringify(message));
  }
}

function connect() {
  const socket = new WebSocket(url, "sluice.v1");
  socket.on("open", () => socket.send(JSON.stringify({ type: "subscribe", topics: [topic], after: cursor })));
  socket.on("message", (data, isBinary) => (isBinary ? [binary(data)] : [JSON.parse(data)].flat()).forEach(receive));
  socket.on("error", ({ message }) => console.error(message));
  socket.on("close", (code) => {
    console.error(`cut: ${code}`);
    setTimeout(connect, 50);
  });
}

connect();

// Runs until its input ends.
process.stdin.on("end", () => process.exit()).resume();
