import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Failure } from '../../src/failure.ts';
import { windowGrid, type Grid } from '../../src/grid/grid.ts';
import { cropRaster } from '../../src/raster/crop.ts';
import { mosaic } from '../../src/raster/mosaic.ts';
import { crs } from '../grid/crss.ts';
import { numbersOf, rasterOf } from './rasters.ts';

const LATTICE: Grid = { crs: crs(32633), affine: [10, 0, 465000, 0, -10, 5080000], width: 3, height: 2 };
const at = (col: number, row: number, width: number, height: number) =>
  windowGrid(LATTICE, { col, row, width, height });
const isRefused = (error: unknown) => error instanceof Failure && error.kind === 'invalid';

describe('mosaic', () => {
  it('takes each pixel from the newest raster in which it is valid', () => {
    const newest = rasterOf(LATTICE, [1, null, 3, null, 5, 6]);
    const older = rasterOf(LATTICE, [10, 20, 30, null, 50, 60]);
    const oldest = rasterOf(LATTICE, [100, 200, 300, 400, 500, 600]);
    assert.deepEqual(numbersOf(mosaic([newest, older, oldest])), [1, 20, 3, 400, 5, 6]);
    assert.deepEqual(numbersOf(mosaic([oldest, older, newest])), [100, 200, 300, 400, 500, 600]);
  });

  it('covers the union of the grids, invalid between them', () => {
    const newest = rasterOf(at(0, 0, 2, 1), [1, 2]);
    const older = rasterOf(at(1, -1, 2, 2), [10, 20, 30, 40]);
    const made = mosaic([newest, older]);
    assert.deepEqual(made.grid, at(0, -1, 3, 2));
    assert.deepEqual(numbersOf(made), [null, 10, 20, 1, 2, 40]);
    assert.ok(made.values.every((value, i) => made.valid[i] === 1 || value === 0));
  });

  it('of one raster is that raster, of all nodata is nodata', () => {
    const one = rasterOf(LATTICE, [1, 2, 3, 4, 5, 6]);
    assert.equal(mosaic([one]), one);
    const nothing = rasterOf(LATTICE, [null, null, null, null, null, null]);
    assert.deepEqual(numbersOf(mosaic([nothing, nothing])), numbersOf(nothing));
  });

  it('changes no input', () => {
    const newest = rasterOf(LATTICE, [1, null, 3, null, 5, 6]);
    const before = newest.values.slice();
    mosaic(Object.freeze([Object.freeze(newest), rasterOf(LATTICE, [9, 9, 9, 9, 9, 9])]));
    assert.deepEqual(newest.values, before);
    assert.deepEqual([...newest.valid], [1, 0, 1, 0, 1, 1]);
  });

  it('refuses another lattice, another encoding and an absurd union', () => {
    const one = rasterOf(LATTICE, [1, 2, 3, 4, 5, 6]);
    const shifted = rasterOf({ ...LATTICE, affine: [10, 0, 465003, 0, -10, 5080000] }, [1, 2, 3, 4, 5, 6]);
    const scaled = rasterOf(LATTICE, [1, 2, 3, 4, 5, 6], { dtype: 'float32', scale: 0.01, offset: 0 });
    const far = rasterOf(at(1e6, 1e6, 3, 2), [1, 2, 3, 4, 5, 6]);
    for (const other of [shifted, scaled, far]) assert.throws(() => mosaic([one, other]), isRefused);
  });
});

describe('cropRaster', () => {
  it('copies a window, and nothing beyond the raster', () => {
    const one = rasterOf(LATTICE, [1, 2, null, 4, 5, 6]);
    const part = cropRaster(one, { col: 1, row: -1, width: 3, height: 2 });
    assert.deepEqual(numbersOf(part), [null, null, null, 2, null, null]);
    assert.deepEqual(part.grid, at(1, -1, 3, 2));
    assert.deepEqual(numbersOf(cropRaster(one, { col: 9, row: 9, width: 1, height: 1 })), [null]);
  });
});
