/**
 * A game with boats and a buoy. The position of a boat is published sixty times per second, as fourteen bytes, and is volatile: only the
 * newest matters. A catch is an event in the journal with the precondition that the buoy was not caught before, so one boat gets it and all
 * pages agree.
 */
import { Sluice } from '../client/sluice.js';
import { draw, HEIGHT, pack, sail, unpack, WIDTH } from './boat.js';
import { $, cannotPublish, cannotRead, colour, element, me, room, showConnection, showState } from './page.js';

/** @import { Boat } from './boat.js' */

const topic = `demo/game/${room}`;
/** Milliseconds per step; the distance at which a boat catches the buoy; milliseconds after which a silent boat disappears. */
const [STEP, REACH, IDLE] = [1_000 / 60, 34, 3_000];
const sluice = new Sluice('..', { share: false, onConnection: showConnection }); // a detour through another tab would add latency
const water = $('water').getContext('2d');

/** @type {Boat} */ const own = { x: WIDTH * Math.random(), y: HEIGHT * Math.random(), heading: 0, speed: 0, seen: 0 };
/** @type {Map<string, Boat>} */ const boats = new Map();
/** @type {Map<string, number>} */ const scores = new Map();
/** The id of the newest catch, from which all pages compute the position of the next buoy. @type {string | undefined} */ let caught;
let isReady = false;
let isCatching = false;
let isRefused = false;
let sent = 0;
let received = 0;

sluice.subscribe(`${topic}/catches`, {
  last: 1_000,
  onEvent: ({ id, subject = '' }) => {
    caught = id;
    scores.set(subject, (scores.get(subject) ?? 0) + 1);
    showScores();
  },
  onState: (state) => {
    showState(state);
    isReady = state === 'live';
  },
  onError: cannotRead,
});

sluice.subscribe(topic, {
  conflate: true, // of the waiting positions of a boat, only the newest is delivered
  onEvent: ({ subject = '', data }) => {
    const boat = unpack(data);
    if (!boat || subject === me) return;
    boats.set(subject, boat);
    received++;
  },
  onError: cannotRead,
});

/** The position of the buoy, which is the same on all pages: it is computed from data that all of them have. */
function buoy() {
  let hash = 7;
  for (const letter of caught ?? room) hash = Math.imul(hash ^ letter.charCodeAt(0), 16_777_619) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 15), 2_246_822_519) >>> 0;
  return { x: 60 + (hash % (WIDTH - 120)), y: 60 + ((hash >>> 12) % (HEIGHT - 120)) };
}

async function catchBuoy() {
  isCatching = true;
  try {
    const expected = caught ? { ifMatch: caught } : { ifNoneMatch: /** @type {const} */ ('*') };
    await sluice.publish(`${topic}/catches`, {}, { event: 'caught', subject: me, ...expected });
    $('outcome').textContent = 'You caught the buoy.';
  } catch (error) {
    if (error.code === 'precondition-failed') $('outcome').textContent = 'Another boat was faster.';
    else refused(error);
  }
  isCatching = false;
}

/** @type {Set<string>} */ const pressed = new Set();
/** @type {{ x: number, y: number } | undefined} */ let aim;

function step() {
  sail(own, pressed, aim);
  if (!isReady || isRefused) return;
  const { x, y } = buoy();
  if (!isCatching && Math.hypot(x - own.x, y - own.y) < REACH) catchBuoy();
  sluice.publish(topic, pack(own), { volatile: true, subject: me, echo: false }).catch(refused);
  sent++;
}

/** Explains a refusal once, because the page would repeat it sixty times per second. @param {any} error */
function refused(error) {
  if (!isRefused) cannotPublish(error);
  isRefused = true;
}

/** Makes sixty steps per second, at any frame rate of the screen. @param {number} now */
function frame(now) {
  for (before = Math.max(before, now - 100); now - before >= STEP; before += STEP) step();
  water.clearRect(0, 0, WIDTH, HEIGHT);
  if (isReady) showBuoy(buoy());
  for (const [name, boat] of boats) {
    if (Date.now() - boat.seen > IDLE) boats.delete(name);
    else draw(water, boat, name, colour(name));
  }
  draw(water, own, me, colour(me));
  requestAnimationFrame(frame);
}

/** @param {{ x: number, y: number }} place */
function showBuoy({ x, y }) {
  $('water').dataset.buoy = `${x} ${y}`;
  water.fillStyle = getComputedStyle(document.body).getPropertyValue('--bad');
  water.beginPath();
  water.arc(x, y, 15, 0, 2 * Math.PI);
  water.fill();
}

function showScores() {
  const best = [...scores].sort(([, one], [, other]) => other - one).slice(0, 10);
  const label = (/** @type {string} */ name) => element('span', {}, name === me ? `${name} (you)` : name);
  $('scores').replaceChildren(...best.map(([name, score]) => element('li', {}, label(name), element('b', {}, String(score)))));
}

for (const type of ['keydown', 'keyup']) {
  $('water').addEventListener(type, (/** @type {KeyboardEvent} */ event) => {
    if (!event.key.startsWith('Arrow')) return;
    event.preventDefault();
    if (type === 'keydown') pressed.add(event.key);
    else pressed.delete(event.key);
  });
}
$('water').addEventListener('blur', () => pressed.clear());
for (const type of ['pointerdown', 'pointermove', 'pointerup', 'pointercancel']) {
  $('water').addEventListener(type, (/** @type {PointerEvent} */ { offsetX, offsetY, buttons }) => {
    const scale = WIDTH / $('water').clientWidth;
    aim = buttons ? { x: offsetX * scale, y: offsetY * scale } : undefined;
  });
}
setInterval(() => {
  $('rates').textContent = `${sent} sent and ${received} received in the last second`;
  sent = received = 0;
}, 1_000);
let before = performance.now();
requestAnimationFrame(frame);
