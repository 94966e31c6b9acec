import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '../../src/failure.ts';
import { summarise } from '../../src/stats/summary.ts';
import { rowAreas } from '../../src/stats/runs.ts';
import { dynamicLegend, theoreticalLegend } from '../../src/style/automatic.ts';
import { resolveColorMap } from '../../src/style/color-maps.ts';
import { sampleColor } from '../../src/style/stops.ts';
import type { Legend } from '../../src/style/style.ts';

const colorMap = 'RdYlGn';

function summaryOf(values: number[]) {
  const valid = new Uint8Array(values.length).fill(1);
  const samples = { values: Float64Array.from(values), valid, width: values.length, scale: 1, offset: 0 };
  return summarise(
    samples,
    rowAreas(() => 1),
  );
}

const edgesOf = ({ classes }: Legend): number[] => [
  ...classes.slice(0, 1).map(({ min }) => min),
  ...classes.map(({ max }) => max),
];
const EVEN = summaryOf(Array.from({ length: 1001 }, (_, i) => i / 10));

test('dynamic: five equal classes from the smallest to the largest value, open, named, coloured at their centres', () => {
  const legend = dynamicLegend(EVEN, { colorMap });
  assert.deepEqual(edgesOf(legend), [0, 20, 40, 60, 80, 100]);
  assert.deepEqual(
    legend.classes.map(({ label }) => label),
    ['Very Low', 'Low', 'Moderate', 'High', 'Very High'],
  );
  const stops = resolveColorMap(colorMap);
  assert.deepEqual(
    legend.classes.map(({ color }) => color),
    [0.1, 0.3, 0.5, 0.7, 0.9].map((t) => sampleColor(stops, t)),
  );
  assert.deepEqual([legend.mode, legend.ends, legend.isEdited, legend.ramp], ['dynamic', 'open', false, 'classes']);
});

test('dynamic: other counts are labelled by their intervals', () => {
  const legend = dynamicLegend(EVEN, { colorMap, bins: 4 });
  assert.deepEqual(
    legend.classes.map(({ label }) => label),
    ['0 - 25', '25 - 50', '50 - 75', '75 - 100'],
  );
  assert.equal(dynamicLegend(EVEN, { colorMap, bins: 15 }).classes.length, 15);
  assert.equal(dynamicLegend(EVEN, { colorMap, bins: 1 }).classes[0].label, '0 - 100');
});

test('dynamic: between two percentiles, by every method', () => {
  const range = [10, 90] as const;
  assert.deepEqual(edgesOf(dynamicLegend(EVEN, { colorMap, range, bins: 4 })), [10, 30, 50, 70, 90]);
  const quantile = edgesOf(dynamicLegend(EVEN, { colorMap, range, bins: 4, method: 'quantile' }));
  quantile.forEach((edge, i) => assert.ok(Math.abs(edge - [10, 30, 50, 70, 90][i]) < 1e-9));
  for (const method of ['natural_breaks', 'std_dev'] as const) {
    const edges = edgesOf(dynamicLegend(EVEN, { colorMap, range, method }));
    assert.deepEqual([edges[0], edges[edges.length - 1]], [10, 90]);
    assert.ok(edges.every((edge, i) => i === 0 || edge > edges[i - 1]));
  }
});

test('dynamic: constant data have one class, few values few, none none', () => {
  for (const method of ['equal_interval', 'quantile', 'natural_breaks', 'std_dev'] as const) {
    const constant = dynamicLegend(summaryOf([0.4, 0.4, 0.4]), { colorMap, method });
    assert.deepEqual(
      constant.classes.map(({ min, max, label }) => [min, max, label]),
      [[0.4, 0.4, '0.4']],
    );
    assert.deepEqual(dynamicLegend(summaryOf([]), { colorMap, method, ramp: 'continuous' }).classes, []);
  }
  assert.deepEqual(edgesOf(dynamicLegend(summaryOf([1, 1, 1, 1, 1, 1, 2]), { colorMap, method: 'quantile' })), [1, 2]);
  const spiked = dynamicLegend(summaryOf([...new Array<number>(99).fill(1), 50]), { colorMap, range: [5, 95] });
  assert.deepEqual(edgesOf(spiked), [1, 1]);
});

test('dynamic: impossible bins and ranges are refused', () => {
  for (const bins of [0, 16, 2.5, NaN]) {
    assert.throws(
      () => dynamicLegend(EVEN, { colorMap, bins }),
      (e) => e instanceof Failure && e.kind === 'invalid',
    );
  }
  for (const range of [
    [5, 5],
    [-1, 50],
    [2, 101],
    [NaN, 5],
    [98, 2],
  ] as const) {
    assert.throws(
      () => dynamicLegend(EVEN, { colorMap, range }),
      (e) => e instanceof Failure && e.kind === 'invalid',
    );
  }
});

test("theoretical: the index's own breakpoints, names and colours", () => {
  const breakpoints = {
    edges: [-1, 0, 0.5, 1],
    labels: ['Water', 'Sparse', 'Dense'],
    colors: ['#0000ff', '#aaaa00', '#00aa00'],
  };
  const legend = theoreticalLegend({ colorMap, rescale: [-1, 1], breakpoints });
  assert.deepEqual(
    legend.classes.map(({ min, max, label, color }) => [min, max, label, color]),
    [
      [-1, 0, 'Water', '#0000ff'],
      [0, 0.5, 'Sparse', '#aaaa00'],
      [0.5, 1, 'Dense', '#00aa00'],
    ],
  );
  const ramp = theoreticalLegend({ colorMap, rescale: [-1, 1], breakpoints, ramp: 'continuous' });
  assert.equal(ramp.classes[0].color, sampleColor(resolveColorMap(colorMap), 0.25));
  assert.equal(ramp.classes[0].label, 'Water');
});

test('theoretical: five equal classes over the valid range where there are no breakpoints', () => {
  const legend = theoreticalLegend({ colorMap, rescale: [-1, 1] });
  assert.deepEqual(edgesOf(legend), [-1, -0.6, -0.2, 0.2, 0.6, 1]);
  assert.deepEqual([legend.mode, legend.ends], ['theoretical', 'open']);
});
