import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'node:test';

/** What this test reads of fixtures/expected.json. */
interface Entry {
  file_bytes: number;
  unreadable?: boolean;
  synthetic?: string;
  layout?: string | null;
  description?: string;
  date_time?: string | null;
  aois?: Record<string, { pixels_inside: number; count: number }>;
}

const ROOT = fileURLToPath(new URL('../fixtures/', import.meta.url));
const MAX_BYTES = 6_000_000;

const expected = JSON.parse(readFileSync(join(ROOT, 'expected.json'), 'utf8')) as {
  files: Record<string, Entry>;
  area_files: Record<string, Entry>;
};
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
const present = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => statSync(join(ROOT, name)).isFile() && !name.endsWith('.pyc'));
const demo = Object.entries(expected.files).filter(([name]) => name.startsWith('demo/'));

describe('fixtures', () => {
  it('are the files that expected.json lists, byte for byte in size', () => {
    const listed = { ...expected.files, ...expected.area_files };
    const found = present.filter((name) => /\.(tif|geojson|zip|kml)$/.test(name));
    assert.deepEqual(found.sort(), Object.keys(listed).sort());
    for (const [name, entry] of Object.entries(listed)) {
      assert.equal(statSync(join(ROOT, name)).size, entry.file_bytes, name);
    }
  });

  it('stay under 6 MB in all', () => {
    const bytes = present.reduce((sum, name) => sum + statSync(join(ROOT, name)).size, 0);
    assert.ok(bytes < MAX_BYTES, `${bytes} bytes`);
  });

  it('are named in the README with their size', () => {
    for (const [name, entry] of Object.entries(expected.files)) {
      const row = readme.split('\n').find((line) => line.startsWith(`| \`${name}\` |`));
      assert.ok(row?.endsWith(` ${entry.file_bytes.toLocaleString('en-GB')} |`), name);
    }
  });

  it('say in the file that they are synthetic', () => {
    for (const [name, entry] of Object.entries(expected.files)) {
      if (entry.unreadable) continue;
      assert.equal(entry.synthetic, 'YES', name);
      const text = readFileSync(join(ROOT, name), 'latin1');
      assert.match(text, /<Item name="SYNTHETIC">YES<\/Item>/, name);
    }
  });
});

describe('the demo', () => {
  const areas = JSON.parse(readFileSync(join(ROOT, 'demo/aois.geojson'), 'utf8')) as {
    features: { id: string; properties: { name: string; collection: string; indices: string[]; synthetic: boolean } }[];
  };

  it('has at least ten dates of two indices for each area, NDVI among them', () => {
    assert.equal(areas.features.length, 3);
    for (const { id, properties } of areas.features) {
      assert.match(properties.name, /^Demo: /);
      assert.equal(properties.collection, id);
      assert.equal(properties.synthetic, true);
      assert.equal(properties.indices.length, 2);
      assert.ok(properties.indices.includes('NDVI'));
      const dates = properties.indices.map((index) =>
        demo
          .map(([name]) => name)
          .filter((name) => name.startsWith(`demo/${id}/${index.toLowerCase()}_`))
          .map((name) => name.slice(-14, -4)),
      );
      assert.ok((dates[0]?.length ?? 0) >= 10, id);
      assert.deepEqual(dates[0], dates[1]);
    }
  });

  it('is made of COGs that name their index and date', () => {
    for (const [name, entry] of demo) {
      const [index = '', ...date] = name.slice(name.lastIndexOf('/') + 1, -'.tif'.length).split('_');
      assert.equal(entry.layout, 'COG', name);
      assert.equal(entry.description, index.toUpperCase(), name);
      assert.ok(entry.date_time?.startsWith(`${date.join(':')} `), name);
    }
  });

  it('has clear, partly clouded and nearly hidden dates in every area', () => {
    for (const { id } of areas.features) {
      const shares = demo
        .filter(([name]) => name.startsWith(`demo/${id}/ndvi_`))
        .map(([, entry]) => entry.aois?.[id])
        .map((stats) => (stats === undefined ? Number.NaN : stats.count / stats.pixels_inside));
      assert.ok(shares.filter((share) => share === 1).length >= 5, `${id}: ${shares.join(' ')}`);
      assert.ok(shares.filter((share) => share > 0.5 && share < 1).length >= 3, `${id}: ${shares.join(' ')}`);
      assert.equal(shares.filter((share) => share > 0 && share < 0.25).length, 1, `${id}: ${shares.join(' ')}`);
    }
  });
});
