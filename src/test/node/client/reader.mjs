import { Sluice } from '../../../main/webapp/client/sluice.js';
import { FakeGateway } from './gateway.mjs';
import { settle, World } from './world.mjs';

export const URL_OF_GATEWAY = 'http://gateway.example/app/';

/** A gateway, a simulated browser, and one client in a tab. */
export async function begin(options = {}) {
  const gateway = new FakeGateway();
  const world = new World(gateway);
  const tab = world.tab();
  const sluice = clientIn(tab, { share: false, ...options });
  await settle();
  return { gateway, world, tab, sluice };
}

export function clientIn(tab, { host, ...options } = {}) {
  return new Sluice(URL_OF_GATEWAY, { heartbeat: 10, ...options, host: tab.host(host) });
}

/** A subscription, and the list of its notifications. */
export function read(sluice, filters, options = {}) {
  const told = [];
  const subscription = sluice.subscribe(filters, {
    onEvent: (event) => told.push(event.data),
    onGap: ({ from, to, reason }) => told.push(`gap ${from} ${to} ${reason}`),
    onEnd: (topic) => told.push(`end of ${topic}`),
    onMissed: ({ count }) => told.push(`missed ${count}`),
    onError: ({ code }) => told.push(`error ${code}`),
    ...options,
  });
  return { told, subscription };
}
