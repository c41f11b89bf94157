/**
 * A drawing board. A line that is finished is an event in the journal; the pen on its way there is a volatile one, up to sixty times a
 * second. So everybody sees it move, and whoever comes later, or misses some of it, has the line all the same.
 */
import { Sluice } from '../client/sluice.js';
import { $, cannotPublish, cannotRead, colour, me, room, showConnection, showState } from './page.js';

/** @typedef {[number, number]} Point of the board, which is 1000 by 600 */

const topic = `demo/board/${room}`;
const [WIDTH, HEIGHT, STEP, AWAY] = [1000, 600, 10, 10_000];
const sluice = new Sluice('..', { onConnection: showConnection });
const paper = $('board').getContext('2d');

/** @type {{ by: string, points: Point[] }[]} */ let lines = [];
/** The others: where their pens are, and what they draw. @type {Map<string, { at: Point, line: Point[], seen: number }>} */
const pens = new Map();
/** @type {Point} */ let at = [WIDTH / 2, HEIGHT / 2];
/** What is drawn now. @type {Point[] | undefined} */ let line;
let moved = false;
let isKeyboard = false;
let isRefused = false;

sluice.subscribe(topic, {
  last: 2_000,
  onEvent: ({ event, subject = '', data }) => {
    if (event === 'cleared') lines = [];
    else if (Array.isArray(data)) lines.push({ by: subject, points: data });
    const pen = pens.get(subject);
    if (pen) pen.line = [];
    draw();
  },
  onState: showState,
  onError: cannotRead,
});

sluice.subscribe(`${topic}/pens`, {
  onEvent: ({ subject = '', data }) => {
    if (subject === me) return; // in another tab
    const { at, more, isNew } = /** @type {any} */ (data);
    const line = isNew ? [] : (pens.get(subject)?.line ?? []);
    pens.set(subject, { at, line: line.concat(more), seen: Date.now() });
    draw();
  },
  onError: cannotRead,
});

/** Once a picture at most, and only if something has changed. */
let sent = 0;
function tell() {
  requestAnimationFrame(tell);
  if (!moved || isRefused) return;
  moved = false;
  const data = { at, more: line?.slice(sent) ?? [], isNew: sent === 0 };
  sent = line?.length ?? 0;
  sluice.publish(`${topic}/pens`, data, { volatile: true, subject: me, echo: false }).catch(refused);
}

function finish() {
  if (!line) return;
  const points = line;
  line = undefined;
  sent = 0;
  if (points.length > 1) sluice.publish(topic, points, { event: 'drawn', subject: me }).catch(refused);
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
    paper.clearRect(0, 0, WIDTH, HEIGHT);
    for (const { by, points } of lines) stroke(points, colour(by));
    if (line) stroke(line, colour(me));
    for (const [name, pen] of pens) {
      if (Date.now() - pen.seen > AWAY) pens.delete(name);
      stroke(pen.line, colour(name));
      show(pen.at, name, colour(name));
    }
    if (isKeyboard) show(at, line ? 'drawing' : 'pen up', colour(me));
    $('others').textContent = [...pens.keys()].join(', ') || 'nobody';
  });
}

/** @param {Point[]} points @param {string} colour */
function stroke(points, colour) {
  Object.assign(paper, { lineWidth: 5, lineCap: 'round', lineJoin: 'round', strokeStyle: colour });
  paper.beginPath();
  for (const [x, y] of points) paper.lineTo(x, y);
  paper.stroke();
}

/** @param {Point} point @param {string} name @param {string} colour */
function show([x, y], name, colour) {
  paper.fillStyle = colour;
  paper.beginPath();
  paper.arc(x, y, 8, 0, 2 * Math.PI);
  paper.fill();
  paper.font = '600 22px system-ui, sans-serif';
  paper.fillText(name, x + 14, y + 7);
}

$('board').addEventListener('pointerdown', (/** @type {PointerEvent} */ event) => {
  $('board').setPointerCapture(event.pointerId);
  isKeyboard = false;
  line = [];
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
  else line = [at];
  draw();
});
$('clear').addEventListener('click', () => sluice.publish(topic, {}, { event: 'cleared', subject: me }).catch(refused));
setInterval(draw, AWAY / 2);
tell();
