/** A chat: messages are events in the journal, the members are presence, and "is typing" is the state of a member. */
import { Sluice } from '../client/sluice.js';
import { $, cannotPublish, cannotRead, colour, element, me, room, showConnection, showState } from './page.js';

const topic = `demo/chat/${room}`;
const sluice = new Sluice('..', { onConnection: showConnection });
const members = sluice.presence(topic, { member: me, state: { typing: false }, onChange: showMembers, onError: cannotRead });

sluice.subscribe(topic, {
  last: 100,
  onEvent: ({ data, time }) => showMessage(data, time),
  onGap: () => $('messages').append(element('li', { class: 'note' }, 'earlier messages are no longer available')),
  onState: showState,
  onError: cannotRead,
});

/** Shows the message pale until the journal contains it, which may take as long as the network is unavailable. @param {string} text */
async function send(text) {
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

/* The state of a member changes when typing starts, and when it has stopped. */
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
  send(text);
});
