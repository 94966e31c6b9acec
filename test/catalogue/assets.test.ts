import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { AoiRecord } from '../../src/catalogue/aois.ts';
import {
  assetsByName,
  assetsByPath,
  assetsOfAoi,
  getAsset,
  listAssets,
  removeAsset,
  upsertAsset,
  type AssetRecord,
} from '../../src/catalogue/assets.ts';
import type { Database } from '../../src/catalogue/database.ts';
import {
  getClassAreas,
  getSummaries,
  getSummary,
  putClassAreas,
  putSummary,
  sceneKey,
} from '../../src/catalogue/scenes.ts';
import type { Summary } from '../../src/stats/summary.ts';
import {
  EMPTY_SUMMARY,
  makeAoi,
  makeAsset,
  makeProject,
  makeTenant,
  openTestDatabase,
  presetIndex,
  square,
} from '../database.ts';

let db: Database;
let aoi: AoiRecord;
let newAoi: () => Promise<AoiRecord>;
before(async () => {
  db = await openTestDatabase();
  const project = await makeProject(db, (await makeTenant(db)).id);
  newAoi = () => makeAoi(db, project);
  aoi = await newAoi();
});
after(() => db.close());

test('an asset comes back as it was given, measured', async () => {
  const encoding = { dtype: 'float32', scale: 1, offset: -0, nodata: NaN } as const;
  const affine = [0.1 + 0.2, 1e-17, -180, 0, -1 / 3, 90] as const;
  const crs = { name: 'EPSG:4326', definition: '+proj=longlat' };
  const grid = { crs, affine, width: 7, height: 5 };
  const asset = await makeAsset(db, aoi, { encoding, grid, bandList: ['B04', 'B08'], indexId: null, kind: 'mosaic' });
  assert.deepEqual(asset.grid, grid);
  assert.ok(Number.isNaN(asset.encoding.nodata) && asset.encoding.dtype === 'float32');
  assert.deepEqual([asset.bandList, asset.indexId, asset.kind], [['B04', 'B08'], null, 'mosaic']);
  assert.deepEqual(asset.version, { size: 12_345, modifiedMs: 1_715_000_000_123, headerHash: 'ab'.repeat(32) });
  assert.deepEqual([asset.date, asset.status, asset.progress], ['2024-05-06', 'success', 100]);
  assert.deepEqual(asset.geometry, square(11.5, 48.1));
  assert.equal(asset.areaM2, aoi.areaM2);
  assert.deepEqual(await getAsset(db, aoi.tenantId, aoi.id, asset.id), asset);
  assert.equal(await getAsset(db, aoi.tenantId, (await newAoi()).id, asset.id), undefined);
});

test('registering again changes nothing, or the row, and drops what was known of other pixels', async () => {
  const asset = await makeAsset(db, aoi);
  const index = await presetIndex(db);
  const put = (key: string, assetIds: string[]): Promise<void> =>
    putSummary(db, {
      sceneKey: key,
      aoiId: aoi.id,
      indexId: index.id,
      date: asset.date,
      assetIds,
      summary: EMPTY_SUMMARY,
    });
  await put('with', [asset.id]);
  await put('without', []);
  assert.deepEqual(await upsertAsset(db, asset), { asset, status: 'unchanged' });
  assert.deepEqual(await getSummary(db, 'with'), EMPTY_SUMMARY);

  const version = { ...asset.version, headerHash: 'cd'.repeat(32) };
  const updated = await upsertAsset(db, { ...asset, version });
  assert.deepEqual([updated.status, updated.asset.id, updated.asset.version], ['updated', asset.id, version]);
  assert.equal(await getSummary(db, 'with'), undefined);
  assert.deepEqual(await getSummary(db, 'without'), EMPTY_SUMMARY);

  const second = await upsertAsset(db, { ...asset, band: 2 });
  assert.equal(second.status, 'added');
  await assert.rejects(upsertAsset(db, { ...asset, aoiId: '00000000-0000-4000-8000-000000000000' }), /no AOI/);
});

