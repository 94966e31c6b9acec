import assert from 'node:assert/strict';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { openCog, type Cog } from '../../../src/cog/open.ts';
import { writeCog, type CogContent, type CogWriteOptions, type ReadPixels } from '../../../src/cog/write/write-cog.ts';
import { overviewRows } from '../../../src/raster/overview.ts';
import type { Raster } from '../../../src/raster/raster.ts';
import { makeDirectory } from '../files.ts';
import { contentOf, reader, utmGrid, waves } from './samples.ts';

const directory = makeDirectory();
const BLOCK = { blockSize: 64 };
let files = 0;

async function written(content: CogContent, read: ReadPixels, options: CogWriteOptions = BLOCK): Promise<Cog> {
  const path = join(directory.path, `${files++}.tif`);
  await writeCog(path, content, read, options);
  return openCog(path);
}

const wholeLevel = (cog: Cog, level = 0, band = 1): Promise<Raster> => {
  const { width, height } = cog.info.levels[level];
  return cog.readWindow({ col: 0, row: 0, width, height }, { level, band });
};

/** The pixels that have a value, others NaN. */
const valuesOf = ({ values, valid }: Raster) => Array.from(values, (value, i) => (valid[i] === 1 ? value : NaN));

test('floats come back bit by bit, at every size, in a layout without a fault', async () => {
  for (const [width, height] of [
    [1, 1],
    [513, 7],
    [7, 513],
    [64, 64],
    [65, 64],
    [200, 131],
  ] as const) {
    const name = `${width} x ${height}`;
    const band = waves(width, height, (col, row) => (col * 7 + row * 3) % 11 === 0);
    const cog = await written(contentOf(utmGrid(width, height), 'float32'), reader(band));
    assert.deepEqual(cog.info.cogFaults, [], name);
    assert.ok(cog.info.isCog, name);
    assert.deepEqual(valuesOf(await wholeLevel(cog)), [...band.values], name);
    await cog.close();
  }
});

test('every overview is half the level before, its pixels those of the level before averaged', async () => {
  for (const dtype of ['float32', 'int16'] as const) {
    const band = waves(333, 250, (col, row) => col < 100 && row > 30);
    const cog = await written(contentOf(utmGrid(333, 250), dtype), reader(band));
    const sizes = cog.info.levels.map(({ width, height }) => `${width} x ${height}`);
    assert.deepEqual(sizes, ['333 x 250', '167 x 125', '84 x 63', '42 x 32']);
    for (let level = 1; level < sizes.length; level++) {
      const above = await wholeLevel(cog, level - 1);
      const { width, height } = above.grid;
      const rows = { ...above, width, firstRow: 0, rows: height };
      const expected = overviewRows(rows, height, { from: 0, to: Math.ceil(height / 2) }, 'average');
      const found = await wholeLevel(cog, level);
      assert.deepEqual(found.valid, expected.valid);
      assert.deepEqual(valuesOf(found), valuesOf({ ...found, ...expected }));
    }
    await cog.close();
  }
});

test('whole numbers are values by scale: rounded to the nearest, clamped and counted, never taken for nodata', async () => {
  const values = Float32Array.of(0.12344, 0.12346, -0.5, NaN, 5, -5, 3.2767, -3.2768);
  const content = contentOf(utmGrid(4, 2), 'int16', { date: '2024-06-25' });
  const path = join(directory.path, 'int16.tif');
  const { clamped, size } = await writeCog(path, content, reader({ values, width: 4 }));
  const cog = await openCog(path);
  const raster = await wholeLevel(cog);
  assert.deepEqual([...raster.values], [1234, 1235, -5000, -32768, 32767, -32767, 32767, -32767]);
  assert.deepEqual([...raster.valid], [1, 1, 1, 0, 1, 1, 1, 1]);
  assert.equal(clamped, 2);
  assert.equal(size, (await stat(path)).size);
  const { bands, dtype, dateTime, compression, block, crs, affine } = cog.info;
  assert.deepEqual(bands, [{ description: 'NDVI', nodata: -32768, scale: 0.0001, offset: 0, isAlpha: false }]);
  assert.deepEqual([dtype, dateTime, compression, block], ['int16', '2024:06:25 00:00:00', 'deflate', [512, 512]]);
  assert.deepEqual([crs, affine], [content.grid.crs, content.grid.affine]);
  await cog.close();
});

test('blocks without a value are not stored; a raster without any is a valid, empty one', async () => {
  const content = contentOf(utmGrid(256, 256), 'float32');
  const none = waves(256, 256, () => true);
  const empty = await written(content, reader(none));
  assert.deepEqual(empty.info.cogFaults, []);
  assert.ok(empty.info.version.size < 2500, `${empty.info.version.size} bytes`);
  assert.equal((await wholeLevel(empty)).valid.includes(1), false);
  assert.equal((await wholeLevel(empty, 2)).valid.includes(1), false);
  const corner = await written(content, reader(waves(256, 256, (col, row) => col < 192 || row < 192)));
  const { valid } = await wholeLevel(corner);
  assert.equal(
    valid.reduce((sum, each) => sum + each, 0),
    64 * 64,
  );
  const full = await written(content, reader(waves(256, 256, () => false)));
  assert.ok(corner.info.version.size < full.info.version.size / 8);
  await Promise.all([empty, corner, full].map((cog) => cog.close()));
});

