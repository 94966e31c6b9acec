import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clearance, liesInArea, overlapsArea } from '../../src/render/corners.ts';
import { freeCorner } from '../../src/render/placement.ts';

/** A square of 60 around the middle of 100 x 100, with a hole of 20. */
const FRAME = [
  [
    [20, 20],
    [80, 20],
    [80, 80],
    [20, 80],
    [20, 20],
  ],
  [
    [40, 40],
    [60, 40],
    [60, 60],
    [40, 60],
    [40, 40],
  ],
] as const;

test('a box meets an area when it crosses its border, lies in it or holds it', () => {
  const box = (x: number, y: number, size: number) => ({ x, y, width: size, height: size });
  assert.equal(overlapsArea(box(2, 2, 10), FRAME), false);
  assert.equal(overlapsArea(box(15, 15, 10), FRAME), true);
  assert.equal(overlapsArea(box(25, 25, 10), FRAME), true);
  assert.equal(overlapsArea(box(0, 0, 100), FRAME), true);
  assert.equal(overlapsArea(box(45, 45, 10), FRAME), false, 'in the hole');
  assert.equal(overlapsArea(box(2, 2, 10), []), true, 'no boundary: all is area');
  assert.equal(liesInArea(box(25, 25, 10), FRAME), true);
  assert.equal(liesInArea(box(35, 35, 10), FRAME), false);
  assert.ok(Math.abs(clearance(box(2, 2, 10), FRAME, 100) - 8) <= 1);
});

test('a legend takes the corner with most room, none when it would hide something', () => {
  const triangle = [
    [
      [0, 0],
      [200, 0],
      [0, 200],
      [0, 0],
    ],
  ] as const;
  const canvas = { width: 200, height: 200 };
  assert.equal(freeCorner({ width: 60, height: 40 }, canvas, 10, triangle), 'bottom-right');
  assert.equal(freeCorner({ width: 120, height: 100 }, canvas, 10, triangle), undefined);
  assert.equal(freeCorner({ width: 190, height: 10 }, canvas, 10, triangle), undefined, 'too wide');
});
