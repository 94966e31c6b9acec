import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { Affine } from '../../src/grid/affine.ts';
import { resizedGrid, windowGrid, type Grid } from '../../src/grid/grid.ts';
import { WGS84 } from '../../src/grid/projection.ts';
import { setRun } from '../../src/raster/patch.ts';
import { pixelMap } from '../../src/raster/pixel-map.ts';
import { planWarp } from '../../src/raster/plan.ts';
import type { Encoding, Raster, Values } from '../../src/raster/raster.ts';
import { RESAMPLINGS, type Resampling } from '../../src/raster/resample.ts';
import { emptyRun } from '../../src/raster/run.ts';
import { warp } from '../../src/raster/warp.ts';
import { SINUSOIDAL, crs } from '../grid/crss.ts';
import { numbersOf, rasterOf, unpacked } from './rasters.ts';

interface OracleGrid {
  crs: number;
  affine: Affine;
  width: number;
  height: number;
}
/** Made by make-warp.py. */
const ORACLE = JSON.parse(readFileSync(new URL('warp.json', import.meta.url), 'utf8')) as {
  source: OracleGrid & { values: string };
  targets: (OracleGrid & { name: string; kernels: Record<string, string> })[];
};
const gridOf = ({ crs: code, affine, width, height }: OracleGrid): Grid => ({ crs: crs(code), affine, width, height });
const SOURCE_NUMBERS = unpacked(ORACLE.source.values);
const SOURCE = rasterOf(gridOf(ORACLE.source), SOURCE_NUMBERS);
const RANGE = 6800;
const SCALED: Encoding = { dtype: 'int16', scale: 0.0001, offset: 0 };

/** True where no kernel of cubic holds nodata: beside it, this service does not let a widened one overshoot. */
function isFarFromNodata(target: Grid, pixel: number): boolean {
  const at = pixelMap(target, SOURCE.grid)((pixel % target.width) + 0.5, Math.floor(pixel / target.width) + 0.5);
  const reach = 2 * Math.max(1, Math.hypot(target.affine[0], target.affine[1]) / 10);
  return SOURCE_NUMBERS.every((number, i) => {
    const [col, row] = [(i % SOURCE.grid.width) + 0.5, Math.floor(i / SOURCE.grid.width) + 0.5];
    return number !== null || Math.max(Math.abs(col - at[0]), Math.abs(row - at[1])) > reach;
  });
}

describe('warp against gdalwarp', () => {
  for (const target of ORACLE.targets) {
    for (const [kernel, packed] of Object.entries(target.kernels)) {
      const resampling = kernel === 'near' ? 'nearest' : (kernel as Resampling);
      it(`${resampling}: ${target.name}`, () => {
        const found = numbersOf(warp(SOURCE, gridOf(target), resampling));
        const expected = unpacked(packed);
        if (resampling === 'nearest' || resampling === 'mode') assert.deepEqual(found, expected);
        // a tenth of what is asked for bilinear and cubic
        const tolerance = RANGE * (resampling === 'average' ? 1e-6 : 1e-5);
        found.forEach((value, i) => {
          const wanted = expected[i];
          if (value === null || wanted === null) assert.equal(value, wanted, `pixel ${i}`);
          else if (resampling !== 'cubic' || isFarFromNodata(gridOf(target), i)) {
            assert.ok(Math.abs(value - wanted) <= tolerance, `pixel ${i}: ${value} for ${wanted}`);
          }
        });
      });
    }
  }
});

