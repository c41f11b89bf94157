/** The drawing board's checks and its canvas. @typedef {[number, number]} Point of the board, which is 1000 by 600 */

export const [WIDTH, HEIGHT] = [1000, 600];
/** The most points of a line that may be missing before those of a message. */
const MOST_MISSING = 1_000;

/** Received data is checked, because a publisher can send any JSON. @param {any} point @returns {point is Point} */
const isPoint = (point) => Array.isArray(point) && point.length === 2 && point.every(Number.isFinite);

/** @param {any} points @returns {points is Point[]} */
export const isLine = (points) => Array.isArray(points) && points.every(isPoint);

/** Whether this is a pen whose new points continue its line. @param {any} pen @param {number} length the number of known points */
export const isPen = ({ at, number, from, more }, length) =>
  isPoint(at) && Number.isFinite(number) && Number.isInteger(from) && from >= 0 && from <= length + MOST_MISSING && isLine(more);

export class Paper {
  #context;

  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.#context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  }

  clear() {
    this.#context.clearRect(0, 0, WIDTH, HEIGHT);
  }

  /** Draws a line. @param {Point[]} points some may be missing still @param {string} colour */
  draw(points, colour) {
    Object.assign(this.#context, { lineWidth: 5, lineCap: 'round', lineJoin: 'round', strokeStyle: colour });
    this.#context.beginPath();
    points.forEach(([x, y]) => this.#context.lineTo(x, y));
    this.#context.stroke();
  }

  /** Draws a pen. @param {Point} at @param {string} name of its owner @param {string} colour */
  mark([x, y], name, colour) {
    const size = 22 * Math.max(1, 600 / this.#context.canvas.clientWidth); // legible on a small screen
    Object.assign(this.#context, { fillStyle: colour, font: `600 ${size}px system-ui, sans-serif` });
    this.#context.beginPath();
    this.#context.arc(x, y, 8, 0, 2 * Math.PI);
    this.#context.fill();
    this.#context.fillText(name, x + 14, y + size / 3);
  }
}
