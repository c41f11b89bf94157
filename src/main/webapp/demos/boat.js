/**
 * A boat of the game: its movement, its drawing, and its encoding in fourteen bytes.
 *
 * @typedef {object} Boat
 * @property {number} x @property {number} y on the water, which is 1000 by 600
 * @property {number} heading @property {number} speed per sixtieth of a second
 * @property {number} seen the time when its bytes arrived
 */

export const [WIDTH, HEIGHT] = [1000, 600];
const LENGTH = 14;

/** @param {Boat} boat */
export function pack({ x, y, heading, speed }) {
  const view = new DataView(new ArrayBuffer(LENGTH));
  view.setFloat32(0, x);
  view.setFloat32(4, y);
  view.setFloat32(8, heading);
  view.setInt16(12, Math.round(1_000 * speed));
  return view.buffer;
}

/** @param {unknown} data @returns {Boat | undefined} undefined, if the data is not a boat */
export function unpack(data) {
  if (!(data instanceof Uint8Array) || data.length !== LENGTH) return undefined;
  const view = new DataView(data.buffer, data.byteOffset);
  return { x: view.getFloat32(0), y: view.getFloat32(4), heading: view.getFloat32(8), speed: view.getInt16(12) / 1_000, seen: Date.now() };
}

/**
 * Moves a boat by one sixtieth of a second.
 *
 * @param {Boat} boat @param {Set<string>} pressed keys
 * @param {{ x: number, y: number } | undefined} aim the position of a pressed pointer
 */
export function sail(boat, pressed, aim) {
  const turn = Number(pressed.has('ArrowRight')) - Number(pressed.has('ArrowLeft'));
  const push = Number(pressed.has('ArrowUp')) - 0.5 * Number(pressed.has('ArrowDown'));
  const wanted = aim ? Math.atan2(aim.y - boat.y, aim.x - boat.x) - boat.heading : 0;
  boat.heading += aim ? 0.12 * Math.atan2(Math.sin(wanted), Math.cos(wanted)) : 0.06 * turn;
  boat.speed = 0.97 * boat.speed + 0.16 * (aim ? 1 : push);
  boat.x = (boat.x + boat.speed * Math.cos(boat.heading) + WIDTH) % WIDTH;
  boat.y = (boat.y + boat.speed * Math.sin(boat.heading) + HEIGHT) % HEIGHT;
}

/** @param {CanvasRenderingContext2D} water @param {Boat} boat @param {string} name @param {string} colour */
export function draw(water, { x, y, heading }, name, colour) {
  water.save();
  water.translate(x, y);
  water.fillStyle = colour;
  water.font = `600 ${20 * Math.max(1, 600 / water.canvas.clientWidth)}px system-ui, sans-serif`; // legible on a small screen
  water.textAlign = 'center';
  water.fillText(name, 0, -30);
  water.rotate(heading);
  water.beginPath();
  water.moveTo(26, 0);
  for (const [dx, dy] of [[8, 12], [-20, 10], [-20, -10], [8, -12]]) water.lineTo(dx, dy);
  water.fill();
  water.restore();
}
