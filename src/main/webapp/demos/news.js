/** News: a topic for each section, corrections that replace an article, and a mark for articles that are new since the last visit. */
import { isAfter } from '../client/cursor.js';
import { Sluice } from '../client/sluice.js';
import { $, browser, cannotPublish, cannotRead, element, room, showConnection, showState } from './page.js';

/** @import { Subscription } from '../client/sluice.js' */

const base = `demo/news/${room}`;
const SECTIONS = ['world', 'science', 'sport'];
const sluice = new Sluice('..', { onConnection: showConnection });

/** The articles by their subjects. @type {Map<string, HTMLElement>} */ const articles = new Map();
/** @type {Subscription | undefined} */ let subscription;
/** The cursor up to which the visitor has read, kept in the browser. */
let seen = browser.get(base) || undefined;
/** The article that is being corrected. @type {{ topic: string, subject: string } | undefined} */ let corrected;

function read() {
  subscription?.close();
  articles.clear();
  $('articles').replaceChildren();
  showNew();
  const sections = SECTIONS.filter((section) => $(section).checked);
  if (sections.length === 0) return showState('closed');
  const filters = sections.length < SECTIONS.length ? sections.map((section) => `${base}/${section}`) : `${base}/*`;
  subscription = sluice.subscribe(filters, {
    last: 50,
    onEvent: ({ id = '', topic, subject = id, event, time, data }) => {
      const article = makeArticle(topic, subject, time, String(data), event === 'corrected');
      const before = articles.get(subject);
      articles.set(subject, article);
      if (before) before.replaceWith(article);
      else $('articles').prepend(article);
      article.classList.toggle('new', seen !== undefined && isAfter(id, seen));
      seen ??= id; // on the first visit, only later articles are new
      showNew();
    },
    onState: (state) => state === 'closed' || showState(state),
    onError: cannotRead,
  });
}

/** @param {string} topic @param {string} subject @param {string} time @param {string} text @param {boolean} isCorrected */
function makeArticle(topic, subject, time, text, isCorrected) {
  const section = topic.slice(base.length + 1);
  const details = `${section} · ${new Date(time).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' })}${isCorrected ? ' · corrected' : ''}`;
  const correct = element('button', { type: 'button', 'aria-label': `Correct: ${text}` }, 'Correct');
  correct.addEventListener('click', () => edit({ topic, subject }, text));
  return element('li', {}, element('h3', {}, text), element('p', { class: 'fine' }, details), correct);
}

function showNew() {
  const count = document.querySelectorAll('#articles .new').length;
  document.title = `${count ? `(${count}) ` : ''}News · Sluice`;
  $('new').textContent = count ? `${count} new: mark as read` : 'Nothing new';
  $('new').disabled = count === 0;
}

function markAsRead() {
  seen = subscription?.cursor ?? seen;
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
$('new').addEventListener('click', markAsRead);
$('editor').addEventListener('submit', (/** @type {Event} */ event) => {
  event.preventDefault();
  publish();
});
addEventListener('storage', ({ key, newValue }) => {
  if (key === `sluice ${base}` && newValue) seen = newValue; // marked as read in another tab
});
read();
