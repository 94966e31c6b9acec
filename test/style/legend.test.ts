import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildClasses } from '../../src/style/classes.ts';
import { legendModel } from '../../src/style/legend.ts';
import { resolveStyle } from '../../src/style/resolve.ts';
import type { Legend } from '../../src/style/style.ts';

function legendOf(edges: number[], parts: Partial<Legend> = {}, labels?: string[]): Legend {
  const { ramp = 'classes' } = parts;
  const classes = edges.length === 0 ? [] : buildClasses({ edges, colorMap: 'YlGn', ramp, labels });
  const rest = { colorMap: 'YlGn', method: 'equal_interval', range: 'minmax', isEdited: false } as const;
  return { mode: 'dynamic', classes, ends: 'open', ramp, ...rest, ...parts };
}

test('rows have the class colours, a label where there is one, the interval, hectares and percent', () => {
  const legend = legendOf([-0.5, 0, 0.25], {}, ['Water', '0.00 - 0.25']);
  const classes = legend.classes.map((item, i) => ({ ...item, area: 25_000 * (i + 1), area_percentage: 40 }));
  const { kind, rows, bar, ends } = legendModel(resolveStyle({ ...legend, classes }));
  assert.deepEqual([kind, bar, ends], ['classes', undefined, 'open']);
  assert.deepEqual(rows[0], {
    color: legend.classes[0].color,
    label: 'Water',
    interval: '\u22120.50 \u2013 0.00',
    areaHa: 2.5,
    percent: 40,
  });
  assert.deepEqual([rows[1].label, rows[1].interval, rows[1].areaHa], ['', '0.00 \u2013 0.25', 5]);
});

test('open ends with data beyond them say so; closed ones and others show their bounds', () => {
  const style = resolveStyle(legendOf([0, 1, 2, 3]));
  const texts = (dataRange?: [number, number], ends = style.ends) =>
    legendModel({ ...style, ends }, { dataRange }).rows.map(({ interval }) => interval);
  assert.deepEqual(texts([-1, 4]), ['< 1', '1 \u2013 2', '\u2265 2']);
  assert.deepEqual(texts([0, 3]), ['0 \u2013 1', '1 \u2013 2', '2 \u2013 3']);
  assert.deepEqual(texts([-1, 4], 'closed'), texts());
  const one = resolveStyle(legendOf([1, 2]));
  assert.equal(legendModel(one, { dataRange: [0, 3] }).rows[0].interval, 'all values');
});

test('a continuous style has a bar in the very steps of the picture, with round ticks', () => {
  const style = resolveStyle(legendOf([-0.187, 0.3, 0.834], { ramp: 'continuous' }));
  const { kind, bar, rows } = legendModel(style);
  assert.equal(kind, 'continuous');
  assert.deepEqual(
    bar?.colors,
    style.intervals.map(({ color }) => color),
  );
  assert.deepEqual(
    bar.ticks.map(({ text }) => text),
    ['0.0', '0.2', '0.4', '0.6', '0.8'],
  );
  assert.deepEqual([bar.min, bar.max, rows.length], [-0.187, 0.834, 2]);
  const decimals = legendModel(style, { decimals: 3 });
  assert.deepEqual([decimals.bar?.ticks[1].text, decimals.rows[0].interval], ['0.200', '\u22120.187 \u2013 0.300']);
});

test('gaps are gaps in the bar', () => {
  const [low, , high] = legendOf([0, 1, 2, 3]).classes;
  const gapped = resolveStyle(legendOf([], { ramp: 'continuous', ends: 'closed', classes: [low, high] }));
  const colors = legendModel(gapped).bar?.colors ?? [];
  assert.deepEqual(
    [colors.length, colors[0] === 'none', colors[125], colors[249] === 'none'],
    [250, false, 'none', false],
  );
});

test('constant and empty legends', () => {
  const constant = legendModel(resolveStyle(legendOf([0.25, 0.25], { ramp: 'continuous' })));
  assert.deepEqual([constant.kind, constant.rows[0].interval, constant.rows[0].label], ['classes', '0.25', '']);
  assert.deepEqual(legendModel(resolveStyle(legendOf([]))).rows, []);
});
