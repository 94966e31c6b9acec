import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readFile, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { upsertAsset, type AssetRecord } from '../../src/catalogue/assets.ts';
import { WGS84 } from '../../src/grid/projection.ts';
import { makeAoi, square } from '../database.ts';
import { refuses } from './client.ts';
import { ask } from './contract.ts';
import { openWorld, type World } from './world.ts';

const RASTER = fileURLToPath(new URL('../../fixtures/demo/keitele-forest/ndvi_2024_04_06.tif', import.meta.url));

interface Assets {
  assets: { id: string; path: string; date: string; created_at: string; asset_type: string }[];
  pagination: { total: number; offset: number; limit: number };
}

let world: World;
let directory: string;
let bytes: Buffer;
let aoiId: string;
let asset: AssetRecord;

/** A row for a copy of the fixture; its georeference does not matter to who hands the file out. */
async function register(name: string): Promise<AssetRecord> {
  const path = join(directory, name);
  await copyFile(RASTER, path);
  const { asset: record } = await upsertAsset(world.database, {
    aoiId,
    indexId: null,
    kind: 'mosaic',
    name,
    description: '',
    date: '2024-04-06',
    path,
    band: 1,
    bandList: ['B04'],
    version: (await world.services.cogs.open(path)).info.version,
    grid: { crs: WGS84, affine: [0.001, 0, 11.5, 0, -0.001, 48.11], width: 10, height: 10 },
    encoding: { dtype: 'float32', scale: 1, offset: 0, nodata: null },
    resolutionM: 10,
    geometry: square(11.5, 48.1),
  });
  return record;
}

before(async () => {
  world = await openWorld();
  directory = await mkdtemp(join(tmpdir(), 'assets-'));
  bytes = await readFile(RASTER);
  aoiId = (await makeAoi(world.database, world.ada.project)).id;
  asset = await register('ndvi äö.tif');
});
after(async () => {
  await rm(directory, { recursive: true });
  await world.close();
});

suite('assets of an AOI', () => {
  test('are listed with a URL for a path, and no path of the server', async () => {
    const { ada, origin } = world;
    const list = (await ask(ada.read, 'GET', `/v0/aois/${aoiId}/assets`)) as Assets;
    assert.deepEqual(list.pagination, { total: 1, offset: 0, limit: 10 });
    const [listed] = list.assets;
    assert.equal(listed.id, asset.id);
    assert.equal(listed.date, '2024-04-06');
    assert.equal(listed.path, `${origin}/v0/aois/${aoiId}/assets/${asset.id}/file`);
    assert.match(listed.created_at, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}\+00:00$/);
    assert.ok(!JSON.stringify(list).includes(directory));
    assert.deepEqual(await ask(ada.read, 'GET', `/v0/aois/${aoiId}/assets/${asset.id}`), listed);
  });

  test('of another tenant, an unknown AOI or an unknown asset are 404', async () => {
    const { ada, bob } = world;
    const other = '11111111-1111-4111-8111-111111111111';
    for (const path of ['', `/${asset.id}`, `/${asset.id}/file`]) {
      refuses(await bob.read(`/v0/aois/${aoiId}/assets${path}`), 404, 'not_found');
      refuses(await ada.read(`/v0/aois/${other}/assets${path}`), 404, 'not_found');
    }
    refuses(await ada.read(`/v0/aois/${aoiId}/assets/${other}`), 404, 'not_found');
    refuses(await ada.read(`/v0/aois/${aoiId}/assets?limit=0`), 400, 'bad_request');
  });
});

suite('the file of an asset', () => {
  const file = () => `/v0/aois/${aoiId}/assets/${asset.id}/file`;

  test('is the raster, byte for byte, under its name', async () => {
    const answer = await world.ada.read(file());
    assert.equal(answer.status, 200);
    assert.ok(answer.bytes.equals(bytes));
    assert.match(answer.headers['content-type'] ?? '', /^image\/tiff/);
    assert.equal(answer.headers['content-length'], String(bytes.length));
    assert.match(answer.headers['content-disposition'] ?? '', /filename\*=UTF-8''ndvi%20%C3%A4%C3%B6\.tif/);
  });

  test('is answered in ranges, as GIS programs read it', async () => {
    const head = await world.ada.read(file(), { headers: { range: 'bytes=0-16383' } });
    assert.equal(head.status, 206);
    assert.ok(head.bytes.equals(bytes.subarray(0, 16_384)));
    const tail = await world.ada.read(file(), { headers: { range: 'bytes=-100' } });
    assert.ok(tail.bytes.equals(bytes.subarray(-100)));
    assert.equal(tail.headers['content-range'], `bytes ${bytes.length - 100}-${bytes.length - 1}/${bytes.length}`);
    const beyond = await world.ada.read(file(), { headers: { range: `bytes=${bytes.length}-` } });
    assert.equal(beyond.status, 416);
    const same = await world.ada.read(file(), { headers: { 'if-none-match': head.headers.etag ?? '' } });
    assert.equal(same.status, 304);
  });

  test('takes a key in its address, for programs that send no headers', async () => {
    refuses(await world.call(file()), 401, 'unauthorized');
    refuses(await world.call(`${file()}?key=wrong`), 401, 'unauthorized');
  });

  test('that changed or went away is refused by name, never by path', async () => {
    const changed = await register('changed.tif');
    await utimes(changed.path, 1000, 1000);
    const path = `/v0/aois/${aoiId}/assets/${changed.id}/file`;
    const first = refuses(await world.ada.read(path), 500, 'asset_unreadable');
    assert.match(first.message, /assets refresh changed\.tif/);
    await rm(changed.path);
    const second = refuses(await world.ada.read(path), 500, 'asset_unreadable');
    assert.match(second.message, /changed\.tif/);
    assert.ok(!(first.message + second.message).includes(directory));
  });
});
