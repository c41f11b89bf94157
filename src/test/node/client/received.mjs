// node received.mjs URL: publishes to a gateway and prints, as JSON, what comes back of it.
import { Sluice } from 'sluice-client';

const sluice = new Sluice(process.argv[2]);
const topic = `package/${crypto.randomUUID()}`;
const received = [];
sluice.subscribe(topic, {
  after: 'earliest',
  onEvent: ({ data }) => {
    received.push(data instanceof Uint8Array ? [...data] : data);
    if (received.length < 3) return;
    console.log(JSON.stringify(received));
    sluice.close();
  },
});
for (const data of ['Zürich', { n: 1 }, Uint8Array.of(0, 255)]) await sluice.publish(topic, data);
