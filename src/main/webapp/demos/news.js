/** News: a topic for each section, articles that are corrected where they stand, and what is new since one has last looked. */
import { isAfter } from '../client/cursor.js';
import { Sluice } from '../client/sluice.js';
import { $, browser, cannotPublish, cannotRead, element, room, showConnection, showState } from './page.js';

/** @import { Subscription } from '../client/sluice.js' */

const base = `demo/news/${room}`;
const SECTIONS = ['world', 'science', 'sport'];
const sluice = new Sluice('..', { onConnection: showConnection });

/** By their subjects. @type {Map<string, HTMLElement>} */ const articles = new Map();
/** @type {Subscription | undefined} */ let reading;
/** The cursor up to which one has looked: a page that comes back after days knows what is new. */
let seen = browser.get(base) || undefined;
/** The article that is being corrected. @type {{ topic: string, subject: string } | undefined} */ let corrected;

function read() {
  reading?.close();
  articles.clear();
  $('articles').replaceChildren();
  showNew();
  const sections = SECTIONS.filter((section) => $(section).checked);
  if (sections.length === 0) return showState('closed');
  const filters = sections.length < SECTIONS.length ? sections.map((section) => `${base}/${section}`) : `${base}/*`;
  reading = sluice.subscribe(filters, {
    last: 50,
    onEvent: ({ id = '', topic, subject = id, event, time, data }) => {
      const article = made(topic, subject, time, String(data), event === 'corrected');
      const before = articles.get(subject);
      articles.set(subject, article);
      if (before) before.replaceWith(article);
      else $('articles').prepend(article);
      article.classList.toggle('new', seen !== undefined && isAfter(id, seen));
      seen ??= id; // the first visit: nothing is new but what comes now
      showNew();
    },
    onState: (state) => state === 'closed' || showState(state),
    onError: cannotRead,
  });
}

/** @param {string} topic @param {string} subject @param {string} time @param {string} text @param {boolean} isCorrected */
function made(topic, subject, time, text, isCorrected) {
  const section = topic.slice(base.length + 1);
  const said = `${section} · ${new Date(time).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' })}${isCorrected ? ' · corrected' : ''}`;
  const correct = element('button', { type: 'button', 'aria-label': `Correct: ${text}` }, 'Correct');
  correct.addEventListener('click', () => edit({ topic, subject }, text));
  return element('li', {}, element('h3', {}, text), element('p', { class: 'fine' }, said), correct);
}

function showNew() {
  const count = document.querySelectorAll('#articles .new').length;
  document.title = `${count ? `(${count}) ` : ''}News · Sluice`;
  $('new').textContent = count ? `${count} new: mark as read` : 'Nothing new';
  $('new').disabled = count === 0;
}

function look() {
  seen = reading?.cursor ?? seen;
  browser.set(base, seen);
  for (const article of articles.values()) article.classList.remove('new');
  showNew();
}

/** @param {{ topic: string, subject: string } | undefined} article @param {string} text */
function edit(article, text) {
  corrected = article;
  $('headline').value = text;
  $('section').disabled = Boolean(article);
  $('publish').textContent = article ? 'Correct' : 'Publish';
  $('headline').focus();
}

async function publish() {
  const text = $('headline').value.trim();
  const { topic, subject } = corrected ?? { topic: `${base}/${$('section').value}`, subject: crypto.getRandomValues(new Uint32Array(2)).join('-') };
  try {
    await sluice.publish(topic, text, { subject, event: corrected ? 'corrected' : 'published' });
    edit(undefined, '');
  } catch (error) {
    cannotPublish(error);
  }
}

for (const section of SECTIONS) {
  $(section).addEventListener('change', read);
  $('section').append(element('option', {}, section));
}
$('new').addEventListener('click', look);
$('desk').addEventListener('submit', (/** @type {Event} */ event) => {
  event.preventDefault();
  publish();
});
addEventListener('storage', ({ key, newValue }) => {
  if (key === `sluice ${base}` && newValue) seen = newValue; // another tab has looked
});
read();
