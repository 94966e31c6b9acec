import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groundLength } from '../../src/grid/ground-length.ts';
import { WGS84 } from '../../src/grid/projection.ts';
import { requireTileMatrixSet } from '../../src/grid/tile-matrix-set.ts';

const UTM35 = requireTileMatrixSet('UTM35WGS84Quad').mapCrs;

// pyproj 3, Geod(ellps='WGS84').inv summed over 2,000 pieces of each line
for (const [name, crs, from, to, metres] of [
  ['along a parallel', WGS84, [25, 63], [27, 63], 101_345.648],
  ['along a meridian', WGS84, [1.5, 48.2], [1.5, 48.3], 11_119.518],
  ['along a northing of UTM', UTM35, [500_000, 6_980_000], [600_000, 6_980_000], 100_035.93],
] as const) {
  test(`ground ${name}, to a millionth`, () => {
    assert.ok(Math.abs(groundLength(crs, from, to) / metres - 1) < 1e-6, String(groundLength(crs, from, to)));
  });
}

test('over the antimeridian, and off the earth', () => {
  const across = groundLength(WGS84, [179, 10], [181, 10]);
  assert.ok(Math.abs(across - groundLength(WGS84, [10, 10], [12, 10])) < 1e-6);
  assert.equal(groundLength(WGS84, [NaN, 0], [NaN, 1]), 0);
});
