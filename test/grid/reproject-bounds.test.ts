import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reprojectBounds } from '../../src/grid/reproject-bounds.ts';
import { WEB_MERCATOR, requireTileMatrixSet } from '../../src/grid/tile-matrix-set.ts';

const UTM35 = requireTileMatrixSet('UTM35WGS84Quad').mapCrs;

test('bounds in another CRS', () => {
  // pyproj 3, transform_bounds of EPSG:3857 to EPSG:32635 with densify_pts=31
  const expected = [447_019.7, 6_963_032.268, 451_668.836, 6_967_675.07];
  const found = reprojectBounds([2_890_000, 9_050_000, 2_900_000, 9_060_000], WEB_MERCATOR, UTM35);
  assert.ok(found !== undefined, 'it has a place');
  expected.forEach((value, i) => {
    assert.ok(Math.abs(found[i] - value) < 0.01, `${found[i]} for ${value}`);
  });
});

test('bounds in their own CRS stay as they are; those off the earth are nowhere', () => {
  assert.deepEqual(reprojectBounds([1, 2, 3, 4], UTM35, UTM35), [1, 2, 3, 4]);
  assert.equal(reprojectBounds([NaN, NaN, NaN, NaN], WEB_MERCATOR, UTM35), undefined);
});
