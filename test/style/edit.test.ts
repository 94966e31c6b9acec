import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '../../src/failure.ts';
import { buildClasses } from '../../src/style/classes.ts';
import { editLegend, type LegendEdit, type LegendItemInput } from '../../src/style/edit.ts';
import type { Legend } from '../../src/style/style.ts';

function legendOf(edges: number[], parts: Partial<Legend> = {}, labels?: string[], colors?: string[]): Legend {
  const { ramp = 'classes' } = parts;
  const classes = edges.length === 0 ? [] : buildClasses({ edges, colorMap: 'Spectral', ramp, labels, colors });
  const rest = { colorMap: 'Spectral', method: 'equal_interval', range: 'minmax', isEdited: false } as const;
  return { mode: 'dynamic', classes, ends: 'open', ramp, ...rest, ...parts };
}

const field = 'legend.2024_05_06';
const automatic = legendOf([0, 0.25, 0.5, 0.75, 1]);
const preset = legendOf([-1, 0, 1], { mode: 'theoretical' }, ['Water', 'Land'], ['#0000ff', '#00ff00']);

function edited(items: LegendEdit['items'], parts: Partial<LegendEdit> = {}): Legend {
  return editLegend({ items, automatic, previous: automatic, field, ...parts });
}

function assertFault(action: () => unknown, at: string, reason: RegExp): void {
  assert.throws(action, (error) => {
    assert.ok(error instanceof Failure && error.kind === 'invalid');
    const fault = error.details?.find((detail) => detail.field === at);
    assert.match(fault?.reason ?? JSON.stringify(error.details), reason);
    return true;
  });
}

const bounds = ({ classes }: Legend): number[][] => classes.map(({ min, max }) => [min, max]);

test('nulls rebin: the automatic legend, open and not edited', () => {
  for (const items of [null, undefined, []]) assert.equal(edited(items, { bins: 4 }), automatic);
});

test('classes with bounds are taken, ascending and closed', () => {
  const legend = edited([
    { min: 0.5, max: 0.9, label: 'high', color: '#F00' },
    { min: 0, max: 0.4, label: 'low', color: '#00FF7f' },
  ]);
  assert.deepEqual(legend.classes, [
    { min: 0, max: 0.4, label: 'low', color: '#00ff7f', area: 0, area_percentage: 0 },
    { min: 0.5, max: 0.9, label: 'high', color: '#ff0000', area: 0, area_percentage: 0 },
  ]);
  assert.deepEqual([legend.ends, legend.isEdited, legend.mode], ['closed', true, 'dynamic']);
});

test('names and colours alone keep the automatic bounds, open', () => {
  const legend = edited([{ label: 'a' }, { color: '#000' }, { min: null, max: null }, {}], { bins: 4 });
  assert.deepEqual(bounds(legend), bounds(automatic));
  assert.deepEqual([legend.ends, legend.isEdited], ['open', true]);
  assert.deepEqual(
    legend.classes.map(({ label }) => label),
    ['a', '0.25 - 0.50', '0.50 - 0.75', '0.75 - 1.00'],
  );
  assert.deepEqual(
    legend.classes.map(({ color }) => color),
    [automatic.classes[0].color, '#000000', automatic.classes[2].color, automatic.classes[3].color],
  );
});

test('names for more classes than the data have name those there are', () => {
  const constant = legendOf([0.4, 0.4]);
  const items = [{ label: 'a' }, { label: 'b' }, { label: 'c' }];
  assert.deepEqual(
    edited(items, { automatic: constant, bins: 3 }).classes.map(({ label }) => label),
    ['a'],
  );
  assert.deepEqual(edited(items, { automatic: legendOf([]), bins: 3 }).classes, []);
});

test('a missing bound is its neighbour, else the automatic one at its place', () => {
  const legend = edited([{ max: 0.1 }, { max: null }, { min: 0.6, max: 0.8 }, { max: 2 }]);
  assert.deepEqual(bounds(legend), [
    [0, 0.1],
    [0.1, 0.6],
    [0.6, 0.8],
    [0.8, 2],
  ]);
  assert.equal(legend.ends, 'closed');
  assertFault(() => edited([{ min: 0 }, { min: 1, max: 2 }, { min: 3 }]), `${field}[2].max`, /cannot be computed/);
});

test('a label or colour left out stays where the number of classes does, but no interval of other bounds', () => {
  const previous = legendOf([0, 1, 2], { isEdited: true }, ['wet', '1 - 2'], ['#111111', '#222222']);
  const legend = edited(
    [
      { min: 0, max: 5 },
      { min: 5, max: 9, color: '#abc' },
    ],
    { previous },
  );
  assert.deepEqual(
    legend.classes.map(({ label, color }) => [label, color]),
    [
      ['wet', '#111111'],
      ['5 - 9', '#aabbcc'],
    ],
  );
  const more = edited(
    [
      { min: 0, max: 1 },
      { min: 1, max: 2 },
      { min: 2, max: 3 },
    ],
    { previous },
  );
  assert.deepEqual(
    more.classes.map(({ label }) => label),
    ['0 - 1', '1 - 2', '2 - 3'],
  );
});

