/**
 * The progress of a long job, which counts primes. The journal keeps the whole state of the job: every page with its address shows the
 * progress, a reload loses nothing, another page can continue after the last step, and the last event ends the topic for all pages.
 */
import { Sluice } from '../client/sluice.js';
import { $, cannotPublish, cannotRead, element, me, room, showConnection, showState, tab } from './page.js';

const STEPS = 60;
const SLICE = 50_000;
const address = new URL(location.href);
const job = address.searchParams.get('job');
const topic = `demo/job/${room}/${job}`;
const sluice = new Sluice('..', { onConnection: showConnection });

/** The newest step. @type {{ step: number, primes: number, worker: string } | undefined} */ let newest;
/** @type {string | undefined} */ let newestId;
let working = false;

function watch() {
  $('begin').hidden = true;
  $('job').hidden = false;
  $('name').textContent = job;
  sluice.subscribe(topic, {
    after: 'earliest', // all steps, also after a reload
    onEvent: ({ id, time, data }) => {
      newest = /** @type {any} */ (data);
      newestId = id;
      show(time);
    },
    onEnd: () => note('The topic is complete. The stream has ended for all clients, and none of them reconnects.'),
    onState: (state) => {
      showState(state);
      $('bar').dataset.state = state;
      $('work').hidden = state !== 'live';
      if (state === 'live' && tab.get('job') === job) work();
    },
    onError: cannotRead,
  });
}

/** Publishes each step with the precondition that the previous one is the newest. Of two workers, one is refused, and stops. */
async function work() {
  if (working) return;
  setWorking(true);
  let { step, primes } = newest ?? { step: 0, primes: 0 };
  let last = newestId;
  try {
    while (working) {
      primes += primesBetween(step * SLICE, ++step * SLICE);
      const expected = last ? { ifMatch: last } : { ifNoneMatch: /** @type {const} */ ('*') };
      const done = { step, primes, worker: me };
      ({ id: last } = await sluice.publish(topic, done, { event: 'progress', ...expected, final: step === STEPS }));
      if (step === STEPS) setWorking(false);
      else await pause(200); // slow enough to watch
    }
  } catch (error) {
    setWorking(false);
    if (error.code === 'precondition-failed') note('Another page published this step first. This page only shows the progress now.');
    else if (error.code !== 'topic-complete') cannotPublish(error);
  }
}

/** @param {boolean} on */
function setWorking(on) {
  working = on;
  $('work').textContent = on ? 'Stop working' : 'Continue on this page';
  tab.set('job', on ? String(job) : '');
}

/** Counts by trial division, which is slow on purpose. @param {number} from @param {number} to */
function primesBetween(from, to) {
  let found = 0;
  for (let n = Math.max(2, from); n < to; n++) {
    let d = 2;
    while (d * d <= n && n % d) d++;
    if (d * d > n) found++;
  }
  return found;
}

/** @param {string} time */
function show(time) {
  const { step, primes, worker } = newest ?? { step: 0, primes: 0, worker: '' };
  $('bar').value = step / STEPS;
  $('percent').textContent = `${Math.round((100 * step) / STEPS)} %`;
  $('found').textContent = `${primes.toLocaleString()} primes below ${(step * SLICE).toLocaleString()}`;
  $('worker').textContent = worker === me ? 'this page' : String(worker);
  $('when').textContent = new Date(time).toLocaleTimeString();
}

/** @param {string} text */
function note(text) {
  $('notes').replaceChildren(element('p', {}, text));
}

/** @param {number} time */
const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));

$('begin').addEventListener('submit', (/** @type {Event} */ event) => {
  event.preventDefault();
  const name = Math.random().toString(36).slice(2, 8);
  address.searchParams.set('job', name);
  tab.set('job', name); // the page starts to work when it has loaded
  location.assign(address);
});
$('work').addEventListener('click', () => (working ? setWorking(false) : work()));
if (job) watch();
