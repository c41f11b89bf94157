// The use of the package in TypeScript: compiled by ClientIT, beside a copy of the sources without their .d.ts.
import * as promised from 'sluice-client';
import { Sluice, SluiceError, type SluiceEvent, type Subscription } from 'sluice-client';
import * as written from './client/sluice.js';

export const kept: typeof promised = written;

const sluice = new Sluice('/', { transport: 'sse', token: async () => 'token', queue: 10 });
const orders: Subscription = sluice.subscribe(['orders/*', 'news'], {
  last: 10,
  onEvent: ({ topic, data, id }: SluiceEvent, subscription) => console.log(topic, data, id?.length, subscription.cursor),
  onGap: ({ from, to, reason }) => console.log(from, to, reason === 'retention'),
  onState: (state) => state === 'live',
  onError: (error: SluiceError) => error.retryable,
});
const { id } = await sluice.publish('orders/1', new Uint8Array(3), { event: 'created', key: 'k', ttl: 3 });
const presence = sluice.presence('room', { member: 'ann', state: { typing: true }, onChange: (members) => members.size });
presence.update({ typing: false });
orders.close();

// @ts-expect-error a filter must be a string
sluice.subscribe(42);
// @ts-expect-error the option does not exist
sluice.subscribe('a', { from: 'earliest' });
// @ts-expect-error the transport does not exist
new Sluice('/', { transport: 'pigeon' });
console.log(id);
