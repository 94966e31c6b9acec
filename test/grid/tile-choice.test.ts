import assert from 'node:assert/strict';
import { test } from 'node:test';
import { epsg } from '../../src/cog/epsg.ts';
import type { Bounds } from '../../src/grid/bounds.ts';
import type { Grid } from '../../src/grid/grid.ts';
import { projectBounds } from '../../src/grid/project-bounds.ts';
import { middleOf, nativeLevel, nativeTileMatrixSet, tileMatrixSetsOver } from '../../src/grid/tile-choice.ts';
import {
  requireTileMatrixSet,
  tileMatrixSet,
  WEB_MERCATOR,
  WEB_MERCATOR_QUAD,
} from '../../src/grid/tile-matrix-set.ts';

const WORLD = ['WebMercatorQuad', 'WorldCRS84Quad', 'WorldMercatorWGS84Quad'];

/** The sets of an area whose rasters are in web mercator. */
const setsOver = (bounds: Bounds): string[] => tileMatrixSetsOver(bounds, WEB_MERCATOR_QUAD).map(({ id }) => id);

test('an area is offered in the sets whose CRSs are meant for the place of its middle', () => {
  for (const [bounds, own] of [
    [
      [11, 48, 12, 49],
      ['EuropeanETRS89_LAEAQuad', 'UTM32WGS84Quad'],
    ],
    [[-60.5, -10, -60.1, -9], ['UTM20WGS84Quad']],
    [[179.5, -17, -179.7, -16], ['UTM60WGS84Quad']],
    [[179.5, -17, -179.4, -16], ['UTM01WGS84Quad']],
    // over the edge of Europe, middle inside
    [
      [43, 40, 46, 41],
      ['EuropeanETRS89_LAEAQuad', 'UTM38WGS84Quad'],
    ],
    // as far north as universal polar stereographic begins, and as far as UTM ends
    [
      [20, 60.5, 21, 61],
      ['EuropeanETRS89_LAEAQuad', 'UTM34WGS84Quad', 'UPSArcticWGS84Quad'],
    ],
    [
      [50, 83.8, 51, 84.1],
      ['UTM39WGS84Quad', 'UPSArcticWGS84Quad'],
    ],
    [[-180, 85, 180, 90], ['UPSArcticWGS84Quad']],
    [[0, -88, 10, -81], ['UPSAntarcticWGS84Quad']],
  ] as const) {
    assert.deepEqual(setsOver([...bounds]), [...WORLD, ...own], bounds.join());
  }
  const polar = requireTileMatrixSet('UPSArcticWGS84Quad');
  assert.deepEqual(
    tileMatrixSetsOver([0, 86, 10, 88], polar).map(({ id }) => id),
    ['WorldCRS84Quad', polar.id],
  );
});

test('the native set is offered beside that of the place, once', () => {
  const across: Bounds = [179, -17, -178.5, -16];
  const native = nativeTileMatrixSet(gridIn(32760, 800_000, 8_200_000).crs, middleOf(across));
  assert.deepEqual(
    tileMatrixSetsOver(across, native).map(({ id }) => id),
    [...WORLD, 'UTM01WGS84Quad', 'UTM60WGS84Quad'],
  );
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

function gridIn(code: number, x: number, y: number, pixel = 10): Grid {
  const crs = epsg(code);
  assert.ok(crs, `EPSG:${code}`);
  return { crs, affine: [pixel, 0, x, 0, -pixel, y], width: 100, height: 100 };
}

test('the native set is that of the rasters, or of the zone they lie in', () => {
  for (const [grid, place, id] of [
    [gridIn(32633, 500_000, 5_000_000), [21, 45], 'UTM33WGS84Quad'],
    [gridIn(32721, 500_000, 7_200_000), [-57, -25], 'UTM21WGS84Quad'],
    [gridIn(3035, 4_500_000, 3_000_000), [12, 50], 'EuropeanETRS89_LAEAQuad'],
    [gridIn(3857, 0, 0), [0, 0], 'WebMercatorQuad'],
    [gridIn(4326, 0, 50, 0.001), [0.5, 49.5], 'WorldCRS84Quad'],
    [gridIn(2056, 2_600_000, 1_200_000), [7.4, 46.9], 'UTM32WGS84Quad'],
    [gridIn(3413, 0, 0), [20, 89], 'UPSArcticWGS84Quad'],
    [gridIn(3031, 0, 0), [20, -85], 'UPSAntarcticWGS84Quad'],
  ] as const) {
    assert.equal(nativeTileMatrixSet(grid.crs, place).id, id);
  }
});

test('the native level is the first that loses no pixel', () => {
  const raster = gridIn(32633, 500_000, 5_000_000);
  const utm = requireTileMatrixSet('UTM33WGS84Quad');
  const level = nativeLevel(utm, raster, [15, 45.14]);
  const cells = utm.tileMatrices.filter(({ id }) => [String(level - 1), String(level)].includes(id));
  assert.equal(cells[0].cellSize > 10 && cells[1].cellSize <= 10, true);
  // 156543.03 m / 2 ** z on the equator: 9.55 m at level 14; half as large on the ground at 60 degrees
  assert.equal(nativeLevel(WEB_MERCATOR_QUAD, gridIn(32631, 166_000, 0), [0.05, 0]), 14);
  assert.equal(nativeLevel(WEB_MERCATOR_QUAD, gridIn(32631, 332_000, 6_655_000), [0.05, 60]), 13);
  assert.equal(nativeLevel(WEB_MERCATOR_QUAD, gridIn(32631, 166_000, 0, 0.0001), [0.05, 0]), 24);
  const own = gridIn(3857, 0, 0, requireTileMatrixSet('WebMercatorQuad').tileMatrices[9].cellSize);
  assert.equal(nativeLevel(requireTileMatrixSet('WebMercatorQuad'), own, [0, 0]), 9);
});
