/**
 * A drawing board. A finished line is an event in the journal; the moving pen is a volatile event, up to sixty times per second. So all
 * pages see the pen move, and a page that is opened later, or misses volatile events, still gets the whole line.
 */
import { Sluice } from '../client/sluice.js';
import { $, cannotPublish, cannotRead, colour, me, room, showConnection, showState } from './page.js';
import { HEIGHT, isLine, isPen, Paper, WIDTH } from './paper.js';

/** @import { Point } from './paper.js' */

const topic = `demo/board/${room}`;
/** Pixels per key press; milliseconds after which an idle pen disappears. */
const [STEP, IDLE] = [10, 10_000];
const sluice = new Sluice('..', { onConnection: showConnection });
const paper = new Paper($('board'));

/** @type {{ by: string, points: Point[] }[]} */ let lines = [];
/** The pens of other pages, each with its position and its unfinished line. @type {Map<string, { at: Point, number: number, points: Point[], seen: number }>} */
const pens = new Map();
/** @type {Point} */ let at = [WIDTH / 2, HEIGHT / 2];
/** This page's unfinished line. @type {Point[] | undefined} */ let line;
/** The number of this page's line. With it and the index of the first point, other pages assemble a line from messages in any order. */
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
    if (subject === me) return; // this visitor, in another tab
    const { at, number, from, more } = /** @type {any} */ (data ?? {});
    const before = pens.get(subject);
    const points = before && before.number === number ? before.points : [];
    if (!isPen({ at, number, from, more }, points.length)) return;
    if (before && number < before.number) return; // requests may overtake each other
    more.forEach((/** @type {Point} */ point, /** @type {number} */ i) => (points[from + i] = point));
    pens.set(subject, { at, number, points, seen: Date.now() });
    draw();
  },
  onError: cannotRead,
});

/** The number of points that have been sent. */
let sentPoints = 0;

/** Sends changes, at most once per animation frame. */
function sendPen() {
  requestAnimationFrame(sendPen);
  if (!moved || isRefused) return;
  moved = false;
  const data = { at, number, from: sentPoints, more: line?.slice(sentPoints) ?? [] };
  sentPoints = line?.length ?? 0;
  sluice.publish(`${topic}/pens`, data, { volatile: true, subject: me, echo: false }).then(sendAgain, refused);
}

/** Sends the whole line next time, if there was no connection. @param {{ sent?: boolean }} receipt */
function sendAgain({ sent }) {
  if (sent) return;
  sentPoints = 0;
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
  sentPoints = 0;
  if (finished.points.length > 1) sluice.publish(topic, finished, { event: 'drawn', subject: me }).catch(refused);
}

/** Explains a refusal and stops sending, because the page would repeat it sixty times per second. @param {any} error */
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
      if (Date.now() - pen.seen > IDLE) pens.delete(name);
      paper.draw(pen.points, colour(name));
      paper.mark(pen.at, name, colour(name));
    }
    if (isKeyboard) paper.mark(at, line ? 'drawing' : 'pen up', colour(me));
    $('others').textContent = [...pens.keys()].join(', ') || 'none';
  });
}

$('board').addEventListener('pointerdown', (/** @type {PointerEvent} */ event) => {
  $('board').setPointerCapture(event.pointerId);
  isKeyboard = false;
  begin([]);
  move(pointOf(event));
});
$('board').addEventListener('pointermove', (/** @type {PointerEvent} */ event) => move(pointOf(event)));
for (const type of ['pointerup', 'pointercancel']) $('board').addEventListener(type, finish);

/* Keyboard: arrow keys move the pen, the space bar lowers and lifts it. */
$('board').addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
  const step = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key];
  if (!step && event.key !== ' ') return;
  event.preventDefault();
  isKeyboard = true;
  if (step) move([Math.min(WIDTH, Math.max(0, at[0] + step[0])), Math.min(HEIGHT, Math.max(0, at[1] + step[1]))]);
  else if (line) finish();
  else begin([at]);
  draw();
});
$('clear').addEventListener('click', () => sluice.publish(topic, {}, { event: 'cleared', subject: me }).catch(refused));
setInterval(draw, IDLE / 2);
sendPen();