describe('warp', () => {
  it('onto its own grid is bit exact in all kernels, whatever NaN it holds', () => {
    for (const resampling of RESAMPLINGS) {
      const { values, valid, encoding } = warp(SOURCE, SOURCE.grid, resampling);
      assert.deepEqual(values, SOURCE.values);
      assert.deepEqual(valid, SOURCE.valid);
      assert.equal(encoding, SOURCE.encoding);
      assert.notEqual(values, SOURCE.values);
    }
  });

  it('onto a window of its lattice is a crop, also beyond the edge', () => {
    const window = { col: 35, row: -2, width: 10, height: 5 };
    const part = numbersOf(warp(SOURCE, windowGrid(SOURCE.grid, window), 'bilinear'));
    const all = numbersOf(SOURCE);
    part.forEach((value, i) => {
      const [col, row] = [window.col + (i % 10), window.row + Math.floor(i / 10)];
      assert.equal(value, col < 40 && row >= 0 ? all[row * 40 + col] : null);
    });
  });

  const arrays: [Encoding['dtype'], (all: number[]) => Values, Encoding['dtype']][] = [
    ['int8', (all) => Int8Array.from(all), 'float32'],
    ['uint8', (all) => Uint8Array.from(all), 'float32'],
    ['int16', (all) => Int16Array.from(all), 'float32'],
    ['uint16', (all) => Uint16Array.from(all), 'float32'],
    ['int32', (all) => Int32Array.from(all), 'float64'],
    ['uint32', (all) => Uint32Array.from(all), 'float64'],
    ['float32', (all) => Float32Array.from(all), 'float32'],
    ['float64', (all) => Float64Array.from(all), 'float64'],
  ];
  for (const [dtype, make, interpolated] of arrays) {
    it(`keeps ${dtype} in nearest and makes it ${interpolated} in bilinear, scale and offset kept`, () => {
      const grid: Grid = { crs: WGS84, affine: [1, 0, 0, 0, -1, 2], width: 2, height: 2 };
      const source = rasterOf(grid, [10, 20, 30, 101], { dtype, scale: 0.01, offset: -1 }, make);
      const finer = resizedGrid(grid, 4, 4);
      const nearest = warp(source, finer, 'nearest');
      assert.deepEqual(numbersOf(nearest).slice(0, 8), [10, 10, 20, 20, 10, 10, 20, 20]);
      assert.equal(nearest.values.constructor, source.values.constructor);
      assert.equal(nearest.encoding, source.encoding);
      const bilinear = warp(source, finer, 'bilinear');
      assert.deepEqual(bilinear.encoding, { dtype: interpolated, scale: 0.01, offset: -1 });
      assert.deepEqual(numbersOf(bilinear).slice(0, 4), [10, 12.5, 17.5, 20]);
      assert.equal(bilinear.values.constructor, interpolated === 'float64' ? Float64Array : Float32Array);
    });
  }

  it('never lets nodata bleed: a constant raster with holes stays constant', () => {
    const numbers = SOURCE_NUMBERS.map((value) => (value === null ? null : 4242));
    const nodata = Int16Array.from(numbers, (value) => value ?? -32768);
    const source: Raster = { ...rasterOf(SOURCE.grid, numbers, SCALED), values: nodata };
    for (const target of ORACLE.targets) {
      for (const resampling of RESAMPLINGS) {
        for (const value of numbersOf(warp(source, gridOf(target), resampling))) {
          assert.ok(value === null || Math.abs(value - 4242) < 1e-3, `${value}, ${resampling}`);
        }
      }
    }
  });

  it('of all nodata, or beside the target, is invalid and zero', () => {
    const nothing = rasterOf(
      SOURCE.grid,
      SOURCE_NUMBERS.map(() => null),
    );
    const elsewhere: Grid = { ...gridOf(ORACLE.targets[3]), affine: [10, 0, 0, 0, -10, 0] };
    for (const resampling of RESAMPLINGS) {
      for (const made of [warp(nothing, gridOf(ORACLE.targets[3]), resampling), warp(SOURCE, elsewhere, resampling)]) {
        assert.ok(made.valid.every((bit) => bit === 0));
        assert.ok(made.values.every((value) => value === 0));
      }
    }
  });

  it('serves one pixel, as source and as target', () => {
    const grid: Grid = { crs: WGS84, affine: [1, 0, 0, 0, -1, 1], width: 1, height: 1 };
    const one = rasterOf(grid, [7]);
    assert.deepEqual(numbersOf(warp(one, resizedGrid(grid, 3, 2), 'bilinear')), [7, 7, 7, 7, 7, 7]);
    const inUtm: Grid = { crs: crs(32630), affine: [1000, 0, 850000, 0, -1000, 50000], width: 1, height: 1 };
    assert.deepEqual(numbersOf(warp(one, inUtm, 'nearest')), [7]);
  });

  it('takes longitudes L and L - 360 as one place', () => {
    const source: Grid = { crs: WGS84, affine: [0.001, 0, 179.7, 0, -0.001, 52.1], width: 600, height: 200 };
    const numbers = Float64Array.from({ length: 600 * 200 }, (_, i) => i % 600);
    const raster: Raster = {
      grid: source,
      values: numbers,
      valid: new Uint8Array(numbers.length).fill(1),
      encoding: { dtype: 'float64', scale: 1, offset: 0 },
    };
    const west: Grid = { ...source, affine: [0.001, 0, -180, 0, -0.001, 52.1], width: 100 };
    assert.equal(numbersOf(warp(raster, west, 'nearest'))[0], 300);
    assert.equal(numbersOf(warp(raster, resizedGrid(west, 50, 100), 'nearest'))[0], 301);
    const utm: Grid = { crs: crs(32660), affine: [50, 0, 686000, 0, -50, 5763000], width: 700, height: 20 };
    const across = numbersOf(warp(raster, utm, 'nearest')).slice(0, 700);
    const steps = across.slice(1).map((value, i) => (value === null ? NaN : value - (across[i] ?? NaN)));
    assert.ok(steps.filter((step) => step >= 0 && step <= 1).length > 500, 'columns rise across the antimeridian');
    assert.ok(steps.every((step) => Number.isNaN(step) || (step >= 0 && step <= 1)));
  });

  it('joins both edges of a raster of the world', () => {
    const world: Grid = { crs: WGS84, affine: [10, 0, -180, 0, -10, 10], width: 36, height: 2 };
    const raster = rasterOf(
      world,
      Array.from({ length: 72 }, (_, i) => i % 36),
    );
    const across: Grid = { ...world, affine: [10, 0, 160, 0, -10, 10], width: 4 };
    assert.deepEqual(numbersOf(warp(raster, across, 'nearest')).slice(0, 4), [34, 35, 0, 1]);
    assert.deepEqual(warp(raster, world, 'bilinear'), raster);
  });

  it('changes no input', () => {
    const before = { values: SOURCE.values.slice(), valid: SOURCE.valid.slice() };
    const frozen: Raster = Object.freeze({ ...SOURCE, grid: Object.freeze({ ...SOURCE.grid }) });
    warp(frozen, Object.freeze(gridOf(ORACLE.targets[4])), 'bilinear');
    assert.deepEqual({ values: SOURCE.values, valid: SOURCE.valid }, before);
  });
});

