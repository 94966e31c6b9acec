import assert from 'node:assert/strict';
import { test } from 'node:test';
import { globMatcher, globRoot, isGlob } from '../../src/cli/scan/glob.ts';
import { aoisOfFolder } from '../../src/cli/scan/pairing.ts';
import { isDay, nameReader } from '../../src/cli/scan/pattern.ts';
import type { AoiRecord } from '../../src/catalogue/aois.ts';
import { Failure } from '../../src/failure.ts';

test('without a pattern, index and date are read in every usual form', () => {
  const read = nameReader();
  const may = { indexName: 'ndvi', date: '2024-05-06' };
  assert.deepEqual(read('/data/north/ndvi_2024_05_06.tif'), may);
  assert.deepEqual(read('ndvi_2024-05-06.TIFF'), may);
  assert.deepEqual(read('ndvi_20240506_T33UVP.tif'), may);
  assert.deepEqual(read('EVI2_2019_04_12_uint8_lzw.tif'), { indexName: 'EVI2', date: '2019-04-12' });
  assert.deepEqual(read('red_edge_ndvi_2024_05_06.tif'), { indexName: 'red_edge_ndvi', date: '2024-05-06' });
});

test('a name of another form, or with no day of the calendar, says nothing', () => {
  const read = nameReader();
  for (const name of [
    'ndvi.tif',
    '2024_05_06.tif',
    'ndvi_2024_13_06.tif',
    'ndvi_2023_02_29.tif',
    'ndvi_24_05_06.tif',
  ]) {
    assert.equal(read(name), undefined, name);
  }
});

test('a pattern may put the tokens anywhere, and describe folders too', () => {
  const found = { indexName: 'NDVI', date: '2024-05-06' };
  assert.deepEqual(nameReader('S2?_{date}_{index}_10m')('S2A_20240506_NDVI_10m.tif'), found);
  assert.deepEqual(nameReader('{index}/{YYYY}/{MM}-{DD}.tif')('/data/NDVI/2024/05-06.tif'), found);
  assert.deepEqual(nameReader('*_{index}')('farm_NDVI.tif'), { indexName: 'NDVI' });
  assert.deepEqual(nameReader('{index} (v1.0)')('NDVI (v1.0).tif'), { indexName: 'NDVI' });
  assert.equal(nameReader('{index} (v1.0)')('NDVI (v1x0).tif'), undefined);
});

test('a pattern that cannot be is refused by its fault', () => {
  const faults: [string, RegExp][] = [
    ['{index}_{year}', /\{year\} means nothing/],
    ['{index}_{index}', /repeated/],
    ['{index}_{YYYY}_{MM}', /date/],
    ['{date}_{YYYY}_{MM}_{DD}', /date/],
  ];
  for (const [pattern, message] of faults) {
    assert.throws(
      () => nameReader(pattern),
      (error: unknown) => error instanceof Failure && error.kind === 'invalid' && message.test(error.message),
      pattern,
    );
  }
});

test('days are those of the calendar', () => {
  assert.ok(isDay('2024-02-29'));
  for (const text of ['2023-02-29', '2024-00-10', '2024-5-6', '2024-05-06T00:00']) assert.ok(!isDay(text), text);
});

test('globs cross folders only by two asterisks', () => {
  const cases: [glob: string, path: string, matches: boolean][] = [
    ['data/*.tif', 'data/a.tif', true],
    ['./data/*.tif', 'data/a.tif', true],
    ['data/*.tif', 'data/north/a.tif', false],
    ['data/**/*.tif', 'data/a.tif', true],
    ['data/**/*.tif', 'data/north/upper/a.tif', true],
    ['data/**', 'data/north/a.tif', true],
    ['data/ndvi_2024_0[45]*.tif', 'data/ndvi_2024_05_06.tif', true],
    ['data/ndvi_2024_0[!45]*.tif', 'data/ndvi_2024_05_06.tif', false],
    ['data/?.tif', 'data/ab.tif', false],
    ['data/a.tif', 'data/axtif', false],
  ];
  for (const [glob, path, matches] of cases) assert.equal(globMatcher(glob)(path), matches, `${glob} on ${path}`);
  assert.ok(isGlob('data/*.tif') && !isGlob('data/a.tif'));
  assert.deepEqual(['data/x/*/a?.tif', '*.tif', '/*.tif'].map(globRoot), ['data/x', '.', '/']);
});

test('a folder is paired with every AOI whose feature has its name', () => {
  const aois = [
    { name: 'North', properties: { collection: 's2_north', plot: 12 } },
    { name: 'North, copy', properties: { collection: 's2_north' } },
  ] as unknown as AoiRecord[];
  const names = (property: string, path: string) => aoisOfFolder(aois, property, path).map(({ name }) => name);
  assert.deepEqual(names('collection', '/data/s2_north/ndvi.tif'), ['North', 'North, copy']);
  assert.deepEqual(names('plot', '12/ndvi.tif'), ['North']);
  assert.deepEqual(names('name', 'North/ndvi.tif'), ['North']);
  assert.throws(() => names('collection', '/data/s2_south/ndvi.tif'), /no AOI has the property collection = s2_south/);
});
