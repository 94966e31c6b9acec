import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { Failure } from '../../src/failure.ts';
import { legendInput, legendsByDate, recipeShape } from '../../src/http/legend-input.ts';

test('legends by date, whichever way the key is spelt; no classes are as good as null', () => {
  const given = legendInput.parse({
    '2024_05_06': null,
    '2024-05-07': [],
    '2024_05_08': [{ min: -1, max: null, label: null, color: '#ABC', area: 3 }],
  });
  assert.deepEqual(
    [...legendsByDate(given)],
    [
      ['2024-05-06', null],
      ['2024-05-07', null],
      ['2024-05-08', [{ min: -1, max: null, label: null, color: '#ABC' }]],
    ],
  );
});

test('a key that is no date, and a date given twice, are named', () => {
  const isAbout = (field: string) => (error: unknown) =>
    error instanceof Failure && error.kind === 'invalid' && error.details?.[0].field === field;
  assert.throws(() => legendsByDate({ '2024_02_30': null }), isAbout('legend.2024_02_30'));
  assert.throws(() => legendsByDate({ '2024_05_06': null, '2024-05-06': null }), isAbout('legend.2024-05-06'));
});

test('bounds, colours and counts that cannot be are refused', () => {
  const legends: unknown[] = [
    { '2024_05_06': [{ min: '0' }] },
    { '2024_05_06': [{ color: 'red' }] },
    { '2024_05_06': [{ label: 'x'.repeat(201) }] },
    { '2024_05_06': Array(16).fill({}) },
    { '2024_05_06': {} },
    [],
    null,
  ];
  for (const legend of legends) assert.ok(!legendInput.safeParse(legend).success, JSON.stringify(legend));
  const recipe = z.object(recipeShape);
  for (const range of [[2], [98, 2], [50, 50], [-1, 50], [0, 101], 'all']) {
    assert.ok(!recipe.safeParse({ dynamic_range: range }).success, JSON.stringify(range));
  }
  assert.ok(recipe.safeParse({ dynamic_range: [2, 98], dynamic_method: 'quantile', ramp: 'continuous' }).success);
});