test('five classes without names have the automatic ones', () => {
  const items = [1, 2, 3, 4, 5].map((min) => ({ min, max: min + 1 }));
  assert.equal(edited(items).classes[4].label, 'Very High');
});

test('edges that differ by rounding alone are one edge', () => {
  const legend = edited([
    { min: 0, max: 0.1 + 0.2 },
    { min: 0.3, max: 1 },
  ]);
  assert.deepEqual(bounds(legend), [
    [0, 0.1 + 0.2],
    [0.1 + 0.2, 1],
  ]);
});

test('faults are named one by one', () => {
  const at =
    (items: LegendItemInput[], parts: Partial<LegendEdit> = {}) =>
    () =>
      edited(items, parts);
  assertFault(at([{ min: 1, max: 0 }]), `${field}[0].max`, /above its min 1/);
  assertFault(at([{ min: 1, max: 1 }]), `${field}[0].max`, /above/);
  assertFault(
    at([
      { min: 0, max: 1 },
      { min: 0.5, max: 2 },
    ]),
    `${field}[1].min`,
    /inside the class from 0 to 1/,
  );
  assertFault(at([{ min: 0, max: NaN }]), `${field}[0].max`, /finite/);
  assertFault(at([{ min: -Infinity, max: 0 }]), `${field}[0].min`, /finite/);
  assertFault(at([{ min: 0, max: 1, color: 'red' }]), `${field}[0].color`, /"red".*#rrggbb/);
  assertFault(at([{ min: 0, max: 1, label: 'x'.repeat(201) }]), `${field}[0].label`, /200/);
  assertFault(at([{ min: 0, max: 1 }], { bins: 2 }), field, /1 classes where dynamic_bins is 2/);
  assertFault(at(new Array<LegendItemInput>(16).fill({})), field, /1 to 15/);
  const both = at([
    { min: 0, max: 1, color: 'red' },
    { min: Infinity, max: 2 },
  ]);
  assertFault(both, `${field}[0].color`, /red/);
  assertFault(both, `${field}[1].min`, /finite/);
});

test('a single value is a class only where the data are that value', () => {
  const constant = legendOf([0.4, 0.4]);
  const legend = edited([{ min: 0.4, max: 0.4, label: 'same' }], { automatic: constant, bins: 1 });
  assert.deepEqual(bounds(legend), [[0.4, 0.4]]);
  assertFault(() => edited([{ min: 0.5, max: 0.5 }], { automatic: constant }), `${field}[0].max`, /above/);
});

test('theoretical: classes are given whole, null is refused, names alone keep the present bounds', () => {
  const put = (items: LegendEdit['items'], previous = preset) =>
    editLegend({ items, automatic: preset, previous, field });
  const legend = put([{ min: -1, max: 0, label: 'Low', color: '#2b83ba' }]);
  assert.deepEqual([legend.mode, legend.ends, legend.classes.length], ['theoretical', 'closed', 1]);
  assertFault(() => put(null), field, /give their bounds/);
  assertFault(() => put([]), field, /give their bounds/);
  assertFault(() => put([{ min: null, max: 1 }]), `${field}[0].min`, /theoretical/);
  assertFault(() => put([{ label: 'a' }]), field, /1 classes without bounds where the legend has 2/);
  const named = put([{ label: 'Sea' }, {}]);
  assert.deepEqual([named.ends, ...named.classes.map(({ label }) => label)], ['open', 'Sea', 'Land']);
  assert.equal(put([{ label: 'Sea' }, {}], { ...preset, ends: 'closed' }).ends, 'closed');
});

test('under a continuous ramp new bounds take new colours, unless colours were chosen', () => {
  const ramp = legendOf([0, 1, 2, 3, 4], { ramp: 'continuous' });
  const items = [0, 1, 2, 3].map((i) => ({ min: i * i, max: (i + 1) * (i + 1) }));
  const moved = edited(items, { automatic: ramp, previous: ramp });
  assert.deepEqual(
    moved.classes.map(({ color }) => color),
    legendOf([0, 1, 4, 9, 16], { ramp: 'continuous' }).classes.map(({ color }) => color),
  );
  const chosen = ramp.classes.map((item, i) => ({ ...item, color: `#00000${i}` }));
  const kept = edited(items, { automatic: ramp, previous: { ...ramp, classes: chosen, isEdited: true } });
  assert.deepEqual(
    kept.classes.map(({ color }) => color),
    chosen.map(({ color }) => color),
  );
});

test('what comes in is not changed', () => {
  const items = [
    { min: 2, max: 3 },
    { min: 0, max: 1 },
  ];
  const before = structuredClone([items, automatic]);
  edited(items);
  assert.deepEqual([items, automatic], before);
});
