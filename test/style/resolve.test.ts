import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildClasses } from '../../src/style/classes.ts';
import { resolveColorMap } from '../../src/style/color-maps.ts';
import { RAMP_STEPS, classStyle, resolveStyle, withAreas } from '../../src/style/resolve.ts';
import { sampleColor } from '../../src/style/stops.ts';
import type { Legend } from '../../src/style/style.ts';

function legendOf(edges: number[], parts: Partial<Legend> = {}): Legend {
  const { ramp = 'classes' } = parts;
  return {
    mode: 'dynamic',
    classes: buildClasses({ edges, colorMap: 'Spectral', ramp }),
    ends: 'open',
    ramp,
    colorMap: 'Spectral',
    method: 'equal_interval',
    range: 'minmax',
    isEdited: false,
    ...parts,
  };
}

test('classes become intervals, the last one closed', () => {
  const { intervals, ends } = resolveStyle(legendOf([0, 0.5, 1]));
  assert.deepEqual(
    intervals.map(({ min, max, isMaxClosed }) => [min, max, isMaxClosed]),
    [
      [0, 0.5, false],
      [0.5, 1, true],
    ],
  );
  assert.equal(ends, 'open');
});

test('a continuous legend is 250 equal steps of the colour map, its classes coloured at their centres', () => {
  const legend = legendOf([0, 0.1, 0.5, 1], { ramp: 'continuous' });
  const { intervals, classes } = resolveStyle(legend);
  const stops = resolveColorMap('Spectral');
  assert.equal(intervals.length, RAMP_STEPS);
  assert.deepEqual([intervals[0].min, intervals[249].max, intervals[249].isMaxClosed], [0, 1, true]);
  intervals.forEach(({ min, max, color }, i) => {
    assert.ok(Math.abs(max - min - 1 / 250) < 1e-12);
    assert.equal(color, sampleColor(stops, (i + 0.5) / 250));
    assert.ok(i === 0 || min === intervals[i - 1].max);
  });
  assert.deepEqual(
    classes.map(({ color }) => color),
    [0.05, 0.3, 0.75].map((t) => sampleColor(stops, t)),
  );
  assert.equal(classStyle(legend).intervals.length, 3);
});

test('a continuous legend of one value is one step, of none none, and of a few doubles no empty ones', () => {
  assert.deepEqual(
    resolveStyle(legendOf([4, 4], { ramp: 'continuous' })).intervals.map(({ min, max }) => [min, max]),
    [[4, 4]],
  );
  assert.deepEqual(resolveStyle(legendOf([0, 1], { ramp: 'continuous', classes: [] })).intervals, []);
  const narrow = resolveStyle(legendOf([1, 1 + 3 * Number.EPSILON], { ramp: 'continuous' })).intervals;
  assert.ok(narrow.length > 0 && narrow.every(({ min, max }) => min < max));
  assert.equal(narrow.at(-1)?.isMaxClosed, true);
});

test('gaps are cut out of a continuous legend', () => {
  const [low, , high] = legendOf([0, 0.2001, 0.7003, 1]).classes;
  const { intervals } = resolveStyle(legendOf([], { ramp: 'continuous', ends: 'closed', classes: [low, high] }));
  assert.ok(intervals.length <= 250);
  assert.ok(intervals.every(({ min, max }) => max <= 0.2001 || min >= 0.7003));
  assert.ok(intervals.some(({ max }) => max === 0.2001) && intervals.some(({ min }) => min === 0.7003));
});

test('colours given by hand are what a continuous legend shows at the class centres', () => {
  const classes = legendOf([0, 1, 2, 3]).classes.map((item, i) => ({
    ...item,
    color: ['#ff0000', '#00ff00', '#0000ff'][i],
  }));
  const { intervals } = resolveStyle(legendOf([], { ramp: 'continuous', classes, isEdited: true }));
  const colorAt = (value: number) => intervals.find(({ max }) => value < max)?.color;
  assert.equal(colorAt(0.2), '#ff0000');
  assert.equal(colorAt(2.9), '#0000ff');
  assert.match(colorAt(1.5) ?? '', /^#0[0-3]f[b-f]0[0-3]$/);
});

test('areas are shares of the whole valid area, what has no class included', () => {
  const { classes } = withAreas(legendOf([0, 1, 2]), { counts: [1, 2, 1], areasM2: [100, 200, 100] });
  assert.deepEqual(
    classes.map(({ area, area_percentage }) => [area, area_percentage]),
    [
      [200, 50],
      [100, 25],
    ],
  );
  const empty = withAreas(legendOf([0, 1]), { counts: [0, 0], areasM2: [0, 0] });
  assert.deepEqual([empty.classes[0].area, empty.classes[0].area_percentage], [0, 0]);
});