test('a number as nodata, constant values, and several bands beside each other', async () => {
  const one = { values: new Float32Array(100 * 70).fill(0.25), width: 100 };
  const two = waves(100, 70, (col) => col < 10);
  const content = contentOf(utmGrid(100, 70), 'float32', {
    bands: ['NDVI', 'a & <b>'],
    nodata: -9999,
    overviews: 'mode',
  });
  const cog = await written(content, reader(one, two));
  assert.deepEqual(
    cog.info.bands.map(({ description, nodata }) => [description, nodata]),
    [
      ['NDVI', -9999],
      ['a & <b>', -9999],
    ],
  );
  assert.equal(cog.info.interleave, 'pixel');
  assert.deepEqual([...(await wholeLevel(cog)).values], [...one.values]);
  assert.deepEqual(valuesOf(await wholeLevel(cog, 0, 2)), [...two.values]);
  assert.deepEqual(new Set((await wholeLevel(cog, 1)).values), new Set([0.25]));
  await cog.close();
});

test('BigTIFF reads as classic TIFF does', async () => {
  const band = waves(150, 90, (col) => col > 140);
  const content = contentOf(utmGrid(150, 90), 'float32');
  const cog = await written(content, reader(band), { ...BLOCK, forceBigTiff: true });
  assert.deepEqual(cog.info.cogFaults, []);
  assert.deepEqual(valuesOf(await wholeLevel(cog)), [...band.values]);
  assert.equal((await readFile(join(directory.path, `${files - 1}.tif`)))[2], 43);
  await cog.close();
});

test('a rotated grid keeps its transform', async () => {
  const grid = { ...utmGrid(20, 30), affine: [8, 6, 500_000, 6, -8, 5_000_000] as const };
  const cog = await written(contentOf(grid, 'float32'), reader(waves(20, 30, () => false)));
  assert.deepEqual(cog.info.affine, grid.affine);
  await cog.close();
});

test('the same pixels give the same bytes', async () => {
  const band = waves(150, 200, (col, row) => col > row);
  const paths = ['a.tif', 'b.tif'].map((name) => join(directory.path, name));
  for (const path of paths) await writeCog(path, contentOf(utmGrid(150, 200), 'float32'), reader(band), BLOCK);
  assert.ok((await readFile(paths[0])).equals(await readFile(paths[1])));
});

test('a failure or an abort leaves the folder as it was, the old file included', async () => {
  const path = await directory.write('kept.tif', Buffer.from('old'));
  const before = await readdir(directory.path);
  const content = contentOf(utmGrid(300, 300), 'float32');
  const read = reader(waves(300, 300, () => false));
  let blocks = 0;
  const failing: ReadPixels = (window) =>
    ++blocks > 9 ? Promise.reject(new Error('the source went away')) : read(window);
  await assert.rejects(writeCog(path, content, failing, BLOCK), /the source went away/);
  const abort = new AbortController();
  const onProgress = (done: number) => {
    if (done === 20) abort.abort(new Error('enough'));
  };
  await assert.rejects(writeCog(path, content, read, { ...BLOCK, signal: abort.signal, onProgress }), /enough/);
  assert.deepEqual(await readdir(directory.path), before);
  assert.equal(await readFile(path, 'utf8'), 'old');
  await writeCog(path, content, read, BLOCK);
  assert.deepEqual(await readdir(directory.path), before);
  await (await openCog(path)).close();
});

test('what cannot be written is refused by name, before anything is read', async () => {
  const content = contentOf(utmGrid(5, 5), 'float32');
  const never: ReadPixels = () => Promise.reject(new Error('was read'));
  const refused = (path: string, asked: CogContent, expected: RegExp) =>
    assert.rejects(writeCog(path, asked, never), { kind: 'invalid', message: expected });
  const inside = join(directory.path, 'x.tif');
  await refused(join(directory.path, 'none', 'x.tif'), content, /^x\.tif cannot be written: there is no such folder$/);
  await refused(inside, { ...content, grid: utmGrid(0, 5) }, /0 x 5 pixels/);
  await refused(inside, { ...content, bands: [] }, /without bands/);
  await refused(inside, { ...contentOf(utmGrid(5, 5), 'int16'), nodata: NaN }, /int16 with nodata NaN/);
  const odd = { name: 'moon', definition: '+proj=nzmg +ellps=intl' };
  await refused(inside, { ...content, grid: { ...utmGrid(5, 5), crs: odd } }, /CRS moon .* cannot be stated/);
  await writeFile(join(directory.path, 'file'), '');
  await refused(join(directory.path, 'file', 'x.tif'), content, /there is no such folder/);
});

test('progress counts the blocks of the full image', async () => {
  const seen: string[] = [];
  const onProgress = (done: number, total: number) => seen.push(`${done}/${total}`);
  const band = waves(100, 100, () => false);
  await written(contentOf(utmGrid(100, 100), 'float32'), reader(band), { ...BLOCK, onProgress });
  assert.deepEqual(seen, ['1/4', '2/4', '3/4', '4/4']);
});
