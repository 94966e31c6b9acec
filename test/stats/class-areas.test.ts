import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classAreas } from '../../src/stats/class-areas.ts';
import { rowAreas } from '../../src/stats/runs.ts';
import { slotOf } from '../../src/stats/classify.ts';

const cuts = { thresholds: Float64Array.of(10, 20, 30), slots: Uint8Array.of(0, 1, 2, 0) };

test('a threshold belongs to the slot above it', () => {
  assert.deepEqual(
    [9, 10, 19, 20, 29, 30].map((stored) => slotOf(cuts, stored)),
    [0, 1, 1, 2, 2, 0],
  );
  assert.equal(slotOf({ thresholds: new Float64Array(0), slots: Uint8Array.of(1) }, -5), 1);
});

test('every valid pixel inside is counted in one slot, with the area of its row', () => {
  const values = Int16Array.of(5, 10, 15, 20, 25, 35);
  const valid = Uint8Array.of(1, 1, 1, 1, 0, 1);
  const inside = Uint8Array.of(1, 1, 0, 1, 1, 1);
  const areas = rowAreas((row) => row + 1);
  const result = classAreas({ values, valid, inside, width: 3, scale: 1, offset: 0 }, cuts, areas, 3);
  assert.deepEqual(result, { counts: [2, 1, 1], areasM2: [1 + 2, 1, 2] });
});
