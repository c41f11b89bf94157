import { h } from './dom.js';

/**
 * A line chart of the last minutes, as SVG.
 *
 * @typedef {{ name: string, color: string }} Series `color`: a custom property of the style sheet
 * @typedef {{ time: number, values: number[] }} Point `time` in milliseconds; one value for each series
 */
const SVG = 'http://www.w3.org/2000/svg';
const HEIGHT = 150;
const LEFT = 52;
const TOP = 8;
const BOTTOM = 20;
const SPAN = 120_000;
/** The milliseconds without a point that count as an outage of the gateway. */
const OUTAGE = 5_000;

/** @param {string} tag @param {Record<string, string | number>} attributes @param {...(Node | string)} children */
function svg(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/** The smallest of 1, 2 and 5 times a power of ten that is not less than a value. @param {number} value */
export function roundUp(value) {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5].find((step) => step * power >= value * 0.9999) ?? 10) * power;
}

/**
 * A path through points, interrupted where the gateway was unavailable.
 *
 * @template {{ time: number }} P
 * @param {P[]} points @param {(point: P) => number} x @param {(point: P) => number} y
 */
export function lineThrough(points, x, y) {
  const isNew = (/** @type {number} */ i) => i === 0 || points[i].time - points[i - 1].time > OUTAGE;
  return points.map((point, i) => `${isNew(i) ? 'M' : 'L'}${x(point).toFixed(1)},${y(point).toFixed(1)}`).join('');
}

export class Chart {
  /** @type {Point[]} */ #points = [];
  #drawing;
  #legend;

  /** @param {string} title @param {Series[]} series @param {(value: number) => string} format a value with its unit */
  constructor(title, series, format) {
    this.title = title;
    this.series = series;
    this.format = format;
    this.#drawing = svg('svg', { role: 'img', height: HEIGHT, 'aria-label': title });
    this.#legend = h('ul', { className: 'legend' });
    this.element = h('section', { className: 'card chart' }, h('h2', { textContent: title }), this.#legend, this.#drawing);
    new ResizeObserver(() => this.#draw()).observe(this.element);
  }

  /** @param {number} time @param {number[]} values one for each series */
  add(time, values) {
    this.#points.push({ time, values });
    this.#points = this.#points.filter((point) => point.time > time - SPAN && point.time <= time);
    this.#draw();
  }

  clear() {
    this.#points = [];
    this.#draw();
  }

  #draw() {
    const width = this.element.clientWidth - 34;
    if (width <= LEFT) return; // the chart is hidden
    const most = roundUp(Math.max(...this.#points.flatMap(({ values }) => values), 0));
    const { time: now, values: latest } = this.#points.at(-1) ?? { time: 0, values: this.series.map(() => 0) };
    const x = (/** @type {Point} */ { time }) => width - ((width - LEFT) * (now - time)) / SPAN;
    const y = (/** @type {number} */ value) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / most);
    this.#drawing.setAttribute('viewBox', `0 0 ${width} ${HEIGHT}`);
    this.#drawing.setAttribute('width', String(width));
    const summary = this.series.map(({ name }, i) => `${name} ${this.format(latest[i])}`).join(', ');
    this.#drawing.setAttribute('aria-label', `${this.title}: ${summary}`);
    this.#drawing.replaceChildren(...this.#grid(most, width, y), ...this.series.map((one, s) => this.#line(one, s, x, y)));
    this.#legend.replaceChildren(
      ...this.series.map(({ name, color }, i) => {
        const entry = h('li', {}, h('i', { className: 'key' }), `${name} `, h('b', { textContent: this.format(latest[i]) }));
        entry.style.setProperty('--series', `var(${color})`);
        return entry;
      }),
    );
  }

  /** @param {number} most @param {number} width @param {(value: number) => number} y */
  #grid(most, width, y) {
    const lines = [0, most / 2, most].flatMap((value) => [
      svg('line', { x1: LEFT, x2: width, y1: y(value), y2: y(value), class: 'grid' }),
      svg('text', { x: LEFT - 8, y: y(value) + 4, 'text-anchor': 'end' }, this.format(value)),
    ]);
    const bottom = HEIGHT - 4;
    return [
      ...lines,
      svg('text', { x: LEFT, y: bottom }, '2 min ago'),
      svg('text', { x: width, y: bottom, 'text-anchor': 'end' }, 'now'),
    ];
  }

  /** @param {Series} series @param {number} s @param {(point: Point) => number} x @param {(value: number) => number} y */
  #line({ color }, s, x, y) {
    const line = svg('path', { d: lineThrough(this.#points, x, ({ values }) => y(values[s])), class: 'line' });
    /** @type {any} */ (line).style.setProperty('--series', `var(${color})`);
    return line;
  }
}
