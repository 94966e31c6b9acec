import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { resizedGrid, windowGrid, type Grid, type Window } from '../../src/grid/grid.ts';
import { WGS84 } from '../../src/grid/projection.ts';
import { planWarp, type WarpPlan } from '../../src/raster/plan.ts';
import { RESAMPLINGS, type Resampling } from '../../src/raster/resample.ts';
import { warp } from '../../src/raster/warp.ts';
import { SINUSOIDAL, crs } from '../grid/crss.ts';
import { readPyramid } from './pyramid.ts';
import { rasterOf } from './rasters.ts';

/** naip_cottonwood/ndvi_2010_06_29.tif of the reference data: overviews of odd sizes. */
const NAIP: Grid = { crs: crs(26914), affine: [5, 0, 485900, 0, -5, 5209250], width: 934, height: 723 };
const LEVELS = [
  { width: 934, height: 723 },
  { width: 467, height: 362 },
  { width: 234, height: 181 },
];

/** What a plan reads: the level and window of each copy and read. */
function readsOf(plan: WarpPlan): { level: number; window: Window }[] {
  return [...plan.copies, ...plan.reads].map(({ level, window }) => ({ level, window }));
}

describe('planWarp', () => {
  it('copies the whole of the level that the target is', () => {
    for (const [level, size] of LEVELS.entries()) {
      const plan = planWarp(LEVELS, NAIP, resizedGrid(NAIP, size.width, size.height), 'nearest');
      assert.deepEqual(plan.copies, [{ level, window: { col: 0, row: 0, ...size }, to: { col: 0, row: 0 } }]);
      assert.deepEqual(plan.reads, []);
    }
  });

  it('never takes a level coarser than the target', () => {
    const levelFor = (width: number, height: number) =>
      readsOf(planWarp(LEVELS, NAIP, resizedGrid(NAIP, width, height), 'bilinear'))[0].level;
    assert.equal(levelFor(468, 362), 0);
    assert.equal(levelFor(467, 363), 0);
    assert.equal(levelFor(400, 300), 1);
    assert.equal(levelFor(235, 181), 1);
    assert.equal(levelFor(10, 8), 2);
    assert.equal(levelFor(4000, 3000), 0);
    // as coarse in one direction only
    assert.equal(levelFor(100, 723), 0);
  });

  it('takes factors from the dimensions, in any order', () => {
    const odd = [
      { width: 240, height: 220 },
      { width: 35, height: 32 },
      { width: 80, height: 74 },
    ];
    const grid: Grid = { ...NAIP, width: 240, height: 220 };
    const levelFor = (width: number, height: number) =>
      readsOf(planWarp(odd, grid, resizedGrid(grid, width, height), 'nearest'))[0].level;
    assert.equal(levelFor(80, 73), 2);
    assert.equal(levelFor(30, 30), 1);
  });

  it('reads a window and what the kernel reaches around it', () => {
    const window = { col: 100, row: 200, width: 30, height: 20 };
    const target = windowGrid(NAIP, window);
    const half = { ...target, affine: [2.5, 0, target.affine[2], 0, -2.5, target.affine[5]] as const };
    const double = { ...target, affine: [10, 0, target.affine[2], 0, -10, target.affine[5]] as const };
    const around = (grid: Grid, resampling: Resampling) => readsOf(planWarp([NAIP], NAIP, grid, resampling))[0].window;
    assert.deepEqual(around(target, 'cubic'), window);
    assert.deepEqual(around(half, 'nearest'), { col: 99, row: 199, width: 17, height: 12 });
    assert.deepEqual(around(half, 'bilinear'), { col: 96, row: 196, width: 23, height: 18 });
    assert.deepEqual(around(half, 'cubic'), { col: 96, row: 196, width: 23, height: 18 });
    assert.deepEqual(around(double, 'average'), { col: 97, row: 197, width: 66, height: 46 });
  });

  it('reads nothing beside the raster, and something at its very edge', () => {
    const at = (col: number, row: number) => windowGrid(NAIP, { col, row, width: 10, height: 10 });
    const finer = (grid: Grid) => resizedGrid(grid, 30, 30);
    for (const resampling of RESAMPLINGS) {
      for (const grid of [at(934, 0), at(0, -10), finer(at(934, 0)), finer(at(0, -10))]) {
        assert.deepEqual(readsOf(planWarp(LEVELS, NAIP, grid, resampling)), []);
      }
      const [corner] = readsOf(planWarp(LEVELS, NAIP, at(933, 722), resampling));
      assert.deepEqual(corner.window, { col: 933, row: 722, width: 1, height: 1 });
      assert.equal(readsOf(planWarp(LEVELS, NAIP, finer(at(933, 722)), resampling)).length, 1);
    }
    const elsewhere: Grid = { crs: crs(32721), affine: [10, 0, 600000, 0, -10, 8e6], width: 256, height: 256 };
    assert.deepEqual(readsOf(planWarp(LEVELS, NAIP, elsewhere, 'nearest')), []);
  });

  it('reads nothing for a target that lies nowhere on earth', () => {
    const world = { crs: WGS84, affine: [1, 0, -180, 0, -1, 90] as const, width: 360, height: 180 };
    const nowhere: Grid = { crs: SINUSOIDAL, affine: [1, 0, 18e6, 0, -1, 9.9e6], width: 64, height: 64 };
    assert.deepEqual(readsOf(planWarp([world], world, nowhere, 'nearest')), []);
  });

  it('reads both ends of a world apart, and a window beyond memory piece by piece', () => {
    const world: Grid = { crs: WGS84, affine: [0.01, 0, -180, 0, -0.01, 90], width: 36000, height: 18000 };
    const across: Grid = { crs: crs(32660), affine: [1000, 0, 600000, 0, -1000, 5800000], width: 250, height: 100 };
    const ends = readsOf(planWarp([world], world, across, 'bilinear'));
    assert.equal(ends.length, 2);
    assert.ok(ends.every(({ window }) => window.width < 1000));
    const small = resizedGrid(world, 360, 180);
    const pieces = readsOf(planWarp([world], world, small, 'average'));
    assert.ok(pieces.length > 30 && pieces.every(({ window }) => window.width * window.height <= 2 ** 24));
  });

  const edge = 20037508.342789244;
  const world: Grid = { crs: WGS84, affine: [0.5, 0, -180, 0, -0.5, 90], width: 720, height: 360 };
  const utm: Grid = { crs: crs(32660), affine: [1000, 0, 650000, 0, -1000, 5770000], width: 100, height: 100 };
  const pairs: [name: string, source: Grid, target: Grid][] = [
    ['over the antimeridian', world, { ...utm, affine: [20000, 0, 500000, 0, -20000, 6000000], width: 50, height: 50 }],
    ['to longitudes beyond 180', utm, { crs: WGS84, affine: [0.01, 0, 179.6, 0, -0.01, 52], width: 80, height: 40 }],
    ['to longitudes below -180', utm, { crs: WGS84, affine: [0.01, 0, -180.3, 0, -0.01, 52], width: 80, height: 40 }],
    [
      'around the pole',
      world,
      { crs: crs(3413), affine: [60000, 0, -1800000, 0, -60000, 1500000], width: 60, height: 55 },
    ],
    ['to a tile', utm, { crs: crs(3857), affine: [1500, 0, edge - 30000, 0, -1500, 6780000], width: 64, height: 64 }],
    [
      'to the sinusoidal rim',
      world,
      { crs: SINUSOIDAL, affine: [55000, 0, 9e6, 0, -55000, 7e6], width: 90, height: 70 },
    ],
  ];
  for (const [name, source, target] of pairs) {
    for (const resampling of RESAMPLINGS) {
      it(`reads enough: the warp of the window is the warp of the whole, ${resampling}, ${name}`, () => {
        const numbers = Array.from({ length: source.width * source.height }, (_, i) => (i * 7919) % 1009);
        const whole = rasterOf(source, numbers);
        assert.deepEqual(readPyramid([whole], target, resampling), warp(whole, target, resampling));
      });
    }
  }
});
