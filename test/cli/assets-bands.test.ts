import assert from 'node:assert/strict';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { AREA, imagery } from '../imagery/expected.ts';
import { shareDatabase, type Run, type SharedRuns } from './run.ts';

interface Added {
  readonly status: string;
  readonly dry_run: boolean;
  readonly asset_id: string | null;
  readonly name: string | null;
  readonly asset_type: string | null;
  readonly date: string;
  readonly bands: readonly { name: string; band: number; scale: number; offset: number }[];
  readonly warnings: readonly string[];
}

let shared: SharedRuns;
let folder: string;
before(async () => {
  shared = await shareDatabase();
  folder = await mkdtemp(join(tmpdir(), 'chromatile-test-'));
  for (const area of ['One', 'Two', 'Three']) {
    const feature = { type: 'Feature', properties: { name: area }, geometry: AREA };
    await writeFile(join(folder, `${area}.geojson`), JSON.stringify(feature));
    if (area === 'One') await shared.json(['projects', 'create', 'fields']);
    const load = ['aois', 'load', join(folder, `${area}.geojson`), '--project', 'fields', '--satellite', 'Sentinel-2'];
    await shared.json(load);
  }
});
after(async () => {
  await shared.close();
  await rm(folder, { recursive: true, force: true });
});

const addBands = (...args: string[]): Promise<Run> => shared.run(['assets', 'add-bands', ...args]);
const added = async (...args: string[]) => (await shared.json(['assets', 'add-bands', ...args])) as Added;
const listed = async (aoi: string) => (await shared.json(['assets', 'list', '--aoi', aoi])) as { id: string }[];
const values = ({ bands }: Added) => bands.map(({ name, band, scale, offset }) => [name, band, scale, offset]);

test('one file of several bands, paired by its descriptions', async () => {
  const dry = await added(imagery('mosaic.tif'), '--aoi', 'One', '--dry-run');
  assert.deepEqual([dry.status, dry.dry_run, dry.asset_id], ['added', true, null]);
  assert.deepEqual(await listed('One'), []);
  const first = await added(imagery('mosaic.tif'), '--aoi', 'One');
  assert.deepEqual(
    [first.status, first.name, first.asset_type, first.date],
    ['added', 'mosaic', 'mosaic', '2024-05-06'],
  );
  assert.deepEqual(values(first), [
    ['B02', 1, 0.0001, -0.1],
    ['B03', 2, 0.0001, -0.1],
    ['B04', 3, 0.0001, -0.1],
    ['B08', 4, 0.0001, -0.1],
  ]);
  assert.match(first.warnings.at(-1) ?? '', /without scale and offset; taken are B02 \* 0.0001 - 0.1, B03/);
  const again = await added(imagery('mosaic.tif'), '--aoi', 'One');
  assert.deepEqual([again.status, again.asset_id], ['unchanged', first.asset_id]);
  const fewer = await added(imagery('mosaic.tif'), '--aoi', 'One', '--bands', '-,green,B4,B08', '--scale', '0.5');
  assert.deepEqual([fewer.status, fewer.asset_id], ['updated', first.asset_id]);
  assert.deepEqual(values(fewer), [
    ['B03', 2, 0.5, 0],
    ['B04', 3, 0.5, 0],
    ['B08', 4, 0.5, 0],
  ]);
  assert.equal((await added(imagery('mosaic.tif'), '--aoi', 'One', '--dry-run')).status, 'updated');
  const { stdout } = await shared.run(['assets', 'list', '--aoi', 'One']);
  assert.match(stdout, /mosaic +2024-05-06 +B03 B04 B08 /);
});

test('a file a band, of other resolutions', async () => {
  const files = ['B11', 'B08', 'B04'].flatMap((name) => ['--band', `${name}=${imagery(`${name}.tif`)}`]);
  const first = await added(...files, '--aoi', 'Two');
  assert.deepEqual([first.status, first.name, first.asset_type], ['added', 'Sentinel-2 2024-05-06', 'stac_item']);
  assert.deepEqual(
    first.bands.map(({ name }) => name),
    ['B04', 'B08', 'B11'],
  );
  const more = await added(
    ...['--band', `B04=${imagery('B04.tif')}`, '--band', `swir22=${imagery('B12_beside.tif')}`],
    ...['--band', `B11=${imagery('B11_harmonised.tif')}`, '--aoi', 'Two', '--name', 'scene'],
  );
  assert.deepEqual([more.status, more.asset_id, more.name], ['updated', first.asset_id, 'scene']);
  assert.deepEqual(values(more), [
    ['B04', 1, 0.0001, -0.1],
    ['B11', 1, 0.0001, 0],
    ['B12', 1, 0.0001, -0.1],
  ]);
  assert.match(more.warnings.join('\n'), /the pixels of B12 do not line up with those of B04/);
});

