// node eventsource.mjs URL TYPE...: prints every event of these types as a line of JSON.
// The package reconnects by itself with Last-Event-ID, after the delay of the server's `retry`.
import { EventSource } from "eventsource";

const [url, ...types] = process.argv.slice(2);
const source = new EventSource(url);
for (const type of types) {
  source.addEventListener(type, ({ lastEventId: id, data }) => console.log(JSON.stringify({ id, type, data })));
}
source.addEventListener("error", ({ code, message }) => console.error(`cut: ${code ?? ""} ${message ?? ""}`));

// Runs until its input ends. Needed also because the package does not keep Node alive while it waits to reconnect.
process.stdin.on("end", () => process.exit()).resume();
