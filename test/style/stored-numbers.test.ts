import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstStored, previousStored } from '../../src/style/stored-numbers.ts';
import { nextFloat32, nextFloat64 } from './neighbours.ts';

const NUMBERS = [-3e38, -1, -0.45, -(2 ** -149), 0, 2 ** -149, 1e-30, 0.2, 1, 16777216, 3e38];

test('the first float from a bound on, and the one before it, in both precisions', () => {
  for (const number of NUMBERS) {
    const single = Math.fround(number);
    assert.equal(firstStored('float32', (v) => v >= single) + 0, single);
    assert.equal(
      firstStored('float32', (v) => v > single),
      nextFloat32(single, 1),
    );
    assert.equal(previousStored('float32', single) + 0, nextFloat32(single, -1));
    assert.equal(
      firstStored('float64', (v) => v >= number),
      number,
    );
    assert.equal(
      firstStored('float64', (v) => v > number),
      nextFloat64(number, 1),
    );
    assert.equal(previousStored('float64', number) + 0, nextFloat64(number, -1));
  }
});

test('none above: infinity; all above: the lowest float', () => {
  assert.equal(
    firstStored('float32', () => false),
    Infinity,
  );
  assert.equal(
    firstStored('float64', () => false),
    Infinity,
  );
  assert.equal(
    firstStored('float32', () => true),
    -3.4028234663852886e38,
  );
  assert.equal(
    firstStored('float64', () => true),
    -Number.MAX_VALUE,
  );
  assert.equal(
    firstStored('float16', (v) => v >= 0.5),
    0.5,
  );
});
