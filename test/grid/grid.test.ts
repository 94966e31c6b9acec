import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { applyAffine, invertAffine, isNorthUp } from '../../src/grid/affine.ts';
import { gridBounds, resizedGrid, windowGrid } from '../../src/grid/grid.ts';
import { WGS84, projector } from '../../src/grid/projection.ts';
import { SINUSOIDAL, crs } from './crss.ts';

const ROTATED = {
  crs: crs(26914),
  affine: [4.330127, 2.5, 487000, 2.5, -4.330127, 5208000] as const,
  width: 160,
  height: 150,
};

describe('affine', () => {
  it('goes to the CRS and back', () => {
    const back = invertAffine(ROTATED.affine);
    for (const [col, row] of [
      [0, 0],
      [0.5, 149.5],
      [160, 3],
    ]) {
      const [backCol, backRow] = applyAffine(back, ...applyAffine(ROTATED.affine, col, row));
      assert.ok(Math.abs(backCol - col) < 1e-6 && Math.abs(backRow - row) < 1e-6);
    }
  });

  it('refuses a transform that collapses the plane', () => {
    assert.throws(() => invertAffine([0, 0, 5, 0, 0, 5]), RangeError);
    assert.throws(() => invertAffine([NaN, 0, 5, 0, 1, 5]), RangeError);
  });

  it('knows which way is up', () => {
    assert.ok(isNorthUp([10, 0, 0, 0, -10, 0]));
    assert.ok(!isNorthUp([10, 0, 0, 0, 10, 0]));
    assert.ok(!isNorthUp(ROTATED.affine));
  });
});

describe('grid', () => {
  it('windows and resizes without moving the ground', () => {
    const [col, row] = [7, 11];
    const part = windowGrid(ROTATED, { col, row, width: 20, height: 10 });
    assert.deepEqual(applyAffine(part.affine, 3, 4), applyAffine(ROTATED.affine, col + 3, row + 4));
    const half = resizedGrid(ROTATED, 80, 75);
    const [before, after] = [gridBounds(ROTATED), gridBounds(half)];
    before.forEach((bound, i) => assert.ok(Math.abs(bound - after[i]) < 1e-6));
  });

  it('goes pixel to CRS to longitude and latitude and back to the pixel', () => {
    const utm = { crs: crs(32633), affine: [9.995, 0, 465000, 0, -9.997, 5080000] as const };
    const modis = { crs: SINUSOIDAL, affine: [231.656358, 0, -6073798.057, 0, -231.656358, -1278279.785] as const };
    for (const grid of [utm, modis, ROTATED]) {
      const [there, back] = [projector(grid.crs, WGS84), projector(WGS84, grid.crs)];
      const inverse = invertAffine(grid.affine);
      for (let row = 0.5; row < 150; row += 37) {
        for (let col = 0.5; col < 100; col += 33) {
          const place = back(...there(...applyAffine(grid.affine, col, row)));
          const [foundCol, foundRow] = applyAffine(inverse, ...place);
          assert.ok(Math.abs(foundCol - col) < 1e-6 && Math.abs(foundRow - row) < 1e-6);
        }
      }
    }
  });
});
