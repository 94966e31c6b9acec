import assert from 'node:assert/strict';
import { test } from 'node:test';
import { areaTexts, percentText } from '../../src/render/area-text.ts';

test('areas of one legend share their decimals, which follow the largest', () => {
  assert.deepEqual(areaTexts([0.042, 1.5, 9.994]), ['0.04', '1.50', '9.99']);
  assert.deepEqual(areaTexts([0, 0.02, 12.34]), ['0.0', '<0.1', '12.3']);
  assert.deepEqual(areaTexts([0.3, 7.6, 1234.5, 1234567]), ['<1', '8', '1\u202f235', '1\u202f234\u202f567']);
  assert.deepEqual(areaTexts([0.001]), ['<0.01']);
  assert.deepEqual(areaTexts([0]), ['0.00']);
  assert.deepEqual(areaTexts([]), []);
});

test('percent has one decimal and never rounds something to nothing', () => {
  assert.deepEqual([0, 0.01, 0.049, 0.05, 12.345, 100].map(percentText), [
    '0.0',
    '<0.1',
    '<0.1',
    '0.1',
    '12.3',
    '100.0',
  ]);
});
