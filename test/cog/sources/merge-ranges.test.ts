import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergeRanges } from '../../../src/cog/sources/merge-ranges.ts';

const LIMITS = { maxGap: 10, maxLength: 100 };
const range = (offset: number, length: number) => ({ offset, length });

test('ranges merge across small gaps, in the order of the file', () => {
  assert.deepEqual(mergeRanges([range(50, 10), range(0, 20), range(70, 5), range(30, 10)], LIMITS), [
    { offset: 0, length: 75, members: [1, 3, 0, 2] },
  ]);
  assert.deepEqual(mergeRanges([range(0, 20), range(31, 5)], LIMITS), [
    { offset: 0, length: 20, members: [0] },
    { offset: 31, length: 5, members: [1] },
  ]);
  assert.deepEqual(mergeRanges([], LIMITS), []);
});

test('merging makes nothing longer than it may be, and a long range stays whole', () => {
  const merged = mergeRanges([range(0, 60), range(60, 60), range(120, 300), range(421, 10)], LIMITS);
  assert.deepEqual(
    merged.map(({ offset, length }) => [offset, length]),
    [
      [0, 60],
      [60, 60],
      [120, 300],
      [421, 10],
    ],
  );
});

test('overlapping and equal ranges share their bytes', () => {
  assert.deepEqual(mergeRanges([range(5, 20), range(5, 20), range(0, 8), range(6, 2)], LIMITS), [
    { offset: 0, length: 25, members: [2, 0, 1, 3] },
  ]);
});
