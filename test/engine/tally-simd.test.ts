import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withScratch, type Scratch } from '../../src/cog/scratch.ts';
import { simdKeyCounter } from '../../src/engine/tally-simd.ts';
import { plainKeyCounter, type KeyCounter } from '../../src/stats/key-counter.ts';
import { keyTally } from '../../src/stats/key-tally.ts';
import type { Tally } from '../../src/stats/tally.ts';
import { uniformStream } from '../random.ts';

const LENGTH = 20_000;
const ABSENT = -9999;
const random = uniformStream(31);

/** What is no number, what is hardly one, both zeros, and nodata. */
const AWKWARD = [NaN, Infinity, -Infinity, 0, -0, 1e-45, -1e-45, 1e-39, 3.4028234663852886e38, ABSENT, 0.25, 0.25];

const KINDS: Readonly<Record<string, (i: number) => number>> = {
  noise: () => random() * 1.2 - 0.2,
  'awkward numbers': (i) => (i % 3 === 0 ? AWKWARD[Math.floor(random() * AWKWARD.length)] : (random() - 0.5) * 2e-38),
  'mostly one number': () => (random() < 0.9 ? 0.25 : random()),
  'one number': () => 0.1,
  'nothing but nodata': () => ABSENT,
  'one pixel among nodata': (i) => (i === 7777 ? -0.5 : ABSENT),
};

/** Runs of every length about the four numbers that go together, and some that are longer than a chunk. */
function visitRuns(visit: (from: number, to: number) => void): void {
  for (let from = 1, k = 0; from < LENGTH; k++) {
    const to = Math.min(LENGTH, from + (k % 40 === 0 ? 3000 : k % 40));
    visit(from, to);
    from = to + (k % 3);
  }
}

function take(tally: Tally, values: Float32Array, valid: Uint8Array): { places: number[]; counted: number[] } {
  const [places, counted]: [number[], number[]] = [[], []];
  tally.use(values, valid);
  visitRuns((from, to) => {
    counted.push(tally.add(from, to));
    places.push(tally.places);
  });
  if (tally.endLook()) visitRuns((from, to) => tally.addAgain(from, to));
  return { places, counted };
}

function simdCounter(scratch: Scratch, scale: number, offset: number, absent?: number): KeyCounter {
  const counter = simdKeyCounter(scratch, { scale, offset, absent });
  assert.ok(counter, 'dist/wasm/tally.wasm is missing: npm run build:wasm');
  return counter;
}

for (const [name, numberAt] of Object.entries(KINDS)) {
  test(`compiled tallies are those of the plain loop: ${name}`, async () => {
    const values = Float32Array.from({ length: LENGTH }, (_, i) => numberAt(i));
    const isNumber = (value: number) => Number.isFinite(value) && value !== ABSENT;
    for (const [scale, offset] of [
      [1, 0],
      [0.001, 5],
      [-2, 0.1],
    ]) {
      for (const share of [undefined, 0.7]) {
        const flags = Uint8Array.from(values, () => (random() < (share ?? 1) ? 1 : 0));
        const valid = flags.map((bit, i) => (isNumber(values[i]) ? bit : 0));
        const plain = keyTally(plainKeyCounter(values, scale, offset), scale, offset);
        const expected = { runs: take(plain, values, valid), ...plain.distribution() };
        // twice in the same memory: nothing of the first time is left
        for (let time = 0; time < 2; time++) {
          await withScratch((scratch) => {
            const simd = keyTally(simdCounter(scratch, scale, offset, ABSENT), scale, offset);
            const runs = take(simd, values, share === undefined ? new Uint8Array(0) : flags);
            const found = { runs, ...simd.distribution() };
            for (const moment of ['mean', 'std'] as const) {
              const [one, other] = [found[moment] ?? 0, expected[moment] ?? 0];
              assert.ok(Math.abs(one - other) <= 1e-12 * Math.max(1, Math.abs(other)), `${moment}: ${one}, ${other}`);
            }
            assert.deepEqual({ ...found, mean: 0, std: 0 }, { ...expected, mean: 0, std: 0 });
            return Promise.resolve();
          });
        }
      }
    }
  });
}

test('numbers beyond what a scratch holds are refused', async () => {
  await withScratch((scratch) => {
    const counter = simdCounter(scratch, 1, 0);
    assert.throws(() => counter.use(new Float32Array((8 << 18) + 1), new Uint8Array(0)), RangeError);
    return Promise.resolve();
  });
});
