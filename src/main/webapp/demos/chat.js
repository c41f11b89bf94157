/** A chat: what is said is in the journal, who is there is presence, and who is typing is the state of a member. */
import { Sluice } from '../client/sluice.js';
import { $, cannotPublish, cannotRead, colour, element, me, room, showConnection, showState } from './page.js';

const topic = `demo/chat/${room}`;
const sluice = new Sluice('..', { onConnection: showConnection });
const members = sluice.presence(topic, { member: me, state: { typing: false }, onChange: showMembers, onError: cannotRead });

sluice.subscribe(topic, {
  last: 100,
  onEvent: ({ data, time }) => showMessage(data, time),
  onGap: () => $('messages').append(element('li', { class: 'note' }, 'what was said before is no longer kept')),
  onState: showState,
  onError: cannotRead,
});

/** It shows at once, paler, and stays so until the journal has it: also while the network is unavailable. @param {string} text */
async function say(text) {
  const waiting = $('waiting').appendChild(message(me, text));
  scroll();
  try {
    await sluice.publish(topic, { name: me, text }, { event: 'said' });
  } catch (error) {
    cannotPublish(error);
    $('text').value ||= text;
  }
  waiting.remove();
}

/** @param {any} data @param {string} time */
function showMessage({ name, text }, time) {
  const clock = element('time', { datetime: time }, new Date(time).toLocaleTimeString([], { timeStyle: 'short' }));
  const shown = message(name, text);
  shown.firstElementChild?.append(' ', clock);
  $('messages').append(shown);
  scroll();
}

/** @param {string} name @param {string} text */
function message(name, text) {
  const author = element('span', { class: 'author' }, String(name));
  author.style.color = colour(String(name));
  return element('li', { class: name === me ? 'message own' : 'message' }, author, element('span', { class: 'text' }, String(text)));
}

function scroll() {
  $('log').scrollTop = $('log').scrollHeight;
}

/** @param {ReadonlyMap<string, any>} present */
function showMembers(present) {
  const entries = [...present].sort(([one], [other]) => one.localeCompare(other));
  $('members').replaceChildren(
    ...entries.map(([name, state]) => {
      const item = element('li', {}, name === me ? `${name} (you)` : name);
      item.style.color = colour(name);
      if (state?.typing) item.append(element('span', { class: 'typing' }, ' is typing …'));
      return item;
    }),
  );
  $('count').textContent = String(present.size);
}

/* Others see that somebody types: it is said when it begins, and when it has ended. */
let typing = 0;

/** @param {boolean} on */
function showTyping(on) {
  clearTimeout(typing);
  if (on !== typing > 0) members.update({ typing: on });
  typing = on ? window.setTimeout(() => showTyping(false), 3_000) : 0;
}

$('text').addEventListener('input', () => showTyping($('text').value !== ''));
$('say').addEventListener('submit', (/** @type {Event} */ event) => {
  event.preventDefault();
  const text = $('text').value.trim();
  if (!text) return;
  $('text').value = '';
  showTyping(false);
  say(text);
});