test('a STAC item, its files found beside it', async () => {
  const names = ['item.json', 'B04.tif', 'B08.tif', 'B11.tif'];
  for (const name of names) await copyFile(imagery(name), join(folder, name));
  const first = await added(join(folder, 'item.json'), '--aoi', 'Three');
  assert.deepEqual([first.status, first.name, first.date], ['added', 'S2A_32UPU_20240506', '2024-05-06']);
  assert.deepEqual(values(first), [
    ['B04', 1, 0.0001, -0.1],
    ['B08', 1, 0.0001, -0.1],
    ['B11', 1, 0.0001, 0],
  ]);
  await copyFile(imagery('B8A.tif'), join(folder, 'B11.tif'));
  const refresh = (await shared.json(['assets', 'refresh', 'S2A_32UPU_20240506'])) as { status: string; id: string }[];
  assert.deepEqual(refresh, [{ name: first.name, id: first.asset_id, status: 'updated' }]);
  const byFile = (await shared.json(['assets', 'refresh', 'B11.tif', '--aoi', 'Three'])) as { id: string }[];
  assert.deepEqual(byFile, [{ name: first.name, id: first.asset_id, status: 'unchanged' }]);
  const again = await added(join(folder, 'item.json'), '--aoi', 'Three');
  assert.deepEqual([again.status, again.asset_id], ['unchanged', first.asset_id]);
  await rm(join(folder, 'B11.tif'));
  const { code, stderr } = await addBands(join(folder, 'item.json'), '--aoi', 'Three');
  assert.equal(code, 1);
  assert.match(stderr, /B11\.tif/);
  assert.ok(!stderr.includes(folder), stderr);
  const removed = await shared.run(['assets', 'remove', 'S2A_32UPU_20240506']);
  assert.equal(removed.code, 0, removed.stderr);
  assert.deepEqual(await listed('Three'), []);
});

test('floats are reflectance already', async () => {
  const { bands, status } = await added(imagery('floats.tif'), '--aoi', 'Three', '--dry-run');
  assert.equal(status, 'added');
  assert.deepEqual(
    bands.map(({ name, scale, offset }) => [name, scale, offset]),
    [
      ['B04', 1, 0],
      ['B08', 1, 0],
    ],
  );
});

test('what cannot be right is refused with the reason, and nothing is written', async () => {
  const refused: [args: string[], message: RegExp][] = [
    [[imagery('mosaic.tif'), '--bands', 'B02,B03'], /mosaic\.tif has 4 bands and 2 were named; put - for one/],
    [[imagery('mosaic.tif'), '--bands', 'B02,B03,B04,B99'], /Sentinel-2 has no band "B99"; its bands are/],
    [[imagery('mosaic.tif'), '--bands', 'B02,B03,B04,red'], /band B04 is named twice/],
    [[imagery('B04.tif')], /none of B04\.tif's bands \(1 not described\) is described as one of Sentinel-2/],
    [
      ['--band', `B04=${imagery('B04.tif')}`, '--band', `B12=${imagery('B12_other_crs.tif')}`],
      /EPSG:32633 .* need one CRS/,
    ],
    [['--band', `B12=${imagery('B12_far.tif')}`], /B12_far\.tif does not overlap the AOI "Three"/],
    [['--band', imagery('B04.tif')], /does not say which band it is/],
    [['--band', `B04=${imagery('nowhere.tif')}`], /nowhere\.tif/],
    [[imagery('expected.json')], /no STAC item/],
  ];
  for (const [args, message] of refused) {
    const { code, stderr } = await addBands(...args, '--aoi', 'Three');
    assert.equal(code, 1, stderr);
    assert.match(stderr, message);
  }
  for (const args of [[], [imagery('mosaic.tif'), '--band', 'B04=x.tif'], ['--band', 'B04=x.tif', '--bands', 'B04']]) {
    assert.equal((await addBands(...args, '--aoi', 'Three')).code, 2);
  }
  assert.deepEqual(await listed('Three'), []);
});

test('imagery of one date takes one lattice a band', async () => {
  await copyFile(imagery('B12_beside.tif'), join(folder, 'beside.tif'));
  const beside = await addBands('--band', `B11=${join(folder, 'beside.tif')}`, '--aoi', 'Two', '--date', '2024-05-06');
  assert.match(beside.stderr, /beside\.tif cannot be laid over B11 of scene, the imagery of 2024-05-06 already there/);
  assert.equal(beside.code, 1);
});

test('a band of one asset is no raster of an index, nor the other way round', async () => {
  const raster = [imagery('ndvi.tif'), '--aoi', 'Three', '--date', '2024-05-06'];
  assert.equal((await shared.run(['assets', 'add', ...raster])).code, 0);
  const asBand = await addBands('--band', `B04=${imagery('ndvi.tif')}`, '--aoi', 'Three');
  assert.equal(asBand.code, 1);
  assert.match(asBand.stderr, /band 1 of .* is registered already, as a raster of NDVI: remove that first/);
  const asIndex = ['assets', 'add', imagery('B04.tif'), '--aoi', 'Two', '--index', 'NDVI', '--date', '2024-05-07'];
  const { code, stderr } = await shared.run(asIndex);
  assert.equal(code, 1);
  assert.match(stderr, /is registered already, as band imagery/);
  for (const aoi of ['Three', 'Two']) assert.equal((await listed(aoi)).length, 1);
});

test('bands of several assets are not to be made one by accident', async () => {
  const one = (name: string, date: string) => [
    '--band',
    `${name}=${imagery(`${name}.tif`)}`,
    '--aoi',
    'Three',
    '--date',
    date,
  ];
  await added(...one('B04', '2024-05-01'));
  await added(...one('B08', '2024-05-02'));
  const both = await addBands(...one('B04', '2024-05-01'), '--band', `B08=${imagery('B08.tif')}`);
  assert.equal(both.code, 1);
  assert.match(both.stderr, /these bands belong to 2 assets already: remove all but one of B04 \(/);
});
