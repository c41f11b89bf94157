/**
 * The operator's console. It uses only the gateway's public API and the events on `$sys/…`.
 */
import { Sluice } from '../client/sluice.js';
import { Api } from './api.js';
import { Connections } from './connections.js';
import { $ } from './dom.js';
import { Drain } from './drain.js';
import { Journal } from './journal.js';
import { Now } from './now.js';
import { Publish } from './publish.js';
import { session } from './session.js';
import { Tabs } from './tabs.js';
import { Topics } from './topics.js';
import { Why } from './why.js';

const ROOT = new URL('../', document.baseURI);
const REFRESH = 2_000;
const STATES = { live: 'live', connecting: 'connecting', waiting: 'reconnecting', failed: 'refused', ended: 'ended', closed: 'closed' };

const page = {
  why: (/** @type {string} */ connection) => ask({ connection }),
  known: (/** @type {string[]} */ connections) => why.known(connections),
  knownEvent: (/** @type {string} */ id) => why.knownEvent(id),
  browse(/** @type {string} */ topic) {
    journal.browse(topic);
    tabs.show('journal');
  },
  fail,
};

const now = new Now();
const drain = new Drain(page);
const connections = new Connections(page);
const topics = new Topics(page);
const journal = new Journal({ ...page, why: (event) => ask({ event }) });
const publish = new Publish(page);
const why = new Why(page);
/** @type {Record<string, () => unknown>} loads the content of a tab when it is opened */
const LOAD = { connections: () => connections.load(), topics: () => topics.load(), journal: () => journal.open() };

let signedIn = false;
/** @type {Api | undefined} */ let api;
/** @type {Sluice | undefined} */ let sluice;
let refreshing = 0;
let retrying = 0;

const tabs = new Tabs(document.querySelector('[role=tablist]') ?? $('workspace'), ['now', 'connections', 'topics', 'journal', 'publish', 'why'], (id) => {
  $('problem').hidden = true;
  if (signedIn) LOAD[id]?.();
});

/** @param {{ connection?: string, event?: string }} picked */
function ask(picked) {
  tabs.show('why');
  why.pick(picked);
}

/** Signs in with the token of this tab, the browser's cookie, or nothing, if the gateway is open to anonymous administrators. */
async function begin() {
  end();
  const token = session.token;
  api = new Api(ROOT, token);
  try {
    showNode(await api.get('api/node'));
  } catch (error) {
    refuse(error);
    return;
  }
  signedIn = true;
  $('sign-in').hidden = true;
  $('workspace').hidden = false;
  tabs.reveal();
  $('sign-out').hidden = !token;
  sluice = new Sluice(ROOT, { share: false, token: () => token });
  sluice.subscribe(['$sys/node', '$sys/connections'], { onEvent: receive, onState: showState, onMissed: () => loadSoon(), onError: refuse });
  for (const part of [drain, connections, topics, why]) part.begin(api);
  publish.begin(sluice);
  journal.begin(api, sluice);
  LOAD[tabs.shown]?.();
  refreshing = window.setInterval(() => tabs.shown === 'connections' && !document.hidden && connections.load(), REFRESH);
}

/** @param {any} figures of the node */
function showNode(figures) {
  now.show(figures);
  drain.show(figures);
}

/** @param {any} event of a system topic */
function receive(event) {
  if ($('problem').dataset.temporary === 'true') $('problem').hidden = true;
  if (event.topic === '$sys/node') return showNode(event.data);
  connections.log(event);
  loadSoon();
}

let due = 0;

/** Several changes within a quarter of a second cause one request. */
function loadSoon() {
  if (due || tabs.shown !== 'connections') return;
  due = window.setTimeout(() => {
    due = 0;
    connections.load();
  }, 250);
}

/** @param {keyof typeof STATES} state */
function showState(state) {
  $('state').dataset.state = state;
  $('state').textContent = STATES[state];
}

/** Closes the connection and cancels pending requests. */
function end() {
  signedIn = false;
  clearInterval(refreshing);
  clearTimeout(retrying);
  clearTimeout(due);
  due = 0;
  api?.end();
  sluice?.close();
  api = undefined;
  sluice = undefined;
}

/** Removes all data from the page, and any open dialog, so that the next user of this tab does not see them. */
function clear() {
  $('confirm').close();
  for (const part of [now, drain, connections, topics, journal, publish, why]) part.clear();
  $('problem').hidden = true;
}

/** Asks for a token after a refusal, and retries temporary errors. @param {any} error */
function refuse(error) {
  end();
  showState('failed');
  if (error.retryable) {
    showState('waiting');
    retrying = window.setTimeout(begin, REFRESH);
    return;
  }
  clear();
  $('workspace').hidden = true;
  $('sign-out').hidden = true;
  $('sign-in').hidden = false;
  $('refusal').textContent = session.token || error.code !== 'token-missing' ? error.message : '';
  session.end();
  $('token').focus();
}

/** @param {any} error of one request */
function fail(error) {
  if (error.isAboutToken) return refuse(error);
  $('problem').textContent = error.retryable ? `${error.message}: the page retries` : `The gateway refused the request: ${error.message}`;
  $('problem').dataset.temporary = error.retryable;
  $('problem').hidden = false;
}

document.addEventListener('submit', () => ($('problem').hidden = true), { capture: true });
$('sign-in').addEventListener('submit', (/** @type {Event} */ event) => {
  event.preventDefault();
  session.begin($('token').value.trim());
  $('token').value = '';
  begin();
});
$('sign-out').onclick = () => {
  session.end();
  refuse(Object.assign(new Error(), { code: 'token-missing' }));
};
begin();
