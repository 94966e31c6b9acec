import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainPredictor, type Predictor } from '../../src/cog/predictor.ts';
import { loadSimdPredictor } from '../../src/cog/predictor-simd.ts';
import { uniformStream } from '../random.ts';

const simd = loadSimdPredictor();
assert.ok(simd, 'dist/wasm/predictor.wasm is missing: npm run build:wasm');
const BOTH: readonly (readonly [string, Predictor])[] = [
  ['plain loops', plainPredictor],
  ['SIMD', simd],
];

const random = uniformStream(7);
const randomBytes = (length: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length }, () => Math.floor(random() * 256));

for (const [name, predictor] of BOTH) {
  test(`horizontal differencing wraps and keeps bands apart, by ${name}`, () => {
    const samples = Uint8Array.of(250, 1, 10, 1, 250, 2, 10, 2);
    predictor.undoHorizontal(samples, 4, 1, 2);
    assert.deepEqual([...samples], [250, 1, 4, 2, 250, 2, 4, 4]);
    const wide = Uint16Array.of(65535, 2, 65535, 7, 1, 1);
    predictor.undoHorizontal(new Uint8Array(wide.buffer), 3, 2, 1);
    assert.deepEqual([...wide], [65535, 1, 0, 7, 8, 9]);
    const widest = BigUint64Array.of(2n ** 64n - 1n, 2n);
    predictor.undoHorizontal(new Uint8Array(widest.buffer), 2, 8, 1);
    assert.deepEqual([...widest], [2n ** 64n - 1n, 1n]);
  });

  test(`the floating point predictor gives numbers of this machine, by ${name}`, () => {
    const row = Float32Array.of(1.5, -2.25, 1e-7);
    const bigEndian = Buffer.from(row.buffer.slice(0)).swap32();
    const planes = Buffer.alloc(12);
    for (let i = 0; i < 3; i++) for (let b = 0; b < 4; b++) planes[b * 3 + i] = bigEndian[i * 4 + b];
    const differenced = Uint8Array.from(planes, (byte, i) => (i === 0 ? byte : byte - planes[i - 1]));
    predictor.undoFloatingPoint(differenced, 3, 4, 1);
    assert.deepEqual(new Float32Array(differenced.buffer), row);
  });
}

test('SIMD gives the bytes that the plain loops give, whatever the type, the width and the number of bands', () => {
  // around the 16 bytes of a vector, and rows that only just fit into its 128 KiB, or do not
  const widths = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 64, 100, 513, 131_072 / 4, 131_072 / 4 + 1];
  for (const width of widths) {
    for (const bands of width > 1000 ? [1, 2] : [1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 16, 17, 40]) {
      const rows = width > 1000 ? 2 : 3;
      for (const bytesPerSample of [1, 2, 4, 8]) {
        const rowSamples = width * bands;
        const bytes = randomBytes(rowSamples * bytesPerSample * rows);
        for (const method of ['undoHorizontal', 'undoFloatingPoint'] as const) {
          if (method === 'undoFloatingPoint' && bytesPerSample === 1) continue;
          const expected = bytes.slice();
          plainPredictor[method](expected, rowSamples, bytesPerSample, bands);
          const found = bytes.slice();
          simd[method](found, rowSamples, bytesPerSample, bands);
          assert.ok(Buffer.compare(found, expected) === 0, `${method} ${width} x ${bands} of ${bytesPerSample} bytes`);
        }
      }
    }
  }
});

test('a block larger than the memory of the SIMD predictor is undone piece by piece', () => {
  const bytes = randomBytes(100 * 4 * 1000);
  const expected = bytes.slice();
  plainPredictor.undoFloatingPoint(expected, 100, 4, 1);
  simd.undoFloatingPoint(bytes, 100, 4, 1);
  assert.ok(Buffer.compare(bytes, expected) === 0);
});

test('without the compiled file there is no SIMD predictor, and no failure', () => {
  assert.equal(loadSimdPredictor(new URL('file:///nowhere/predictor.wasm')), undefined);
  assert.equal(loadSimdPredictor(new URL(import.meta.url)), undefined, 'no WebAssembly');
});
