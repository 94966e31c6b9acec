import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withScratch, type Scratch } from '../../src/cog/scratch.ts';
import { validity } from '../../src/cog/validity.ts';
import { simdMixingKernel } from '../../src/engine/mix-simd.ts';
import type { LevelPixels } from '../../src/raster/kernel.ts';
import type { Dtype } from '../../src/raster/raster.ts';
import { reachOf } from '../../src/raster/resample.ts';
import { emptyRun, sampleInside, type Run } from '../../src/raster/run.ts';
import { mixingKernel } from '../../src/render/paint-kernel.ts';
import type { Cuts } from '../../src/stats/classify.ts';
import { uniformStream } from '../random.ts';

/** Runs, and room for each in the picture. */
const RUNS = 240;
const RUN_PX = 45;
const random = uniformStream(23);

/** Windows of a level: in its middle, the whole of a small one, one pixel, a single row and a single column. */
const WINDOWS = {
  'in the middle': { col: 1000, row: 2000, stride: 70, rows: 40, width: 5000, height: 5000 },
  'a whole level': { col: 0, row: 0, stride: 37, rows: 23, width: 37, height: 23 },
  'the lower right corner': { col: 500, row: 300, stride: 33, rows: 21, width: 533, height: 321 },
  'one pixel': { col: 0, row: 0, stride: 1, rows: 1, width: 1, height: 1 },
  'a row': { col: 0, row: 0, stride: 50, rows: 1, width: 50, height: 1 },
  'a column': { col: 0, row: 0, stride: 1, rows: 50, width: 1, height: 50 },
} as const;
type Place = (typeof WINDOWS)[keyof typeof WINDOWS];

/** Target pixels from a third of a source pixel to five, unlike ones across and down, and rasters of one resolution. */
const SPANS = [0.33, 1, 1.02, 1.25, 1.5, 1.51, 1.97, 2.2, 5.3] as const;

/** Runs of every length, sloping and bent, turned about and upside down, anywhere the window has their pixels. */
function runsIn({ col, row, stride, rows, width, height }: Place): Run[] {
  return Array.from({ length: RUNS }, (_, k) => {
    const spanCols = SPANS[k % SPANS.length];
    const spanRows = k % 4 === 0 ? SPANS[Math.floor(random() * SPANS.length)] : spanCols;
    const isTurned = k % 11 === 0;
    const [across, down] = [(random() - 0.2) * spanCols, (random() - 0.5) * 0.2];
    // what a kernel reaches of the level is in its window
    const reach = 2 + reachOf('cubic', spanCols, spanRows).cols;
    const insideOf = (from: number, length: number, whole: number): [number, number] => [
      from === 0 ? 0 : from + reach,
      from + length === whole ? whole : from + length - reach,
    ];
    const [left, right] = insideOf(col, stride, width);
    const [top, bottom] = insideOf(row, rows, height);
    const onHalf = k % 7 === 0; // between two pixels exactly
    const place = (from: number, to: number) => {
      const at = from + random() * (to - from);
      return onHalf ? Math.min(to, Math.round(2 * at) / 2) : at;
    };
    const first = Math.floor(random() * 5);
    const run = {
      ...emptyRun(),
      ...{ start: k * RUN_PX, first, end: first + (k % 40), spanCols, spanRows },
      ...{ col: place(left, right), row: place(top, bottom) },
      ...{ stepCol: isTurned ? down : across, stepRow: isTurned ? across : down },
      ...{ bendCol: (random() - 0.5) * 1e-3, bendRow: (random() - 0.5) * 1e-3 },
    };
    // it ends where it leaves what the window has
    const isThere = (i: number): boolean => {
      const x = run.col + i * (run.stepCol + i * run.bendCol);
      const y = run.row + i * (run.stepRow + i * run.bendRow);
      return x >= left && x <= right && y >= top && y <= bottom;
    };
    let end = run.first;
    while (end < run.end && isThere(end)) end++;
    return { ...run, end };
  });
}

const EVEN = Float64Array.from({ length: 249 }, (_, i) => i * 0.4 - 50.05);
const CUTS: readonly Cuts[] = [
  { thresholds: EVEN, slots: Uint8Array.from({ length: 250 }, (_, i) => i + 1) },
  { thresholds: Float64Array.of(3), slots: Uint8Array.of(1, 2) },
  { thresholds: new Float64Array(0), slots: Uint8Array.of(7) },
  { thresholds: Float64Array.of(-10, 0, 5, 5.5), slots: Uint8Array.of(0, 1, 0, 2, 0) },
];

