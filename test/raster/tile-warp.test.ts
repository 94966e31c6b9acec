import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { areaOnMap, worldsOf } from '../../src/grid/area-on-map.ts';
import type { Ring } from '../../src/grid/geometry.ts';
import type { Grid } from '../../src/grid/grid.ts';
import { requireTileMatrixSet, tileGrid } from '../../src/grid/tile-matrix-set.ts';
import { epsg } from '../../src/cog/epsg.ts';
import { maskArea } from '../../src/raster/mask.ts';
import type { Raster } from '../../src/raster/raster.ts';
import { warp } from '../../src/raster/warp.ts';

type Tile = [z: number, x: number, y: number];

/** Made by make-tile-warp.py, which says what it holds. */
const ORACLE = JSON.parse(readFileSync(new URL('tile-warp.json', import.meta.url), 'utf8')) as {
  size: number;
  step: number;
  firstRow: number;
  areaStep: number;
  sources: Record<string, [code: number, x: number, y: number, pixel: number, width: number, height: number]>;
  areas: Record<string, Ring[]>;
  tiles: { source: string; set: string; tile: Tile; from: number[] }[];
  areaTiles: { area: string; set: string; tile: Tile; pixels: number; inside: string }[];
};

/** Of the positions that are compared: our projection is within 0.05 source pixel, so few fall into the next one. */
const MOST_OTHER = 0.01;

const sources = new Map<string, Raster>();

/** A raster in which each pixel holds its own number. */
function sourceOf(name: string): Raster {
  const [code, x, y, pixel, width, height] = ORACLE.sources[name];
  const crs = epsg(code);
  assert.ok(crs, `EPSG:${code}`);
  const known = sources.get(name) ?? {
    grid: { crs, affine: [pixel, 0, x, 0, -pixel, y], width, height },
    values: Int32Array.from({ length: width * height }, (_, i) => i),
    valid: new Uint8Array(width * height).fill(1),
    encoding: { dtype: 'int32', scale: 1, offset: 0 },
  };
  sources.set(name, known);
  return known;
}

const gridOf = (set: string, [z, x, y]: Tile): Grid => tileGrid(requireTileMatrixSet(set), z, x, y, ORACLE.size);

/** Every `step`-th of the numbers of every `step`-th row. */
function sampled<T>(firstRow: number, step: number, at: (pixel: number) => T): T[] {
  const from = (first: number) =>
    Array.from({ length: Math.ceil((ORACLE.size - first) / step) }, (_, i) => first + i * step);
  return from(firstRow).flatMap((row) => from(0).map((col) => at(row * ORACLE.size + col)));
}

for (const { source, set, tile, from } of ORACLE.tiles) {
  test(`${set} ${tile.join('/')} of ${source} takes the pixels that gdalwarp takes`, () => {
    const raster = sourceOf(source);
    const { values, valid } = warp(raster, gridOf(set, tile), 'nearest');
    const found = sampled(ORACLE.firstRow, ORACLE.step, (pixel) => (valid[pixel] === 1 ? values[pixel] : -1));
    const { width } = raster.grid;
    let other = 0;
    for (const [i, wanted] of from.entries()) {
      if (found[i] === wanted) continue;
      other++;
      if (found[i] < 0 || wanted < 0) continue;
      const across = Math.abs((found[i] % width) - (wanted % width));
      const down = Math.abs(Math.floor(found[i] / width) - Math.floor(wanted / width));
      const isNext = (across <= 1 || across === width - 1) && down <= 1;
      assert.equal(isNext, true, `position ${i} is pixel ${found[i]}, not ${wanted} nor beside it`);
    }
    assert.equal(other <= MOST_OTHER * from.length, true, `${other} of ${from.length} positions differ`);
  });
}

for (const { area, set, tile, pixels, inside } of ORACLE.areaTiles) {
  test(`${area} lies on ${set} ${tile.join('/')} where GDAL burns it`, () => {
    const grid = gridOf(set, tile);
    const geometry = { type: 'Polygon', coordinates: ORACLE.areas[area] } as const;
    const mask = maskArea(areaOnMap(geometry, grid.crs, worldsOf(grid)), grid);
    const found = sampled(0, ORACLE.areaStep, (pixel) => String(mask[pixel])).join('');
    const other = Array.from(inside).filter((wanted, i) => wanted !== found[i]).length;
    assert.equal(other <= 2, true, `${other} of ${inside.length} positions differ`);
    const count = mask.reduce((sum, one) => sum + one, 0);
    assert.equal(Math.abs(count - pixels) <= 0.002 * pixels + 1, true, `${count} pixels inside, not ${pixels}`);
  });
}
