import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineThrough, roundUp } from '../../../main/webapp/console/chart.js';
import { ago, bytes, duration, several, until } from '../../../main/webapp/console/dom.js';

test('an axis ends at a round value above all points', () => {
  assert.deepEqual([0, 0.003, 1, 1.1, 2, 2.1, 7, 10, 4_321].map(roundUp), [1, 0.005, 1, 2, 2, 5, 10, 10, 5_000]);
});

test('durations have a suitable unit', () => {
  assert.deepEqual([0, 0.0012, 0.25, 1.26, 100, 600, 7_200, 604_800].map(duration), ['0', '1.2 ms', '250 ms', '1.3 s', '100 s', '10 min', '2 h', '7 d']);
});

test('bytes have a suitable unit', () => {
  assert.deepEqual([0, 7, 1_024, 1_536, 10 * 2 ** 30].map(bytes), ['0 B', '7 B', '1 KiB', '1.5 KiB', '10 GiB']);
});

test('the singular and the plural differ', () => {
  assert.deepEqual([0, 1, 1_200].map((count) => several(count, 'event')), ['0 events', '1 event', '1,200 events']);
});

test('times are relative to now', () => {
  const now = Date.parse('2026-11-22T09:00:00Z');
  assert.equal(ago('2026-11-22T08:59:50Z', now), '10 s ago');
  assert.equal(ago('2026-11-22T09:00:01Z', now), 'now');
  assert.equal(until('2026-11-22T09:30:00Z', now), 'in 30 min');
  assert.equal(until('2026-11-22T08:59:59Z', now), 'expired');
});

test('a line is interrupted where the gateway was unavailable', () => {
  const points = [0, 1_000, 2_000, 60_000, 61_000].map((time) => ({ time, value: time / 1_000 }));
  assert.equal(lineThrough(points, ({ time }) => time / 100, ({ value }) => value), 'M0.0,0.0L10.0,1.0L20.0,2.0M600.0,60.0L610.0,61.0');
});
