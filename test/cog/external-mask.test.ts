import assert from 'node:assert/strict';
import { mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { openLocalFile } from '../../src/cog/sources/local.ts';
import { openCog, type Cog } from '../../src/cog/open.ts';
import { CogStore } from '../../src/cog/store.ts';
import { makeDirectory, PLAIN_TAGS, plainPixels, tiff, type Tags } from './files.ts';

/**
 * What GDAL 3.6.2 writes beside a 4 x 3 raster as its mask, invalid where the pixel's number divides by 5:
 * gdal.SetConfigOption('GDAL_TIFF_INTERNAL_MASK', 'NO'), then CreateMaskBand(gdal.GMF_PER_DATASET) and
 * GetMaskBand().WriteArray((numpy.arange(12).reshape(3, 4) % 5 > 0) * 255).
 */
const GDAL_MASK = Buffer.from(
  'SUkqAAgAAAANAAABAwABAAAABAAAAAEBAwABAAAAAwAAAAIBAwABAAAACAAAAAMBAwABAAAACAAAAAYBAwABAAAAAQAAABEBBAAB' +
    'AAAA+AAAABUBAwABAAAAAQAAABYBAwABAAAAAwAAABcBBAABAAAAFwAAABwBAwABAAAAAgAAAD0BAwABAAAAAQAAAFMBAwABAAAA' +
    'AQAAAICkAgBOAAAAqgAAAAAAAAA8R0RBTE1ldGFkYXRhPgogIDxJdGVtIG5hbWU9IklOVEVSTkFMX01BU0tfRkxBR1NfMSI+Mjwv' +
    'SXRlbT4KPC9HREFMTWV0YWRhdGE+CgB4nAEMAPP/AP////8A/////wD/ONMI+A==',
  'base64',
);
const MASKED = [0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0, 1];

const directory = makeDirectory();
const WHOLE = { col: 0, row: 0, width: 4, height: 3 };
const validOf = async (cog: Cog, band = 1): Promise<number[]> => [...(await cog.readWindow(WHOLE, { band })).valid];

async function writePair(name: string, mask: Uint8Array, tags: Tags = {}, pixels = plainPixels()): Promise<string> {
  await directory.write(`${name}.msk`, mask);
  return directory.write(name, tiff({ ...PLAIN_TAGS, ...tags }, pixels));
}

test('a mask beside a file makes its pixels nodata, as in GDAL', async () => {
  const cog = await openCog(await writePair('a.tif', GDAL_MASK));
  assert.equal(cog.info.hasMask, true);
  assert.deepEqual(await validOf(cog), MASKED);
  const corner = await cog.readWindow({ col: 1, row: 1, width: 2, height: 2 });
  assert.deepEqual([...corner.values], [5, 6, 9, 10]);
  assert.deepEqual([...corner.valid], [0, 1, 1, 0]);
  await cog.close();
});

test('a mask of several bands masks each by its own', async () => {
  const two = { 277: [3, [2]], 258: [3, [8, 8]], 339: [3, [1, 1]], 279: [4, [24]] } as const;
  const mask = Uint8Array.from({ length: 24 }, (_, i) => (i % 2 === 0 ? 255 : i < 12 ? 0 : 255));
  const path = await writePair('b.tif', tiff({ ...PLAIN_TAGS, ...two }, mask), two, new Uint8Array(24));
  const cog = await openCog(path);
  assert.deepEqual(await validOf(cog, 1), Array(12).fill(1));
  assert.deepEqual(await validOf(cog, 2), [...Array<number>(6).fill(0), ...Array<number>(6).fill(1)]);
  await cog.close();
});

test('a mask that is damaged or of another size refuses the file', async () => {
  const cases: [name: string, mask: Uint8Array, message: RegExp][] = [
    ['c.tif', Buffer.from('no mask at all'), /^c\.tif\.msk is not a TIFF/],
    [
      'd.tif',
      tiff({ ...PLAIN_TAGS, 256: [3, [5]], 279: [4, [60]] }, new Uint8Array(60)),
      /masks 5 x 3 pixels, .* 4 x 3/,
    ],
  ];
  for (const [name, mask, message] of cases) {
    await assert.rejects(openCog(await writePair(name, mask)), { kind: 'unreadable', message });
  }
});

test('a file of another mask is another version of it', async () => {
  const path = await writePair('e.tif', GDAL_MASK);
  const store = new CogStore();
  const { version } = (await store.open(path)).info;
  assert.equal(version.size, tiff(PLAIN_TAGS, plainPixels()).length);
  const source = await store.openSource(path, version);
  assert.equal(source.name, 'e.tif');
  await source.release();
  const mask = Uint8Array.from({ length: 12 }, () => 255);
  const bytes = { 258: [3, [8]], 339: [3, [1]], 279: [4, [12]] } as const;
  await directory.write('e.tif.msk', tiff({ ...PLAIN_TAGS, ...bytes }, mask));
  await utimes(`${path}.msk`, 1700000000, 1700000000);
  const changed = await store.open(path);
  assert.deepEqual(await validOf(changed), Array(12).fill(1));
  await assert.rejects(store.open(path, version), { kind: 'unreadable', message: /has changed/ });
  await store.close();
  await rm(`${path}.msk`);
  const bare = await openCog(path);
  assert.notEqual(bare.info.version.headerHash, changed.info.version.headerHash);
  assert.equal(bare.info.hasMask, false);
  await bare.close();
});

test('a URL is never taken for the path of a local mask', async (t) => {
  const path = await directory.write('f.tif', tiff(PLAIN_TAGS, plainPixels()));
  const before = process.cwd();
  process.chdir(directory.path);
  t.after(() => process.chdir(before));
  await mkdir('https:/data.example', { recursive: true });
  await writeFile('https:/data.example/f.tif.msk', GDAL_MASK);
  const asked: string[] = [];
  const openSource = (location: string) => {
    asked.push(location);
    return openLocalFile(path);
  };
  const cog = await openCog('https://data.example/f.tif', { openSource });
  assert.deepEqual(asked, ['https://data.example/f.tif']);
  await cog.close();
});
