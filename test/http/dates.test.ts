import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dateKeyOf, parseDateKey, parseUtcDay, spacedTimestamp, timestamp } from '../../src/http/dates.ts';

test('date keys with underscores or hyphens', () => {
  assert.equal(parseDateKey('2024_05_06'), '2024-05-06');
  assert.equal(parseDateKey('2024-02-29'), '2024-02-29');
  assert.equal(dateKeyOf('2024-05-06'), '2024_05_06');
});

test('impossible days and other spellings are none', () => {
  const texts = ['2023_02_29', '2024_13_01', '2024_00_10', '2024_04_31', '2024_5_6', '2024_05-06', '20240506', '', ' '];
  for (const text of texts) assert.equal(parseDateKey(text), undefined, text);
});

test('the UTC day of a timestamp', () => {
  assert.equal(parseUtcDay('2024-05-06'), '2024-05-06');
  assert.equal(parseUtcDay('2022-11-14T12:55:49.125928+00:00'), '2022-11-14');
  assert.equal(parseUtcDay('2022-11-14 23:30:00-02:00'), '2022-11-15');
  assert.equal(parseUtcDay('2022-11-14T00:30:00Z'), '2022-11-14');
  for (const text of ['2022-11-14T12:55', '2023-02-29T00:00:00Z', 'yesterday', '2022-11-14T25:00:00Z']) {
    assert.equal(parseUtcDay(text), undefined, text);
  }
});

test('timestamps as the contract shows them', () => {
  const time = new Date('2022-11-14T12:55:49.125Z');
  assert.equal(timestamp(time), '2022-11-14T12:55:49.125000+00:00');
  assert.equal(spacedTimestamp(time), '2022-11-14 12:55:49.125000+00:00');
});
