import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withScratch, type Scratch } from '../../src/cog/scratch.ts';
import { simdPaintingKernel } from '../../src/engine/paint-simd.ts';
import type { Dtype } from '../../src/raster/raster.ts';
import { emptyRun, type Run } from '../../src/raster/run.ts';
import { paintingKernel } from '../../src/render/paint-kernel.ts';
import type { Cuts } from '../../src/stats/classify.ts';
import { uniformStream } from '../random.ts';

const STRIDE = 70;
const ROWS = 40;
const [LEFT, TOP] = [1000, 2000];
const LENGTH = 400;

const random = uniformStream(11);

/** Runs of every length about the four pixels that go together, sloping and bent, anywhere in the window. */
const RUNS: readonly Run[] = Array.from({ length: 300 }, (_, k) => {
  const first = Math.floor(random() * 5);
  return {
    ...emptyRun(),
    start: Math.floor(random() * 300),
    first,
    end: first + (k % 40),
    col: LEFT + 1 + random() * 5,
    row: TOP + 5 + random() * 20,
    stepCol: random() * 1.4,
    stepRow: (random() - 0.5) * 0.2,
    bendCol: (random() - 0.5) * 1e-3,
    bendRow: (random() - 0.5) * 1e-3,
  };
});

const EVEN = { thresholds: Float64Array.from({ length: 249 }, (_, i) => i * 0.4 - 50.05) };
const CUTS: Readonly<Record<string, Cuts>> = {
  'many classes': { ...EVEN, slots: Uint8Array.from({ length: 250 }, (_, i) => i + 1) },
  'two classes': { thresholds: Float64Array.of(3), slots: Uint8Array.of(1, 2) },
  'one class': { thresholds: new Float64Array(0), slots: Uint8Array.of(7) },
  'a gap': { thresholds: Float64Array.of(-10, 0, 5, 5.5), slots: Uint8Array.of(0, 1, 0, 2, 0) },
};

function fill(values: { length: number; [i: number]: number }, dtype: Dtype): void {
  for (let i = 0; i < values.length; i++) values[i] = Math.round((random() - 0.5) * 1100) / 10;
  if (dtype !== 'float32') return;
  // what is no number, what lies beyond all thresholds, and numbers on them
  for (let i = 0; i < values.length; i += 7) values[i] = [NaN, Infinity, -Infinity, -9999, 3e38, 3, -0][(i / 7) % 7];
}

function bothPaint(scratch: Scratch, dtype: Dtype, cuts: Cuts, absent: number | undefined): [Buffer, Buffer] {
  const values = scratch.values(dtype, STRIDE * ROWS);
  fill(values, dtype);
  const level = { width: 5000, height: 5000, col: LEFT, row: TOP, stride: STRIDE };
  const source = { values, valid: new Uint8Array(0), ...level };
  const slots = scratch.slots(LENGTH);
  const simd = simdPaintingKernel(scratch, source, absent, cuts, slots);
  assert.ok(simd, 'dist/wasm/paint.wasm is missing: npm run build:wasm');
  const expected = new Uint8Array(LENGTH);
  const plain = paintingKernel(source, absent, cuts, expected);
  for (const run of RUNS) {
    simd(run);
    plain(run);
  }
  return [Buffer.from(slots), Buffer.from(expected)];
}

for (const dtype of ['float32', 'uint8', 'int8', 'uint16', 'int16'] as const) {
  test(`SIMD paints the slots that the plain loop paints: ${dtype}`, async () => {
    for (const [name, cuts] of Object.entries(CUTS)) {
      for (const absent of [undefined, 3, 40, 255]) {
        if (dtype === 'int8' && absent === 255) continue; // it cannot hold that
        await withScratch((scratch) => {
          const [found, expected] = bothPaint(scratch, dtype, cuts, absent);
          assert.ok(found.equals(expected), `${name}, nodata ${absent}`);
          return Promise.resolve();
        });
      }
    }
  });
}

test('what SIMD does not serve is left to the plain loop', async () => {
  await withScratch((scratch) => {
    const level = { width: 10, height: 10, col: 0, row: 0, stride: 10 };
    const slots = scratch.slots(100);
    const kernelOf = (values: Float32Array | Float64Array, valid: Uint8Array) =>
      simdPaintingKernel(scratch, { values, valid, ...level }, undefined, CUTS['two classes'], slots);
    assert.equal(kernelOf(new Float32Array(100), new Uint8Array(0)), undefined, 'numbers elsewhere');
    assert.equal(kernelOf(scratch.values('float64', 100) as Float64Array, new Uint8Array(0)), undefined, 'doubles');
    assert.equal(kernelOf(scratch.values('float32', 100) as Float32Array, scratch.flags(100)), undefined, 'a mask');
    return Promise.resolve();
  });
});