test('scenes list the newest on top; lists are newest first', async () => {
  const own = await newAoi();
  const dates = ['2024-05-16', '2024-05-06', '2024-05-06'];
  const made: AssetRecord[] = [];
  for (const date of dates) made.push(await makeAsset(db, own, { date }));
  const [a, b, c] = made;
  const ids = (assets: AssetRecord[]): string[] => assets.map(({ id }) => id);
  assert.deepEqual(ids(await assetsOfAoi(db, own.id)), ids([c, b, a]));
  assert.deepEqual(ids(await assetsOfAoi(db, own.id, { date: '2024-05-06' })), ids([c, b]));
  assert.deepEqual(ids(await assetsOfAoi(db, own.id, { assetIds: [a.id, c.id, 'nonsense'] })), ids([c, a]));
  assert.deepEqual(ids(await assetsOfAoi(db, own.id, { indexId: (await presetIndex(db, 'NDWI')).id })), []);
  const page = await listAssets(db, own.tenantId, own.id, { offset: 1, limit: 1 });
  assert.deepEqual([page.total, ids(page.assets)], [3, [b.id]]);
  assert.deepEqual(ids(await assetsByPath(db, own.tenantId, a.path)), [a.id]);
  assert.deepEqual(ids(await assetsByName(db, own.tenantId, b.name)), [b.id]);
  assert.deepEqual(ids(await assetsByName(db, own.tenantId, b.id)), [b.id]);
});

test('removing an asset removes the statistics of its scenes', async () => {
  const asset = await makeAsset(db, aoi);
  const { id: indexId } = await presetIndex(db);
  const scene = { aoiId: aoi.id, indexId, date: asset.date, assetIds: [asset.id], summary: EMPTY_SUMMARY };
  await putSummary(db, { ...scene, sceneKey: 'removed' });
  assert.equal(await removeAsset(db, aoi.tenantId, aoi.id, asset.id), true);
  assert.equal(await removeAsset(db, aoi.tenantId, aoi.id, asset.id), false);
  assert.equal(await getSummary(db, 'removed'), undefined);
});

test('statistics come back to the last bit', async () => {
  const summary: Summary = {
    count: 3,
    inside: 4,
    min: -0.1 - 0.2,
    max: 1 / 3,
    mean: 5e-324,
    std: 1.7976931348623157e308,
    percentiles: Array.from({ length: 101 }, (_, i) => Math.sin(i) / 7),
    histogram: { min: -0.3, max: 1 / 3, counts: [1, 0, 2] },
    areaM2: 300.1,
  };
  const { id: indexId } = await presetIndex(db);
  const scene = { sceneKey: 'bits', aoiId: aoi.id, indexId, date: '2024-05-06', assetIds: [] };
  await putSummary(db, { ...scene, summary: EMPTY_SUMMARY });
  await putSummary(db, { ...scene, summary });
  assert.deepEqual(await getSummary(db, 'bits'), summary);
  assert.deepEqual(await getSummaries(db, ['bits', 'none']), new Map([['bits', summary]]));

  const areas = { counts: [0, 1, 2], areasM2: [0, 0.1 + 0.2, 1 / 3] };
  await putClassAreas(db, 'bits', 'cuts', areas);
  assert.deepEqual(await getClassAreas(db, 'bits', 'cuts'), areas);
  assert.equal(await getClassAreas(db, 'bits', 'other'), undefined);
  await putClassAreas(db, 'none', 'cuts', areas);
  assert.equal(await getClassAreas(db, 'none', 'cuts'), undefined);
});

test('a scene key tells index, assets, versions and their order apart', () => {
  const ndvi = { id: 'ndvi', expression: '(N - R) / (N + R)', bands: ['N', 'R'] };
  const one = { id: 'a', indexId: 'ndvi', version: { size: 1, modifiedMs: 2, headerHash: 'h' }, bands: [] };
  const two = { ...one, id: 'b' };
  const later = { ...one, version: { ...one.version, modifiedMs: 3 } };
  const keys = [[one], [one, two], [two, one], [later], []].map((assets) => sceneKey(ndvi, assets));
  assert.equal(new Set([...keys, sceneKey({ ...ndvi, id: 'ndwi' }, [one])]).size, 6);
  assert.equal(sceneKey(ndvi, [{ ...one }]), keys[0]);
  assert.equal(sceneKey({ ...ndvi, expression: 'N - R' }, [one]), keys[0]);
  assert.match(keys[0], /^[0-9a-f]{64}$/);
});
