import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { LERC_NAMES, READABLE, REFUSED } from '../../src/cog/compression.ts';
import { MAX_BLOCK_BYTES } from '../../src/cog/image.ts';
import type { Dtype } from '../../src/raster/raster.ts';

const page = readFileSync(new URL('../../docs/formats.md', import.meta.url), 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('| '));
const cells = rows.map((row) => row.split('|').map((cell) => cell.trim()));

test('docs/formats.md lists every compression with its code, read or refused, and no other', () => {
  const documented = new Map<number, string>();
  for (const [, codes, names, verdict] of cells.filter(([, first]) => /^\d+(, \d+)*$/.test(first))) {
    for (const code of codes.split(', ')) documented.set(Number(code), `${verdict} ${names.replaceAll('`', '')}`);
  }
  const known = new Map<number, string>();
  for (const [code, name] of Object.entries(READABLE)) {
    known.set(Number(code), `read ${name === 'lerc' ? LERC_NAMES.join(', ') : (name ?? '')}`);
  }
  for (const [code, name] of Object.entries(REFUSED)) known.set(Number(code), `refused ${name ?? ''}`);
  const sorted = (map: Map<number, string>) => [...map].sort(([a], [b]) => a - b);
  assert.deepEqual(sorted(documented), sorted(known));
});

test('docs/formats.md names every type that numbers are kept as, and the largest block', () => {
  const types: Record<Dtype, true> = {
    uint8: true,
    uint16: true,
    uint32: true,
    int8: true,
    int16: true,
    int32: true,
    float16: true,
    float32: true,
    float64: true,
  };
  for (const type of Object.keys(types)) assert.ok(page.includes(`\`${type}\``), type);
  assert.ok(page.includes(`up to ${MAX_BLOCK_BYTES / 1048576} MiB decoded`));
});

test('docs/formats.md says of how many files the codecs are held to GDAL', () => {
  const content = gunzipSync(readFileSync(new URL('formats.bin.gz', import.meta.url)));
  const index = JSON.parse(content.toString('utf8', 4, 4 + content.readUInt32LE(0))) as object;
  assert.ok(page.includes(`holds ${Object.keys(index).length} files`));
});
