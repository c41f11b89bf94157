/**
 * A drawing board. A line that is finished is an event in the journal; the pen on its way there is a volatile one, up to sixty times a
 * second. So everybody sees it move, and whoever comes later, or misses some of it, has the line all the same.
 */
import { Sluice } from '../client/sluice.js';
import { $, cannotPublish, cannotRead, colour, me, room, showConnection, showState } from './page.js';
import { HEIGHT, isLine, isPen, Paper, WIDTH } from './paper.js';

/** @import { Point } from './paper.js' */

const topic = `demo/board/${room}`;
const [STEP, AWAY] = [10, 10_000];
const sluice = new Sluice('..', { onConnection: showConnection });
const paper = new Paper($('board'));

/** @type {{ by: string, points: Point[] }[]} */ let lines = [];
/** The others: where their pens are, and what they draw. @type {Map<string, { at: Point, number: number, points: Point[], seen: number }>} */
const pens = new Map();
/** @type {Point} */ let at = [WIDTH / 2, HEIGHT / 2];
/** The line that is being drawn. @type {Point[] | undefined} */ let line;
/** Which of this page's lines: by it and the place in it the others put together what comes in pieces, in whatever order. */
let number = 0;
let moved = false;
let isKeyboard = false;
let isRefused = false;

sluice.subscribe(topic, {
  last: 2_000,
  onEvent: ({ event, subject = '', data }) => {
    const { number, points } = /** @type {any} */ (data ?? {});
    if (event === 'cleared') lines = [];
    else if (isLine(points)) lines.push({ by: subject, points });
    if (pens.get(subject)?.number === number) pens.get(subject)?.points.splice(0);
    draw();
  },
  onState: showState,
  onError: cannotRead,
});

sluice.subscribe(`${topic}/pens`, {
  onEvent: ({ subject = '', data }) => {
    if (subject === me) return; // in another tab
    const { at, number, from, more } = /** @type {any} */ (data ?? {});
    const before = pens.get(subject);
    const points = before && before.number === number ? before.points : [];
    if (!isPen({ at, number, from, more }, points.length)) return;
    if (before && number < before.number) return; // overtaken: each may have come by a request of its own
    more.forEach((/** @type {Point} */ point, /** @type {number} */ i) => (points[from + i] = point));
    pens.set(subject, { at, number, points, seen: Date.now() });
    draw();
  },
  onError: cannotRead,
});

/** How much of the line the others have been told. */
let told = 0;

/** Once a picture at most, and only if something has changed. */
function tell() {
  requestAnimationFrame(tell);
  if (!moved || isRefused) return;
  moved = false;
  const data = { at, number, from: told, more: line?.slice(told) ?? [] };
  told = line?.length ?? 0;
  sluice.publish(`${topic}/pens`, data, { volatile: true, subject: me, echo: false }).then(again, refused);
}

/** There was no connection at that moment: the next time all of it. @param {{ sent?: boolean }} receipt */
function again({ sent }) {
  if (sent) return;
  told = 0;
  moved = true;
}

/** @param {Point[]} points */
function begin(points) {
  line = points;
  number = Date.now();
}

function finish() {
  if (!line) return;
  const finished = { number, points: line };
  line = undefined;
  told = 0;
  if (finished.points.length > 1) sluice.publish(topic, finished, { event: 'drawn', subject: me }).catch(refused);
}

/** Not sixty times a second. @param {any} error */
function refused(error) {
  isRefused = true;
  cannotPublish(error);
}

/** @param {Point} point */
function move(point) {
  at = point;
  line?.push(at);
  moved = true;
  draw();
}

/** @param {PointerEvent} event @returns {Point} */
function pointOf({ clientX, clientY }) {
  const box = $('board').getBoundingClientRect();
  return [Math.round(((clientX - box.left) / box.width) * WIDTH), Math.round(((clientY - box.top) / box.height) * HEIGHT)];
}

let drawing = false;
function draw() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    paper.clear();
    for (const { by, points } of lines) paper.draw(points, colour(by));
    if (line) paper.draw(line, colour(me));
    for (const [name, pen] of pens) {
      if (Date.now() - pen.seen > AWAY) pens.delete(name);
      paper.draw(pen.points, colour(name));
      paper.mark(pen.at, name, colour(name));
    }
    if (isKeyboard) paper.mark(at, line ? 'drawing' : 'pen up', colour(me));
    $('others').textContent = [...pens.keys()].join(', ') || 'nobody';
  });
}

$('board').addEventListener('pointerdown', (/** @type {PointerEvent} */ event) => {
  $('board').setPointerCapture(event.pointerId);
  isKeyboard = false;
  begin([]);
  move(pointOf(event));
});
$('board').addEventListener('pointermove', (/** @type {PointerEvent} */ event) => move(pointOf(event)));
for (const over of ['pointerup', 'pointercancel']) $('board').addEventListener(over, finish);

/** The same by keyboard: the arrows move the pen, the space bar sets it down and lifts it. */
$('board').addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
  const way = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key];
  if (!way && event.key !== ' ') return;
  event.preventDefault();
  isKeyboard = true;
  if (way) move([Math.min(WIDTH, Math.max(0, at[0] + way[0])), Math.min(HEIGHT, Math.max(0, at[1] + way[1]))]);
  else if (line) finish();
  else begin([at]);
  draw();
});
$('clear').addEventListener('click', () => sluice.publish(topic, {}, { event: 'cleared', subject: me }).catch(refused));
setInterval(draw, AWAY / 2);
tell();
