import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { rowAreas } from '../../src/stats/runs.ts';
import type { Samples } from '../../src/stats/samples.ts';
import { summarise } from '../../src/stats/summary.ts';
import { uniformStream } from '../random.ts';

interface OracleCase {
  name: string;
  seed: number;
  kind: keyof typeof SPREADS;
  dtype: keyof typeof ARRAYS;
  scale: number;
  offset: number;
  pixels: number;
  share: number;
  count: number;
  min: number;
  max: number;
  mean: number;
  std: number;
  percentiles: number[];
  histogram: number[];
}

const ARRAYS = { float32: Float32Array, float64: Float64Array, int16: Int16Array, uint8: Uint8Array };
const SPREADS = {
  even: (u: number) => u * 1.2 - 0.2,
  skewed: (u: number) => u * u * u * u * u * u * u * u * 1e6 - 3,
  tied: (u: number) => (u < 0.9 ? 0.25 : u),
  far: (u: number) => (u < 0.001 ? -1e12 * u : u),
  whole: (u: number) => Math.floor(u * 20001) - 10000,
  byte: (u: number) => Math.floor(u * 37) + 100,
  constant: (u: number) => u * 0 + 0.1,
};
const UNIT = rowAreas(() => 1);

const oracle = JSON.parse(readFileSync(new URL('summary.oracle.json', import.meta.url), 'utf8')) as {
  cases: OracleCase[];
};

function samplesOf({ seed, kind, dtype, scale, offset, pixels, share }: OracleCase): Samples {
  const value = uniformStream(seed);
  const chance = uniformStream(seed + 1000);
  const values = new ARRAYS[dtype](pixels);
  for (let i = 0; i < pixels; i++) values[i] = SPREADS[kind](value());
  const valid = Uint8Array.from({ length: pixels }, () => (chance() < share ? 1 : 0));
  return { values, valid, width: pixels, scale, offset };
}

function assertClose(found: number, expected: number, tolerance: number, what: string): void {
  assert.ok(
    Math.abs(found - expected) <= tolerance * Math.max(1, Math.abs(expected)),
    `${what}: ${found}, not ${expected}`,
  );
}

for (const expected of oracle.cases) {
  test(`summary equals numpy's: ${expected.name}`, () => {
    const samples = samplesOf(expected);
    const summary = summarise(samples, UNIT);
    assert.equal(summary.count, expected.count);
    assert.equal(summary.min, expected.min);
    assert.equal(summary.max, expected.max);
    assertClose(summary.mean ?? NaN, expected.mean, 1e-12, 'mean');
    assertClose(summary.std ?? NaN, expected.std, 1e-12, 'std');
    assert.deepEqual(summary.percentiles, expected.percentiles);
    assert.deepEqual(summary.histogram?.counts, expected.histogram);
    assert.equal(summary.areaM2, expected.count);
    assert.equal(summary.inside, expected.pixels);
  });
}

test('only valid pixels inside the mask count, with the areas of their own rows', () => {
  const values = Float32Array.of(1, 2, 3, 4, 5, 6);
  const valid = Uint8Array.of(1, 1, 0, 1, 1, 1);
  const inside = Uint8Array.of(0, 1, 1, 1, 1, 0);
  const areas = rowAreas((row) => (row === 0 ? 10 : 1000));
  const summary = summarise({ values, valid, inside, width: 3, scale: 2, offset: 1 }, areas);
  assert.deepEqual(
    [summary.count, summary.inside, summary.min, summary.max, summary.mean, summary.areaM2],
    [3, 4, 5, 11, (5 + 9 + 11) / 3, 2010],
  );
});

test('nothing valid: every number but the counts is null', () => {
  const samples = { values: Float32Array.of(NaN, 7), valid: new Uint8Array(2), width: 2, scale: 1, offset: 0 };
  assert.deepEqual(summarise(samples, UNIT), {
    count: 0,
    inside: 2,
    min: null,
    max: null,
    mean: null,
    std: null,
    percentiles: null,
    histogram: null,
    areaM2: 0,
  });
});

test('constant data have one bin, no deviation and themselves as the mean', () => {
  const values = new Float32Array(6000).fill(0.1);
  const summary = summarise({ values, valid: new Uint8Array(6000).fill(1), width: 100, scale: 1, offset: 0 }, UNIT);
  const v = Math.fround(0.1);
  assert.deepEqual([summary.min, summary.max, summary.mean, summary.std], [v, v, v, 0]);
  assert.deepEqual(summary.histogram, { min: v, max: v, counts: [6000] });
});

test('spans beyond the largest double and below the smallest still have exact order statistics', () => {
  for (const unit of [Number.MAX_VALUE, 5e-324]) {
    const values = Float64Array.from({ length: 9001 }, (_, i) => ((i % 3) - 1) * unit);
    const summary = summarise({ values, valid: new Uint8Array(9001).fill(1), width: 9001, scale: 1, offset: 0 }, UNIT);
    assert.deepEqual(
      [0, 50, 100].map((p) => summary.percentiles?.[p]),
      [-unit, 0, unit],
    );
    assert.equal(
      summary.histogram?.counts.reduce((a, b) => a + b),
      9001,
    );
  }
});

test('the input is not changed', () => {
  const samples = samplesOf(oracle.cases[0]);
  const before = [samples.values.slice(), samples.valid.slice()];
  summarise(samples, UNIT);
  assert.deepEqual([samples.values, samples.valid], before);
});
