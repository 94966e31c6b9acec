import assert from 'node:assert/strict';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import type { AoiRecord } from '../../src/catalogue/aois.ts';
import { assetsOfAoi, type AssetRecord } from '../../src/catalogue/assets.ts';
import { findIndex } from '../../src/catalogue/indices.ts';
import { getSummary, sceneKey } from '../../src/catalogue/scenes.ts';
import { parseArea } from '../../src/grid/geometry.ts';
import { registerAsset } from '../../src/operations/register-asset.ts';
import { removeAsset } from '../../src/operations/remove-asset.ts';
import { run, type Run } from '../cli/run.ts';
import { makeAoi, SENTINEL_2 } from '../database.ts';
import { refuses } from '../http/client.ts';
import { ask } from '../http/contract.ts';
import { openWorld, type World } from '../http/world.ts';
import { NO_SHARED_DATA } from '../shared-data.ts';
import { rasterOnly } from './job.ts';
import { expectedFiles, readAreas, REAL } from './expected.ts';
import type { LegendItem, VisualizationAnswer } from './answers.ts';

const skip = REAL === undefined && NO_SHARED_DATA;
const AREA = 's2-slovenia-meadow';

let world: World;
let folder: string;

before(async () => {
  if (REAL === undefined) return;
  world = await openWorld();
  folder = await mkdtemp(join(tmpdir(), 'chromatile-real-'));
});
after(async () => {
  if (REAL === undefined) return;
  await world.close();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a command for the world's tenant on its database. */
function admin(...args: string[]): Promise<Run> {
  const open = () => Promise.resolve({ ...world.services, close: () => Promise.resolve() });
  return run([...args, '--tenant', 'ada'], {}, new Uint8Array(), open);
}

/** A visualization of the meadow. */
interface Meadow {
  readonly aoi: AoiRecord;
  /** `/v0/aois/{aoi_id}/visualizations/{visualization_id}` */
  readonly path: string;
  /** Registers a copy of the raster of a date. */
  readonly add: (date: string) => Promise<AssetRecord>;
  readonly legends: () => Promise<VisualizationAnswer['metadata']['legend']>;
}

/** The meadow under another name, shown with copies of these rasters that a test may replace. */
async function showMeadow(name: string, dates: readonly string[]): Promise<Meadow> {
  const { services, database, ada } = world;
  const feature = readAreas('aois.geojson').find(({ id }) => id === AREA) ?? assert.fail();
  const aoi = await makeAoi(database, ada.project, { name, geometry: parseArea(feature.geometry) });
  const add = async (date: string): Promise<AssetRecord> => {
    const path = join(folder, `${name}_${date}.tif`);
    await copyFile(rasterOf(date), path);
    const input = { tenantId: ada.tenantId, aoiId: aoi.id, path, indexName: 'NDVI', date: date.replaceAll('_', '-') };
    return (await registerAsset(services, input)).asset ?? assert.fail();
  };
  for (const date of dates) await add(date);
  const index = (await findIndex(database, ada.tenantId, SENTINEL_2, 'NDVI')) ?? assert.fail();
  const list = `/v0/aois/${aoi.id}/visualizations`;
  const { id } = (await ask(ada.call, 'POST', list, { index_id: index.id })) as VisualizationAnswer;
  const path = `${list}/${id}`;
  const legends = async () => ((await ask(ada.read, 'GET', path)) as VisualizationAnswer).metadata.legend;
  return { aoi, path, add, legends };
}

function rasterOf(date: string): string {
  return `${REAL ?? ''}s2_slovenia/ndvi_${date}.tif`;
}

const EDITED = [
  { min: 0, max: 0.5, label: 'bare', color: '#aa5500' },
  { min: 0.5, max: 1, label: 'green', color: '#00aa55' },
];

function edit(path: string, date: string): Promise<unknown> {
  return ask(world.ada.call, 'PUT', `${path}/metadata`, {
    visualization_mode: 'theoretical',
    legend: { [date]: EDITED },
  });
}

/** How long a file that is read may stay changed without anybody noticing: it is looked at once a second. */
const NOTICED_MS = 2000;

/** Asks until a file is found not to be the registered one; a request begun after that time must be refused. */
async function refusedInTime(path: string): Promise<{ readonly message: string }> {
  const sinceMs = performance.now();
  for (;;) {
    const askedMs = performance.now() - sinceMs;
    const answer = await world.ada.read(path);
    if (answer.status !== 200) return refuses(answer, 500, 'asset_unreadable');
    assert.ok(askedMs < NOTICED_MS, `a picture was made ${Math.round(askedMs)} ms later`);
  }
}

function boundsOf(items: readonly LegendItem[]): object[] {
  return items.map(({ min, max, label, color }) => ({ min, max, label, color }));
}

test('a raster registered later appears by itself, and leaves the legends there are alone', { skip }, async () => {
  const { path, add, legends } = await showMeadow('later', ['2015_07_11', '2016_05_26']);
  await edit(path, '2015_07_11');
  const earlier = await legends();
  await add('2017_01_01');

  const now = await legends();
  assert.deepEqual(Object.keys(now), ['2015_07_11', '2016_05_26', '2017_01_01']);
  const { '2017_01_01': added, ...rest } = now;
  assert.deepEqual(rest, earlier);
  assert.deepEqual(boundsOf(rest['2015_07_11'].theoretical), EDITED);
  const { min, max } = expectedFiles()['s2_slovenia/ndvi_2017_01_01.tif'].aois[AREA];
  assert.equal(added.dynamic.length, 5);
  assert.ok(Math.abs(added.dynamic[0].min - (min ?? NaN)) < 1e-6);
  assert.ok(Math.abs(added.dynamic[4].max - (max ?? NaN)) < 1e-6);
  assert.deepEqual(
    added.theoretical.map((item) => item.max),
    [0, 0.2, 0.4, 0.6, 1],
  );
  for (const mode of ['dynamic', 'theoretical']) {
    const asked = `date=2017_01_01&visualization_mode=${mode}`;
    assert.equal((await world.ada.read(`${path}/png?${asked}`)).status, 200);
    assert.equal((await world.ada.read(`${path}/sld?${asked}`)).status, 200);
  }
});

test('a removed asset takes its date away, and the same one again brings it back', { skip }, async () => {
  const { aoi, path, add, legends } = await showMeadow('removed', ['2015_07_11', '2016_05_26']);
  const earlier = await legends();
  const { services, database, ada } = world;
  const asset = (await assetsOfAoi(database, aoi.id)).find(({ date }) => date === '2015-07-11') ?? assert.fail();
  await removeAsset(services, { tenantId: ada.tenantId, aoiId: aoi.id, assetId: asset.id });

  assert.deepEqual(Object.keys(await legends()), ['2016_05_26']);
  const asked = 'date=2015_07_11&visualization_mode=dynamic';
  refuses(await ada.read(`${path}/png?${asked}`), 404, 'not_found');
  refuses(await ada.read(`${path}/sld?${asked}`), 404, 'not_found');

  await add('2015_07_11');
  assert.deepEqual(await legends(), earlier);
});

test(
  'a file changed behind the catalogue’s back is refused until it is refreshed as the error says',
  { skip },
  async () => {
    const { aoi, path, legends } = await showMeadow('changed', ['2015_07_11']);
    await edit(path, '2015_07_11');
    const { database, ada } = world;
    const picture = `${path}/png?date=2015_07_11&visualization_mode=theoretical`;
    const before = await ada.read(picture);
    assert.equal(before.status, 200);
    const [asset] = await assetsOfAoi(database, aoi.id);
    await copyFile(rasterOf('2017_01_01'), asset.path);

    const { message } = await refusedInTime(picture);
    const file = basename(asset.path);
    assert.ok(message.startsWith(`${file} has changed since it was registered`), message);
    assert.ok(!message.includes(folder), message);
    const command = /`chromatile ([^`]+)`/.exec(message)?.[1].split(' ') ?? [];
    assert.deepEqual(command, ['assets', 'refresh', file]);
    const { code, stderr } = await admin(...command);
    assert.equal(code, 0, stderr);

    const [refreshed] = await assetsOfAoi(database, aoi.id);
    assert.equal(refreshed.id, asset.id);
    const summary = (await getSummary(database, sceneKey(rasterOnly(refreshed.indexId), [refreshed]))) ?? assert.fail();
    const { count, mean } = expectedFiles()['s2_slovenia/ndvi_2017_01_01.tif'].aois[AREA];
    assert.equal(summary.count, count);
    assert.ok(Math.abs((summary.mean ?? NaN) / (mean ?? NaN) - 1) < 1e-6);
    const after = await ada.read(picture);
    assert.equal(after.status, 200);
    assert.ok(!after.bytes.equals(before.bytes));
    assert.notEqual(after.headers.etag, before.headers.etag);
    const { theoretical, dynamic } = (await legends())['2015_07_11'];
    assert.deepEqual(boundsOf(theoretical), EDITED);
    assert.ok(Math.abs(dynamic[0].min - (summary.min ?? NaN)) < 1e-12);
  },
);

test('a file that is gone is told as unreadable, without its path', { skip }, async () => {
  const { aoi, path } = await showMeadow('gone', ['2015_07_11']);
  const [asset] = await assetsOfAoi(world.database, aoi.id);
  await rm(asset.path);
  const { message } = await refusedInTime(`${path}/png?date=2015_07_11&visualization_mode=dynamic`);
  assert.ok(message.includes(basename(asset.path)) && !message.includes(folder), message);
});