/** Pairs from easy to hard: the last ones have seams, poles and a curved rim in them. */
const edge = 20037508.342789244;
const PAIRS: [name: string, source: Grid, target: Grid][] = [
  [
    'UTM to a web mercator tile at zoom 12',
    { crs: crs(32633), affine: [10, 0, 460000, 0, -10, 5090000], width: 1200, height: 1200 },
    { crs: crs(3857), affine: [38.2185, 0, 1614000, 0, -38.2185, 5775000], width: 256, height: 256 },
  ],
  [
    'UTM to web mercator, a whole scene',
    { crs: crs(32633), affine: [100, 0, 400000, 0, -100, 5100000], width: 1098, height: 1098 },
    { crs: crs(3857), affine: [611.5, 0, 1480000, 0, -611.5, 5800000], width: 300, height: 300 },
  ],
  [
    'MODIS to longitude and latitude',
    { crs: SINUSOIDAL, affine: [231.656358, 0, -6073798.057, 0, -231.656358, -1278279.785], width: 255, height: 147 },
    { crs: WGS84, affine: [1 / 480, 0, -55.802586, 0, -1 / 480, -11.495833], width: 289, height: 147 },
  ],
  [
    'longitude and latitude to polar stereographic, the pole inside',
    { crs: WGS84, affine: [0.25, 0, -180, 0, -0.25, 90], width: 1440, height: 720 },
    { crs: crs(3413), affine: [25000, 0, -2000000, 0, -25000, 2000000], width: 160, height: 160 },
  ],
  [
    'longitude and latitude to the web mercator world',
    { crs: WGS84, affine: [0.5, 0, -180, 0, -0.5, 90], width: 720, height: 360 },
    { crs: crs(3857), affine: [edge / 128, 0, -edge, 0, -edge / 128, edge], width: 256, height: 256 },
  ],
  [
    'a sinusoidal world to longitude and latitude',
    { crs: SINUSOIDAL, affine: [50000, 0, -20050000, 0, -50000, 10050000], width: 802, height: 402 },
    { crs: WGS84, affine: [1, 0, -180, 0, -1, 90], width: 360, height: 180 },
  ],
];

describe('positions of a plan', () => {
  for (const [name, grid, target] of PAIRS) {
    it(`are within 0.05 source px of exact projection: ${name}`, () => {
      const plan = planWarp([grid], grid, target, 'nearest');
      const map = pixelMap(target, grid);
      const seen = new Uint8Array(target.width * target.height);
      const run = emptyRun();
      let worst = 0;
      for (const { patch, box } of plan.reads.flatMap(({ parts }) => parts)) {
        for (let row = box.row; row < box.row + box.height; row++) {
          setRun(run, patch, row - patch.box.row);
          for (let col = box.col; col < box.col + box.width; col++) {
            const i = col - patch.box.col;
            const exact = map(col - plan.col + 0.5, row - plan.row + 0.5);
            const made = [run.col + i * (run.stepCol + i * run.bendCol), run.row + i * (run.stepRow + i * run.bendRow)];
            worst = Math.max(worst, Math.abs(made[0] - exact[0]), Math.abs(made[1] - exact[1]));
            seen[(row - plan.row) * target.width + col - plan.col]++;
          }
        }
      }
      assert.ok(worst <= 0.05, `${worst} px`);
      for (let at = 0; at < seen.length; at++) {
        const [col, row] = map((at % target.width) + 0.5, Math.floor(at / target.width) + 0.5);
        const isInside = col >= 0.01 && row >= 0.01 && col < grid.width - 0.01 && row < grid.height - 0.01;
        assert.ok(seen[at] === 1 || (seen[at] === 0 && !isInside), `pixel ${at} is in ${seen[at]} parts`);
      }
    });
  }
});
