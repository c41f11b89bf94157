import { WINDOW } from './lane.js';

/** @import { Lane } from './lane.js' */

const SVG = 'http://www.w3.org/2000/svg';
const [HEIGHT, LEFT, BOTTOM] = [260, 62, 26];
const [LEAST, MOST] = [0.5, 5_000];

/** The latencies of the last minute, by second, on a logarithmic scale: the median as a solid line, the 99th percentile as a dashed line. */
export class Chart {
  /** @type {Map<string, SVGElement>} */ #lines = new Map();

  /** @param {SVGElement} svg */
  constructor(svg) {
    this.width = Math.max(280, svg.clientWidth); // one unit is one pixel, so that the text has the size of the page's text
    svg.setAttribute('viewBox', `0 0 ${this.width} ${HEIGHT}`);
    for (const value of [1, 10, 100, 1_000]) {
      svg.append(made('line', { class: 'grid', x1: LEFT, x2: this.width, y1: y(value), y2: y(value) }));
      svg.append(made('text', { x: LEFT - 8, y: y(value) + 5, 'text-anchor': 'end' }, value < 1_000 ? `${value} ms` : '1 s'));
    }
    for (const seconds of [50, 35, 20, 5]) {
      svg.append(made('text', { x: this.#x(seconds), y: HEIGHT - 4, 'text-anchor': 'middle' }, `−${seconds} s`));
    }
    for (const side of ['sse', 'websocket']) {
      for (const share of ['p99', 'p50']) this.#lines.set(`${side} ${share}`, svg.appendChild(made('path', { class: `${side} ${share}` })));
    }
  }

  /** @param {Record<string, Lane>} lanes */
  draw(lanes) {
    const now = Math.floor(performance.now() / 1_000);
    for (const [side, { latencies }] of Object.entries(lanes)) {
      for (const [name, share] of /** @type {const} */ ([['p50', 0.5], ['p99', 0.99]])) {
        let path = '';
        let pen = 'M';
        for (let ago = WINDOW - 1; ago > 0; ago--) {
          const value = latencies.at(now - ago, share);
          if (value !== undefined) path += `${pen}${this.#x(ago).toFixed(1)} ${y(value).toFixed(1)}`;
          pen = value === undefined ? 'M' : 'L'; // a second without events interrupts the line
        }
        this.#lines.get(`${side} ${name}`)?.setAttribute('d', path);
      }
    }
  }

  /** @param {number} ago seconds */
  #x(ago) {
    return LEFT + (1 - ago / WINDOW) * (this.width - LEFT);
  }
}

/** @param {number} value milliseconds */
function y(value) {
  const share = Math.log(Math.min(MOST, Math.max(LEAST, value)) / LEAST) / Math.log(MOST / LEAST);
  return (1 - share) * (HEIGHT - BOTTOM - 8) + 8;
}

/** @param {string} tag @param {Record<string, string | number>} attributes @param {string} [text] */
function made(tag, attributes, text = '') {
  const element = /** @type {SVGElement} */ (document.createElementNS(SVG, tag));
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.textContent = text;
  return element;
}
