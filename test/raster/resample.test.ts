import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { resizedGrid, type Grid } from '../../src/grid/grid.ts';
import type { Raster } from '../../src/raster/raster.ts';
import { RESAMPLINGS, type Resampling } from '../../src/raster/resample.ts';
import { warp } from '../../src/raster/warp.ts';
import { crs } from '../grid/crss.ts';
import { readPyramid } from './pyramid.ts';
import { numbersOf, rasterOf } from './rasters.ts';

const GRID: Grid = { crs: crs(32633), affine: [10, 0, 465000, 0, -10, 5080360], width: 126, height: 105 };

function surface(height: (col: number, row: number) => number | null, grid = GRID): Raster {
  const { width } = grid;
  return rasterOf(
    grid,
    Array.from({ length: width * grid.height }, (_, i) => height((i % width) + 0.5, Math.floor(i / width) + 0.5)),
  );
}

/** Largest error of a surface sampled elsewhere, `margin` source pixels from its edges. */
function worstError(
  target: Grid,
  resampling: Resampling,
  height: (col: number, row: number) => number,
  margin: number,
): number {
  const { values, valid } = warp(surface(height), target, resampling);
  let worst = 0;
  let compared = 0;
  for (let i = 0; i < values.length; i++) {
    const col = (((i % target.width) + 0.5) * GRID.width) / target.width;
    const row = ((Math.floor(i / target.width) + 0.5) * GRID.height) / target.height;
    if (Math.min(col, row, GRID.width - col, GRID.height - row) < margin) continue;
    assert.equal(valid[i], 1);
    worst = Math.max(worst, Math.abs(values[i] - height(col, row)));
    compared++;
  }
  assert.ok(compared > 50);
  return worst;
}

describe('kernels', () => {
  it('keep what they are made for: planes bilinear and average, parabolas cubic', () => {
    const finer = resizedGrid(GRID, 301, 222);
    const plane = (col: number, row: number): number => 0.3 * col - 0.2 * row + 5;
    const parabola = (col: number, row: number): number => 0.01 * col * col - 0.02 * row * col + 0.005 * row * row;
    assert.ok(worstError(finer, 'bilinear', plane, 2) < 1e-5);
    assert.ok(worstError(finer, 'cubic', parabola, 3) < 1e-4);
    assert.ok(worstError(finer, 'bilinear', parabola, 3) > 1e-3, 'bilinear does not');
    for (const factor of [2, 3, 7]) {
      const coarser = resizedGrid(GRID, Math.floor(GRID.width / factor), Math.floor(GRID.height / factor));
      const error = worstError(coarser, 'average', plane, factor);
      assert.ok(error < (GRID.width % factor === 0 && GRID.height % factor === 0 ? 1e-4 : 0.1), `${factor}: ${error}`);
    }
  });

  it('never alias: stripes of one pixel become grey, whatever overviews the file has', () => {
    const stripes = surface((col) => (Math.floor(col) % 2 === 0 ? 1 : -1));
    const overviews = [3, 7].map((factor) =>
      warp(stripes, resizedGrid(GRID, GRID.width / factor, GRID.height / factor), 'average'),
    );
    for (const levels of [[stripes], [stripes, ...overviews]]) {
      for (const factor of [2, 2.1, 2.5, 3, 3.7, 5, 6.3, 7, 9.1, 14]) {
        const target = resizedGrid(GRID, Math.floor(GRID.width / factor), Math.floor(GRID.height / factor));
        for (const resampling of ['bilinear', 'cubic', 'average'] as const) {
          const { values } = readPyramid(levels, target, resampling);
          const inner = Array.from(values).filter(
            (_, i) => i % target.width > 1 && i % target.width < target.width - 2,
          );
          const most = inner.reduce((worst, value) => Math.max(worst, Math.abs(value)), 0);
          assert.ok(most < 0.36, `${resampling}, ${levels.length} levels, factor ${factor}: ${most}`);
        }
      }
    }
  });

  it('mode takes the number that covers most, and of equals the first to do so', () => {
    const grid: Grid = { ...GRID, width: 4, height: 2 };
    const numbers = [3, 5, 7, 7, 5, 3, null, 8];
    const half = (resampling: Resampling) =>
      numbersOf(warp(rasterOf(grid, numbers), resizedGrid(grid, 2, 1), resampling));
    assert.deepEqual(half('mode'), [5, 7]);
    assert.deepEqual(half('average'), [4, Math.fround(22 / 3)]);
    // two thirds of the first pixel, one third of the second
    assert.deepEqual(numbersOf(warp(rasterOf(grid, numbers), resizedGrid(grid, 3, 2), 'mode')), [3, 5, 7, 5, 3, 8]);
  });

  it('count many different numbers as well as few', () => {
    const many = surface((col, row) =>
      Math.floor(col + row) % 3 === 0 ? 4 : Math.floor(col) + 1000 * Math.floor(row),
    );
    assert.ok(numbersOf(warp(many, resizedGrid(GRID, 6, 5), 'mode')).every((value) => value === 4));
  });

  it('are valid where anything valid remains, and never where nothing does', () => {
    const lone = surface((col, row) => (Math.floor(col) === 60 && Math.floor(row) === 50 ? 9 : null));
    for (const resampling of RESAMPLINGS) {
      for (const factor of [0.4, 1.3, 2, 4]) {
        const target = resizedGrid(GRID, Math.round(GRID.width / factor), Math.round(GRID.height / factor));
        const { values, valid } = warp(lone, target, resampling);
        const found = values.filter((_, i) => valid[i] === 1);
        assert.ok(
          found.every((value) => Math.abs(value - 9) < 1e-5),
          `${resampling}, ${factor}`,
        );
        assert.ok(values.every((value, i) => valid[i] === 1 || value === 0));
        if (resampling === 'average' || resampling === 'mode') assert.ok(found.length > 0, `${resampling}, ${factor}`);
      }
    }
  });
});
