import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { isNorthFirst } from '../../src/grid/axis-order.ts';

// see axis-order.oracle.py
const oracle = JSON.parse(readFileSync(new URL('axis-order.oracle.json', import.meta.url), 'utf8')) as {
  runs: string;
  eastFirst: number[];
};

test('the axes of every code are in the order that GDAL has them in', () => {
  assert.deepEqual(oracle.eastFirst.filter(isNorthFirst), []);
  const ends = oracle.runs.split(/[,-]/).map(Number);
  assert.deepEqual(
    ends.filter((code) => !isNorthFirst(code)),
    [],
  );
});

test('the codes that everybody uses', () => {
  for (const code of [4326, 4258, 4269, 3035, 3034, 31467, 2180, 32661])
    assert.equal(isNorthFirst(code), true, `${code}`);
  for (const code of [3857, 3395, 32633, 25832, 27700, 5041, 5042, 3031])
    assert.equal(isNorthFirst(code), false, `${code}`);
});
