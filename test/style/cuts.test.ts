import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isInteger, type Encoding } from '../../src/raster/raster.ts';
import { slotOf } from '../../src/stats/classify.ts';
import { cutsOf, storedCut, storedCutAbove } from '../../src/style/cuts.ts';
import { resolveStyle } from '../../src/style/resolve.ts';
import type { Style } from '../../src/style/style.ts';
import { uniformStream } from '../random.ts';
import { nextFloat32, storedAround } from './neighbours.ts';
import { randomLegend } from './random-legend.ts';

const FLOAT32: Encoding = { dtype: 'float32', scale: 1, offset: 0 };
const INT16: Encoding = { dtype: 'int16', scale: 0.0001, offset: 0 };
const ENCODINGS: readonly Encoding[] = [
  FLOAT32,
  INT16,
  { dtype: 'uint8', scale: 0.005, offset: -0.2 },
  { dtype: 'int16', scale: -0.0001, offset: 0.5 },
  { dtype: 'float32', scale: 0.01, offset: -1 },
  { dtype: 'float64', scale: -2, offset: 0.1 },
];

function styleOf(edges: number[], ends: Style['ends'], skip = -1): Style {
  const spans = edges.slice(1).map((max, i) => ({ min: edges[i], max, label: '', color: `#00000${i}` }));
  const intervals = spans
    .map((span, i) => ({ ...span, isMaxClosed: i === spans.length - 1 }))
    .filter((_, i) => i !== skip);
  return { intervals, ends, ramp: 'classes', classes: [] };
}

/** The slot by the contract's own words, without any table. */
function slotByRule({ intervals, ends }: Style, { dtype, scale, offset }: Encoding, stored: number): number {
  const whole = !dtype.startsWith('float');
  const value = stored * scale + offset;
  const isAtLeast = (edge: number): boolean => {
    if (!whole) return value >= edge;
    const x = (edge - offset) / scale;
    return scale > 0 ? stored >= x - 1e-6 : stored <= x + 1e-6;
  };
  const isAbove = (edge: number): boolean => {
    if (!whole) return value > edge;
    const x = (edge - offset) / scale;
    return scale > 0 ? stored > x + 1e-6 : stored < x - 1e-6;
  };
  const last = intervals.length - 1;
  const at = intervals.findIndex(({ min, max, isMaxClosed }, i) => {
    const isIn = (ends === 'open' && i === 0) || isAtLeast(min);
    const isBeyond = !(ends === 'open' && i === last) && (isMaxClosed ? isAbove(max) : isAtLeast(max));
    return isIn && !isBeyond;
  });
  return at + 1;
}

test('scaled integers are decided on the stored number: 0.7 at scale 0.0001 is 7000', () => {
  assert.equal(storedCut(0.7, INT16), 7000);
  assert.equal(storedCutAbove(0.7, INT16), 7001);
  for (let k = -10000; k <= 10000; k++) {
    const edge = k / 10000;
    assert.equal(storedCut(edge, INT16), k);
    assert.equal(storedCutAbove(edge, INT16), k + 1);
  }
});

test('floats are cut at the first one at or above the edge', () => {
  // fround(0.45) is below 0.45, so the next float is the first inside
  assert.equal(storedCut(0.45, FLOAT32), nextFloat32(0.45, 1));
  assert.equal(storedCut(0.2, FLOAT32), Math.fround(0.2));
  assert.equal(storedCutAbove(1, FLOAT32), nextFloat32(1, 1));
  assert.equal(storedCut(0, FLOAT32), 0);
  assert.equal(storedCutAbove(0, FLOAT32), 2 ** -149);
  assert.equal(storedCut(1e39, FLOAT32), Infinity);
  assert.equal(storedCutAbove(1, { ...FLOAT32, dtype: 'float64' }), 1 + Number.EPSILON);
});

test('closed ends and gaps have no class, open ends have the outer one', () => {
  const slots = (style: Style): number[] =>
    [-9, 0, 0.2, 0.5, 1, 9].map((v) => slotOf(cutsOf(style, FLOAT32), Math.fround(v)));
  assert.deepEqual(slots(styleOf([0, 0.2, 0.5, 1], 'closed')), [0, 1, 2, 3, 3, 0]);
  assert.deepEqual(slots(styleOf([0, 0.2, 0.5, 1], 'open')), [1, 1, 2, 3, 3, 3]);
  assert.deepEqual(slots(styleOf([0, 0.2, 0.5, 1], 'closed', 1)), [0, 1, 0, 2, 2, 0]);
});

test('no classes: nothing has one; a constant open class has everything', () => {
  assert.equal(slotOf(cutsOf(styleOf([0.4], 'open'), FLOAT32), 0.4), 0);
  const constant = cutsOf(styleOf([0.4, 0.4], 'open'), FLOAT32);
  assert.deepEqual([constant.thresholds.length, ...constant.slots], [0, 1]);
});

test('a class that no stored number falls into has no threshold', () => {
  const { thresholds, slots } = cutsOf(styleOf([0, 0.50001, 0.50002, 1], 'closed'), INT16);
  assert.deepEqual([...thresholds], [0, 5001, 10001]);
  assert.deepEqual([...slots], [0, 1, 3, 0]);
});

test('cuts agree with the rule on and around every edge, in every encoding', () => {
  const random = uniformStream(17);
  for (let round = 0; round < 240; round++) {
    const style = resolveStyle(randomLegend(random));
    const encoding = ENCODINGS[round % ENCODINGS.length];
    const cuts = cutsOf(style, encoding);
    cuts.thresholds.forEach((threshold, i) => assert.ok(i === 0 || threshold > cuts.thresholds[i - 1]));
    assert.equal(cuts.slots.length, cuts.thresholds.length + 1);
    assert.ok(!isInteger(encoding) || cuts.thresholds.every(Number.isInteger));
    for (const value of [-1e4, ...style.intervals.flatMap(({ min, max }) => [min, max, (min + max) / 2]), 1e4]) {
      for (const stored of storedAround(value, encoding)) {
        assert.equal(slotOf(cuts, stored), slotByRule(style, encoding, stored), `round ${round}: ${stored}`);
      }
    }
  }
});