function fill(values: { length: number; [i: number]: number }, dtype: Dtype, absent: number | undefined): void {
  for (let i = 0; i < values.length; i++) values[i] = Math.round((random() - 0.5) * 1100) / 10;
  // patches of one number, of which any mean is that number
  for (let i = 40; i < values.length; i++) if (i % 300 < 120) values[i] = 3;
  if (absent !== undefined) for (let i = 0; i < values.length; i += 13) if (i % 3 > 0) values[i] = absent;
  if (dtype !== 'float32') return;
  for (let i = 5; i < values.length; i += 31)
    values[i] = [NaN, Infinity, -Infinity, -9999, 3e38, -0, 1e-40][((i / 31) % 7) | 0];
}

function bothPaint(
  scratch: Scratch,
  resampling: 'bilinear' | 'cubic',
  dtype: Dtype,
  place: Place,
  cuts: Cuts,
  absent: number | undefined,
  isMasked: boolean,
): [Buffer, Buffer] {
  const { stride, rows, ...level } = place;
  const values = scratch.values(dtype, stride * rows);
  fill(values, dtype, absent);
  const cover = Uint8Array.from(values, () => (random() < 0.05 ? 0 : 1));
  const valid = validity(values, absent, isMasked ? [cover] : []);
  const plain: LevelPixels = { values: values.slice(), valid, stride, ...level };
  const flags = isMasked ? scratch.flags(values.length) : new Uint8Array(0);
  if (isMasked) flags.set(valid);
  const slots = scratch.slots(RUNS * RUN_PX);
  const source = { ...plain, values, valid: flags };
  const simd = simdMixingKernel({ resampling, scratch, source, absent, cuts, slots });
  assert.ok(simd, 'dist/wasm/mix.wasm is missing: npm run build:wasm');
  const expected = new Uint8Array(RUNS * RUN_PX);
  const oracle = mixingKernel(resampling, plain, cuts, expected);
  for (const run of runsIn(place)) {
    for (const kernel of [simd, oracle]) sampleInside({ ...run }, level.width, level.height, 0, 0, kernel);
  }
  return [Buffer.from(slots), Buffer.from(expected)];
}

const DTYPES = ['float32', 'uint8', 'int8', 'uint16', 'int16'] as const;
const SITUATIONS = DTYPES.flatMap((dtype) => [['bilinear', dtype] as const, ['cubic', dtype] as const]);
for (const [resampling, dtype] of SITUATIONS) {
  test(`SIMD mixes and paints as the plain loops do: ${resampling}, ${dtype}`, async () => {
    let painted = 0;
    for (const [name, place] of Object.entries(WINDOWS)) {
      for (const [k, cuts] of CUTS.entries()) {
        for (const absent of [undefined, 3, 40]) {
          await withScratch((scratch) => {
            const [found, expected] = bothPaint(scratch, resampling, dtype, place, cuts, absent, k % 2 === 1);
            assert.ok(found.equals(expected), `${name}, ${cuts.thresholds.length} thresholds, nodata ${absent}`);
            painted += found.filter((slot) => slot > 0).length;
            return Promise.resolve();
          });
        }
      }
    }
    assert.ok(painted > 5000, `${painted} pixels`);
  });
}

test('what SIMD does not serve is left to the plain loops, as it was', async () => {
  await withScratch((scratch) => {
    const level = { width: 10, height: 10, col: 0, row: 0, stride: 10 };
    const slots = scratch.slots(100);
    const kernelOf = (values: LevelPixels['values'], valid = new Uint8Array(0)) =>
      simdMixingKernel({
        resampling: 'cubic',
        scratch,
        source: { values, valid, ...level },
        absent: 0,
        cuts: CUTS[0],
        slots,
      });
    assert.equal(kernelOf(new Float32Array(100)), undefined, 'numbers elsewhere');
    assert.equal(kernelOf(scratch.values('float64', 100)), undefined, 'doubles');
    const inside = scratch.values('float32', 100).fill(0);
    assert.equal(kernelOf(inside, new Uint8Array(100)), undefined, 'a mask elsewhere');
    assert.ok(
      inside.every((value) => value === 0),
      'nodata is still what it was',
    );
    return Promise.resolve();
  });
});
