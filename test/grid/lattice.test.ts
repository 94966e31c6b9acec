import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { windowGrid, type Grid } from '../../src/grid/grid.ts';
import { intersectWindows, latticeOffset, sameLattice } from '../../src/grid/lattice.ts';
import { WGS84 } from '../../src/grid/projection.ts';
import { crs } from './crss.ts';

const GRID: Grid = { crs: crs(32633), affine: [10, 0, 465000, 0, -10, 5080000], width: 100, height: 80 };
const moved = (c: number, f: number, a = 10): Grid => ({ ...GRID, affine: [a, 0, c, 0, -10, f] });

describe('latticeOffset', () => {
  it('counts whole pixels, negative ones too', () => {
    assert.deepEqual(latticeOffset(GRID, GRID), { col: 0, row: 0 });
    assert.deepEqual(latticeOffset(GRID, moved(465030, 5080070)), { col: 3, row: -7 });
    const window = { col: 12, row: 34, width: 5, height: 6 };
    assert.deepEqual(latticeOffset(GRID, windowGrid(GRID, window)), { col: 12, row: 34 });
  });

  it('forgives the last digits of a file, and nothing more', () => {
    assert.ok(sameLattice(GRID, moved(465000.000001, 5080000)));
    assert.ok(!sameLattice(GRID, moved(465000.001, 5080000)));
    assert.ok(!sameLattice(GRID, moved(465005, 5080000)));
    assert.ok(!sameLattice(GRID, moved(465000, 5080000, 10.0001)));
    assert.ok(!sameLattice(GRID, { ...GRID, affine: [10, 0, 465000, 0, 10, 5079200] }));
    assert.ok(!sameLattice(GRID, { ...GRID, crs: WGS84 }));
  });
});

describe('intersectWindows', () => {
  const whole = { col: 0, row: 0, width: 100, height: 80 };
  it('is what both share', () => {
    assert.deepEqual(intersectWindows(whole, { col: -5, row: 70, width: 20, height: 20 }), {
      col: 0,
      row: 70,
      width: 15,
      height: 10,
    });
  });
  it('is nothing where they only touch', () => {
    assert.equal(intersectWindows(whole, { col: 100, row: 0, width: 5, height: 5 }), undefined);
    assert.equal(intersectWindows(whole, { col: -5, row: -5, width: 5, height: 5 }), undefined);
  });
});
