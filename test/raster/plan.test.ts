import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { resizedGrid, windowGrid, type Grid } from '../../src/grid/grid.ts';
import { WGS84 } from '../../src/grid/projection.ts';
import { cropRaster } from '../../src/raster/crop.ts';
import { planRead } from '../../src/raster/plan.ts';
import { warp } from '../../src/raster/warp.ts';
import { SINUSOIDAL, crs } from '../grid/crss.ts';
import { numbersOf, rasterOf } from './rasters.ts';

/** naip_cottonwood/ndvi_2010_06_29.tif of the reference data: overviews of odd sizes. */
const NAIP: Grid = { crs: crs(26914), affine: [5, 0, 485900, 0, -5, 5209250], width: 934, height: 723 };
const LEVELS = [
  { width: 934, height: 723 },
  { width: 467, height: 362 },
  { width: 234, height: 181 },
];

describe('planRead', () => {
  it('reads the whole of the level that the target asks for', () => {
    for (const [level, size] of LEVELS.entries()) {
      const plan = planRead(LEVELS, NAIP, resizedGrid(NAIP, size.width, size.height), 'nearest');
      assert.equal(plan?.level, level);
      assert.deepEqual(plan.window, { col: 0, row: 0, ...size });
      assert.deepEqual(plan.grid.affine, resizedGrid(NAIP, size.width, size.height).affine);
    }
  });

  it('never takes a level coarser than the target', () => {
    const levelFor = (width: number, height: number) =>
      planRead(LEVELS, NAIP, resizedGrid(NAIP, width, height), 'bilinear')?.level;
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
    assert.equal(planRead(odd, grid, resizedGrid(grid, 80, 73), 'nearest')?.level, 2);
    assert.equal(planRead(odd, grid, resizedGrid(grid, 30, 30), 'nearest')?.level, 1);
  });

  it('reads a window with a margin for the kernel', () => {
    const target = windowGrid(NAIP, { col: 100, row: 200, width: 30, height: 20 });
    assert.deepEqual(planRead(LEVELS, NAIP, target, 'nearest')?.window, { col: 99, row: 199, width: 32, height: 22 });
    assert.deepEqual(planRead(LEVELS, NAIP, target, 'bilinear')?.window, { col: 98, row: 198, width: 34, height: 24 });
  });

  it('is nothing beside the raster, and something at its very edge', () => {
    const at = (col: number, row: number) => windowGrid(NAIP, { col, row, width: 10, height: 10 });
    assert.equal(planRead(LEVELS, NAIP, at(934, 0), 'bilinear'), undefined);
    assert.equal(planRead(LEVELS, NAIP, at(0, -10), 'bilinear'), undefined);
    assert.deepEqual(planRead(LEVELS, NAIP, at(933, 722), 'nearest')?.window, {
      col: 932,
      row: 721,
      width: 2,
      height: 2,
    });
    const elsewhere: Grid = { crs: crs(32721), affine: [10, 0, 600000, 0, -10, 8e6], width: 256, height: 256 };
    assert.equal(planRead(LEVELS, NAIP, elsewhere, 'nearest'), undefined);
  });

  it('is nothing for a target that lies nowhere on earth', () => {
    const world = { crs: WGS84, affine: [1, 0, -180, 0, -1, 90] as const, width: 360, height: 180 };
    const nowhere: Grid = { crs: SINUSOIDAL, affine: [1, 0, 18e6, 0, -1, 9.9e6], width: 64, height: 64 };
    assert.equal(planRead([world], world, nowhere, 'nearest'), undefined);
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
    for (const resampling of ['nearest', 'bilinear'] as const) {
      it(`reads enough: the warp of the window is the warp of the whole, ${resampling}, ${name}`, () => {
        const numbers = Array.from({ length: source.width * source.height }, (_, i) => (i * 7919) % 1009);
        const whole = rasterOf(source, numbers);
        const plan = planRead([source], source, target, resampling);
        assert.ok(plan);
        const read = { ...cropRaster(whole, plan.window), grid: plan.grid };
        const expected = numbersOf(warp(whole, target, resampling));
        const found = numbersOf(warp(read, target, resampling));
        assert.ok(expected.some((value) => value !== null));
        found.forEach((value, i) => {
          const wanted = expected[i];
          if (value === null || wanted === null) assert.equal(value, wanted, `pixel ${i}`);
          else assert.ok(Math.abs(value - wanted) < 0.01, `pixel ${i}: ${value} for ${wanted}`);
        });
      });
    }
  }
});
