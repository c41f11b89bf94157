import { $, element } from '../page.js';
import { choice, reasons } from './advice.js';

/** @import { Case } from './advice.js' */

const ANSWERS = { sse: 'Server-Sent Events', websocket: 'WebSocket', either: 'Either of them' };
const NAMES = { sse: 'SSE', websocket: 'WebSocket' };

/** The questions, and the answer as they stand. */
export function guide() {
  const answers = new FormData($('guide'));
  const yes = (/** @type {string} */ name) => answers.has(name);
  /** @type {Case} */
  const given = {
    sends: /** @type {any} */ (answers.get('sends')),
    bytes: yes('bytes'),
    presence: yes('presence'),
    tabs: yes('tabs'),
    http2: yes('http2'),
    proxies: yes('proxies'),
    plain: yes('plain'),
  };
  const all = reasons(given);
  const chosen = choice(all);
  $('choice').textContent = ANSWERS[chosen];
  $('choice').dataset.side = chosen;
  $('reasons').replaceChildren(
    ...all.map(({ side, because }) => element('li', { 'data-side': side }, element('b', {}, NAMES[side]), ` ${because}`)),
  );
  $('client').textContent = given.plain
    ? 'The protocols are documented, and both begin and go on at the same cursors: changing one’s mind later costs nothing.'
    : 'The client chooses the same way by itself, and changes in mid-stream where the network leaves only one: name a transport only to rule out the other.';
}
