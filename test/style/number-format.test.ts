import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decimalsFor, formatNumber, plainDecimal, typesetNumber } from '../../src/style/number-format.ts';
import { niceTicks } from '../../src/style/ticks.ts';
import { uniformStream } from '../random.ts';

test('decimals follow what the edges need, and no more', () => {
  assert.equal(decimalsFor([0, 51, 102, 153, 204, 255]), 0);
  assert.equal(decimalsFor([0, 0.2, 0.5, 1]), 1);
  assert.equal(decimalsFor([-1, -0.6, -0.2, 0.2, 0.6, 1]), 1);
  assert.equal(decimalsFor([0, 0.25, 0.5]), 2);
  assert.equal(decimalsFor([0.27821, 0.39312, 0.51288, 0.62701]), 2);
  assert.equal(decimalsFor([0.1, 0.2, 0.20014, 0.50001]), 4);
  assert.equal(decimalsFor([1234.567, 2345.678]), 0);
  assert.equal(decimalsFor([]), 0);
  assert.equal(decimalsFor([0.3456, 0.3456]), 3);
  assert.equal(decimalsFor([0, 0]), 0);
  assert.equal(decimalsFor([-3e-9, -1e-9, 2e-9]), 9);
});

test('neighbouring edges always read differently', () => {
  const random = uniformStream(3);
  for (let round = 0; round < 300; round++) {
    const unit = 10 ** Math.floor(random() * 16 - 9);
    const edges = Array.from({ length: 2 + Math.floor(random() * 14) }, () => (random() ** 3 - 0.3) * unit);
    edges.sort((a, b) => a - b);
    const texts = edges.map((edge) => formatNumber(edge, decimalsFor(edges)));
    assert.equal(new Set(texts).size, edges.length, texts.join(' '));
  }
});

test('numbers never read as minus zero or with an exponent', () => {
  assert.equal(formatNumber(-0.001, 2), '0.00');
  assert.equal(formatNumber(-0, 0), '0');
  assert.equal(formatNumber(-0.2, 2), '-0.20');
  assert.equal(formatNumber(1e22, 2), '10000000000000000000000');
  assert.equal(typesetNumber(-0.25, 2), '\u22120.25');
});

test('plain decimals read back as the same number', () => {
  assert.equal(plainDecimal(1e-7), '0.0000001');
  assert.equal(plainDecimal(-1.25e-9), '-0.00000000125');
  assert.equal(plainDecimal(1.5e21), '1500000000000000000000');
  assert.equal(plainDecimal(0.1), '0.1');
  assert.equal(plainDecimal(-0), '0');
  for (const value of [Number.MAX_VALUE, 5e-324, 1.0000001192092896, -7.006492321624085e-46, 2 ** 70, 1 / 3]) {
    assert.match(plainDecimal(value), /^-?\d+(\.\d+)?$/);
    assert.equal(Number(plainDecimal(value)), value);
  }
  assert.throws(() => plainDecimal(Infinity), RangeError);
  assert.throws(() => plainDecimal(NaN), RangeError);
});

test('ticks are round, exact and within the range', () => {
  assert.deepEqual(niceTicks(-0.187, 0.834, 5), [0, 0.2, 0.4, 0.6, 0.8]);
  assert.deepEqual(niceTicks(0, 1, 5), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(niceTicks(-1, 1, 5), [-1, -0.5, 0, 0.5, 1]);
  assert.deepEqual(niceTicks(120, 9870, 4), [2000, 4000, 6000, 8000]);
  assert.deepEqual(niceTicks(0.1, 0.4, 3), [0.1, 0.2, 0.3, 0.4]);
  assert.deepEqual(niceTicks(1, 1, 5), []);
  assert.deepEqual(niceTicks(1, 1 + Number.EPSILON, 5).length < 30, true);
});
