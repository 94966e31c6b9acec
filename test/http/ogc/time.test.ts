import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseDate } from '../../../src/http/ogc/time.ts';

const map = { layerName: 'x', dates: ['2024-04-06', '2024-06-14', '2024-10-16'] };

test('a time stands for the date that it lies on, an interval for its newest date', () => {
  const chosen: [string | undefined, string][] = [
    [undefined, '2024-10-16'],
    ['current', '2024-10-16'],
    ['2024-06-14', '2024-06-14'],
    ['2024-06-14T23:59:59.999Z', '2024-06-14'],
    ['2024-06-15T01:00:00+02:00', '2024-06-14'],
    ['2024-01-01/2024-06-14', '2024-06-14'],
    ['2024-01-01T00:00:00Z/2024-10-16T00:00:00Z', '2024-06-14'],
    ['2024-01-01/2025-01-01/P1D', '2024-10-16'],
  ];
  for (const [time, date] of chosen) assert.equal(chooseDate(map, time), date, time);
});

test('what is no time, or no date of the layer, is refused', () => {
  for (const time of [
    '2024-06-13',
    '2024-02-30',
    'June',
    '2024',
    '2024-06-14,2024-10-16',
    '2024-06-14/2024-06-01',
    'a/b/c/d',
  ]) {
    assert.throws(() => chooseDate(map, time), { code: 'InvalidDimensionValue', locator: 'time' }, time);
  }
});
