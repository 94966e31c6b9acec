import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { Affine } from '../../src/grid/affine.ts';
import type { Grid } from '../../src/grid/grid.ts';
import { WGS84, projector } from '../../src/grid/projection.ts';
import { pixelAreas } from '../../src/raster/area.ts';

interface Oracle {
  name: string;
  crs: string;
  definition: string;
  affine: Affine;
  width: number;
  height: number;
  areas: [col: number, row: number, m2: number][];
}
/** Made by make-pixel-areas.py. */
const ORACLE = JSON.parse(readFileSync(new URL('pixel-areas.json', import.meta.url), 'utf8')) as Oracle[];

function rowOf(grid: Grid, row: number): Float64Array {
  const out = new Float64Array(grid.width);
  pixelAreas(grid).fillRow(row, out);
  return out;
}

describe('pixelAreas', () => {
  for (const { name, crs, definition, affine, width, height, areas } of ORACLE) {
    it(`is within 1e-4 of PostGIS geography: ${name}`, () => {
      const grid = { crs: { name: crs, definition }, affine, width, height };
      for (const [col, row, expected] of areas) {
        const found = rowOf(grid, row)[col];
        assert.ok(Math.abs(found / expected - 1) < 1e-4, `pixel ${col}, ${row}: ${found} for ${expected} m2`);
      }
    });
  }

  it('sums to the surface of the ellipsoid over the whole world', () => {
    const grid = { crs: WGS84, affine: [10, 0, -180, 0, -10, 95] as const, width: 36, height: 19 };
    let sum = 0;
    for (let row = 0; row < grid.height; row++) sum = rowOf(grid, row).reduce((a, b) => a + b, sum);
    // surface of the WGS 84 ellipsoid, NIMA TR8350.2 (2000): 510,065,621.724 km2
    assert.ok(Math.abs(sum / 510065621724089 - 1) < 1e-9, `${sum} m2`);
  });

  it('is the same in any part of a row', () => {
    const world = { name: 'sinusoidal', definition: '+proj=sinu +lon_0=0 +R=6371007.181 +units=m +no_defs' };
    for (const grid of [
      { crs: WGS84, affine: [1, 0, 5, 0, -1, 50] as const, width: 100, height: 3 },
      { crs: world, affine: [50_000, 0, 15e6, 0, -50_000, 6e6] as const, width: 110, height: 60 },
    ]) {
      const row = Math.floor(grid.height / 2);
      const whole = rowOf(grid, row);
      const lines = { count: 0, ends: new Int32Array(40), bases: new Float64Array(40), slopes: new Float64Array(40) };
      pixelAreas(grid).fillLines(row, 33, 73, lines);
      assert.equal(lines.ends[lines.count - 1], 73);
      for (let k = 0, col = 33; k < lines.count; k++) {
        for (; col < lines.ends[k]; col++) assert.equal(lines.bases[k] + lines.slopes[k] * col, whole[col]);
      }
    }
  });

  it('is the same for south-up rows', () => {
    const northUp = { crs: WGS84, affine: [1, 0, 5, 0, -1, 50] as const, width: 2, height: 2 };
    const southUp = { crs: WGS84, affine: [1, 0, 5, 0, 1, 48] as const, width: 2, height: 2 };
    assert.ok(Math.abs(rowOf(northUp, 0)[0] / rowOf(southUp, 1)[0] - 1) < 1e-12);
  });

  it('is 0 beyond the rim of a sinusoidal world, and exact beside it', () => {
    const crs = { name: 'sinusoidal', definition: '+proj=sinu +lon_0=0 +R=6371007.181 +units=m +no_defs' };
    const pixel = 50_000;
    const grid: Grid = { crs, affine: [pixel, 0, 15e6, 0, -pixel, 6e6], width: 110, height: 60 };
    const row = 10;
    const areas = rowOf(grid, row);
    const y = 6e6 - (row + 0.5) * pixel;
    const beyond = Array.from(areas).filter((area) => area === 0).length;
    const off = Array.from(areas).filter((_, col) =>
      Number.isNaN(projector(crs, WGS84)(15e6 + (col + 0.5) * pixel, y)[0]),
    ).length;
    assert.ok(off > 10 && Math.abs(beyond - off) <= 2, `${beyond} without area, ${off} off the earth`);
    const sphere = pixel * pixel;
    for (const area of areas) if (area > 0) assert.ok(Math.abs(area / sphere - 1) < 0.01, `${area}`);
  });

  it('serves one pixel', () => {
    const grid: Grid = {
      crs: { name: 'EPSG:32633', definition: '+proj=utm +zone=33 +datum=WGS84 +units=m +no_defs' },
      affine: [10, 0, 500000, 0, -10, 5000000],
      width: 1,
      height: 1,
    };
    // on the central meridian the scale is 0.9996
    assert.ok(Math.abs(rowOf(grid, 0)[0] - 100 / 0.9996 ** 2) < 1e-3);
  });
});
