import assert from 'node:assert/strict';
import { test } from 'node:test';
import { equalInterval, quantileBreaks, stdDevBreaks } from '../../src/stats/breaks.ts';
import { rowAreas } from '../../src/stats/runs.ts';
import { binsOfHistogram, naturalBreaks, type WeightedBins } from '../../src/stats/natural-breaks.ts';
import { quantileOfPercentiles } from '../../src/stats/quantile.ts';
import { summarise } from '../../src/stats/summary.ts';
import { uniformStream } from '../random.ts';

/** Sum of squared distances from their class's mean. */
function costOf(bins: WeightedBins, edges: readonly number[]): number {
  let cost = 0;
  for (let k = 0; k + 1 < edges.length; k++) {
    const members = bins.centres
      .map((x, i) => ({ x, w: bins.weights[i], start: bins.starts[i] }))
      .filter(({ start }) => start >= edges[k] && (start < edges[k + 1] || k + 2 === edges.length));
    const weight = members.reduce((sum, { w }) => sum + w, 0);
    const mean = members.reduce((sum, { x, w }) => sum + x * w, 0) / weight;
    cost += members.reduce((sum, { x, w }) => sum + w * (x - mean) ** 2, 0);
  }
  return cost;
}

test('equal intervals are exact decimals where their ends are', () => {
  assert.deepEqual(equalInterval(-1, 1, 5), [-1, -0.6, -0.2, 0.2, 0.6, 1]);
  assert.deepEqual(equalInterval(0, 255, 5), [0, 51, 102, 153, 204, 255]);
  assert.deepEqual(equalInterval(0, 1, 1), [0, 1]);
});

test('degenerate data have fewer classes, never an edge twice', () => {
  const next = 1 + Number.EPSILON;
  assert.deepEqual(equalInterval(0.3, 0.3, 5), [0.3, 0.3]);
  assert.deepEqual(equalInterval(1, next, 5), [1, next]);
  assert.deepEqual(equalInterval(-Number.MAX_VALUE, Number.MAX_VALUE, 2), [-Number.MAX_VALUE, 0, Number.MAX_VALUE]);
  assert.deepEqual(
    quantileBreaks((p) => (p < 0.7 ? 0 : 1), 5),
    [0, 1],
  );
  assert.deepEqual(
    quantileBreaks(() => 4, 3),
    [4, 4],
  );
  assert.deepEqual(stdDevBreaks(2, 0, 2, 2, 5), [2, 2]);
});

test('quantile classes lie at equal fractions of the data, or of the part between two percentiles', () => {
  assert.deepEqual(
    quantileBreaks((p) => p * 100, 4),
    [0, 25, 50, 75, 100],
  );
  assert.deepEqual(
    quantileBreaks((p) => p * 100, 4, [0.125, 0.875]),
    [12.5, 31.25, 50, 68.75, 87.5],
  );
});

test('whole percentiles are read without rounding, others between them', () => {
  const percentiles = Array.from({ length: 101 }, (_, i) => i * i);
  for (let i = 0; i <= 100; i++) assert.equal(quantileOfPercentiles(percentiles, i / 100), i * i);
  assert.equal(quantileOfPercentiles(percentiles, 0.025), 6.5);
});

test('standard deviation classes are one deviation wide, centred on the mean, and end with the data', () => {
  assert.deepEqual(stdDevBreaks(10, 2, 0, 30, 5), [0, 7, 9, 11, 13, 30]);
  assert.deepEqual(stdDevBreaks(10, 2, 0, 30, 4), [0, 8, 10, 12, 30]);
  assert.deepEqual(stdDevBreaks(10, 2, 8.5, 11.5, 5), [8.5, 9, 11, 11.5]);
});

test('natural breaks part two heaps at the gap between them', () => {
  const random = uniformStream(7);
  const values = Float32Array.from({ length: 5000 }, (_, i) => (i % 2) * 0.6 + random() * 0.2);
  const valid = new Uint8Array(values.length).fill(1);
  const summary = summarise(
    { values, valid, width: 5000, scale: 1, offset: 0 },
    rowAreas(() => 1),
  );
  const { histogram, min, max } = summary;
  assert.ok(histogram !== null && min !== null && max !== null);
  const edges = naturalBreaks(binsOfHistogram(histogram), min, max, 2);
  assert.equal(edges.length, 3);
  assert.ok(edges[1] > 0.2 && edges[1] <= 0.605, String(edges[1]));
});

test('natural breaks are the best of all possible ones', () => {
  const random = uniformStream(11);
  for (let round = 0; round < 30; round++) {
    const starts = Array.from({ length: 9 }, () => Math.round(random() * 1000) / 10).sort((a, b) => a - b);
    const distinct = [...new Set(starts)];
    const bins = { starts: distinct, centres: distinct, weights: distinct.map(() => 1 + Math.floor(random() * 5)) };
    const [min, max] = [distinct[0], distinct[distinct.length - 1]];
    const found = naturalBreaks(bins, min, max + 1, 3);
    assert.equal(found.length, 4);
    let best = Infinity;
    for (let a = 1; a < distinct.length - 1; a++) {
      for (let b = a + 1; b < distinct.length; b++) {
        best = Math.min(best, costOf(bins, [min, distinct[a], distinct[b], max + 1]));
      }
    }
    assert.ok(costOf(bins, found) <= best + 1e-9, `round ${round}`);
  }
});

test('natural breaks of fewer values than classes, of one value and of a clipped histogram', () => {
  const bins = { starts: [1, 5, 9], centres: [1, 5, 9], weights: [4, 1, 2] };
  assert.deepEqual(naturalBreaks(bins, 1, 9.5, 7), [1, 5, 9, 9.5]);
  assert.deepEqual(naturalBreaks({ starts: [3], centres: [3], weights: [8] }, 3, 3, 5), [3, 3]);
  const clipped = binsOfHistogram({ min: 0, max: 10, counts: [5, 0, 3, 2, 1] }, 1, 7);
  assert.deepEqual(clipped, { starts: [1, 4, 6], centres: [1.5, 5, 6.5], weights: [5, 3, 2] });
});
