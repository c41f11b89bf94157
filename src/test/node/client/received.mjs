// node received.mjs URL: publishes to a gateway and prints the received data as JSON.
import { Sluice } from 'sluice-client';

const sluice = new Sluice(process.argv[2]);
const topic = `package/${crypto.randomUUID()}`;
const sent = ['Zürich', { n: 1 }, Uint8Array.of(0, 255)];
const received = [];
const all = new Promise((resolve) => {
  sluice.subscribe(topic, {
    after: 'earliest',
    onEvent: ({ data }) => {
      received.push(data instanceof Uint8Array ? [...data] : data);
      if (received.length === sent.length) resolve();
    },
  });
});
// the last event may arrive before its acknowledgement
for (const data of sent) await sluice.publish(topic, data);
await all;
console.log(JSON.stringify(received));
sluice.close();
