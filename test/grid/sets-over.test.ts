import assert from 'node:assert/strict';
import { test } from 'node:test';
import { projectBounds } from '../../src/grid/project-bounds.ts';
import { tileMatrixSetsOver } from '../../src/grid/sets-over.ts';
import { tileMatrixSet, WEB_MERCATOR, WEB_MERCATOR_QUAD } from '../../src/grid/tile-matrix-set.ts';
import { usefulLevels } from '../../src/grid/useful-levels.ts';
import type { Bounds } from '../../src/grid/bounds.ts';

const local = (bounds: Bounds): string[] =>
  tileMatrixSetsOver(bounds)
    .slice(3)
    .map(({ id }) => id);

test('an area is offered in the sets of its place', () => {
  assert.deepEqual(local([11, 48, 12, 49]), ['EuropeanETRS89_LAEAQuad', 'UTM32WGS84Quad']);
  assert.deepEqual(local([-60.5, -10, -60.1, -9]), ['UTM20WGS84Quad']);
  assert.deepEqual(local([179.5, -17, -179.5, -16]), ['UTM01WGS84Quad'], 'the zone beyond the antimeridian');
  assert.deepEqual(local([-180, 85, 180, 90]), ['UPSArcticWGS84Quad']);
  assert.deepEqual(local([0, -88, 10, -81]), ['UPSAntarcticWGS84Quad']);
});

test('bounds across the antimeridian are the whole turn where the CRS repeats, and a box where it does not', () => {
  const crossing: Bounds = [179.5, -17, -179.5, -16];
  const [minX, , maxX] = projectBounds(crossing, WEB_MERCATOR) ?? [];
  const half = Math.PI * 6_378_137;
  assert.deepEqual([Math.round(minX ?? 0), Math.round(maxX ?? 0)], [-Math.round(half), Math.round(half)]);
  const utm = tileMatrixSet('UTM01WGS84Quad');
  const box = utm && projectBounds(crossing, utm.mapCrs);
  assert.ok(box !== undefined && box[2] - box[0] < 120_000, String(box));
});

test('levels go as far as the first that loses nothing', () => {
  // 156543.03 m / 2 ** z on the equator: 9.55 m at level 14; half as large on the ground at 60 degrees
  assert.deepEqual(usefulLevels(WEB_MERCATOR_QUAD, [0, -0.1, 0.1, 0.1], 10), [0, 14]);
  assert.deepEqual(usefulLevels(WEB_MERCATOR_QUAD, [0, 59.9, 0.1, 60.1], 10), [0, 13]);
  assert.deepEqual(usefulLevels(WEB_MERCATOR_QUAD, [0, 0, 0.1, 0.1], 0.0001), [0, 24]);
});
