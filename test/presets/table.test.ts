import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { PRESET_INDICES } from '../../src/presets/indices.ts';
import { presetsPage } from '../../src/presets/table.ts';

const PAGE = new URL('../../docs/presets.md', import.meta.url);

// UPDATE_DOCS=1 node --import tsx --test test/presets/table.test.ts
test('docs/presets.md is what the presets say', () => {
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(PAGE, presetsPage());
  assert.equal(readFileSync(PAGE, 'utf8'), presetsPage());
});

test('the page has one row for each index, with as many cells as there are heads', () => {
  const rows = presetsPage()
    .split('\n')
    .filter((line) => line.startsWith('| **'));
  assert.equal(rows.length, new Set(PRESET_INDICES.map(({ name }) => name)).size);
  for (const row of rows) assert.equal(row.split(' | ').length, 8, row);
});

test('links to DOIs with brackets are not cut short', () => {
  assert.ok(presetsPage().includes('(https://doi.org/10.1016/0034-4257%2879%2990013-0)'));
});
