/**
 * A game: boats, and a buoy to be caught. Where a boat is goes out sixty times a second, as fourteen bytes, and is volatile: only the newest
 * matters. A catch is an event in the journal, valid only if nobody has caught that buoy before: of two boats one gets it, and all agree.
 */
import { Sluice } from '../client/sluice.js';
import { draw, HEIGHT, pack, sail, unpack, WIDTH } from './boat.js';
import { $, cannotPublish, cannotRead, colour, element, me, room, showConnection, showState } from './page.js';

/** @import { Boat } from './boat.js' */

const topic = `demo/game/${room}`;
const [STEP, REACH, AWAY] = [1_000 / 60, 34, 3_000];
const sluice = new Sluice('..', { share: false, onConnection: showConnection }); // the way through another tab would be longer
const water = $('water').getContext('2d');

/** @type {Boat} */ const own = { x: WIDTH * Math.random(), y: HEIGHT * Math.random(), heading: 0, speed: 0, seen: 0 };
/** @type {Map<string, Boat>} */ const boats = new Map();
/** @type {Map<string, number>} */ const scores = new Map();
/** The newest catch: from it everybody knows where the next buoy is. @type {string | undefined} */ let caught;
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
  conflate: true, // of each boat only the newest place waits for this page
  onEvent: ({ subject = '', data }) => {
    const boat = unpack(data);
    if (!boat || subject === me) return;
    boats.set(subject, boat);
    received++;
  },
  onError: cannotRead,
});

/** The same for all, out of what all have. */
function buoy() {
  let hash = 7;
  for (const letter of caught ?? room) hash = Math.imul(hash ^ letter.charCodeAt(0), 16_777_619) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 15), 2_246_822_519) >>> 0;
  return { x: 60 + (hash % (WIDTH - 120)), y: 60 + ((hash >>> 12) % (HEIGHT - 120)) };
}

async function grab() {
  isCatching = true;
  try {
    const expected = caught ? { ifMatch: caught } : { ifNoneMatch: /** @type {const} */ ('*') };
    await sluice.publish(`${topic}/catches`, {}, { event: 'caught', subject: me, ...expected });
    $('told').textContent = 'You have it.';
  } catch (error) {
    if (error.code === 'precondition-failed') $('told').textContent = 'Another boat was faster.';
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
  if (!isCatching && Math.hypot(x - own.x, y - own.y) < REACH) grab();
  sluice.publish(topic, pack(own), { volatile: true, subject: me, echo: false }).catch(refused);
  sent++;
}

/** Not sixty times a second. @param {any} error */
function refused(error) {
  if (!isRefused) cannotPublish(error);
  isRefused = true;
}

/** Sixty steps a second, however often the screen shows them. @param {number} now */
function frame(now) {
  for (before = Math.max(before, now - 100); now - before >= STEP; before += STEP) step();
  water.clearRect(0, 0, WIDTH, HEIGHT);
  if (isReady) showBuoy(buoy());
  for (const [name, boat] of boats) {
    if (Date.now() - boat.seen > AWAY) boats.delete(name);
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
  const name = (/** @type {string} */ name) => element('span', {}, name === me ? `${name} (you)` : name);
  $('scores').replaceChildren(...best.map(([who, score]) => element('li', {}, name(who), element('b', {}, String(score)))));
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
