import { $, element } from '../page.js';
import { choice, reasons } from './advice.js';

/** @import { Case } from './advice.js' */

const ANSWERS = { sse: 'Server-Sent Events', websocket: 'WebSocket', either: 'Either protocol' };
const NAMES = { sse: 'SSE', websocket: 'WebSocket' };

/** Reads the form and shows the recommendation. */
export function showAdvice() {
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
    ? 'Both protocols are documented and use the same cursors, so you can change from one to the other later, without losing events.'
    : 'The client library makes the same choice by itself, and changes the protocol without losing events if the network blocks one. Set its option “transport” only to forbid the other.';
}
