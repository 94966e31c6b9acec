import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { AoiRecord } from '../../src/catalogue/aois.ts';
import type { Database } from '../../src/catalogue/database.ts';
import {
  appendLegend,
  currentLegend,
  currentLegends,
  dropDate,
  legendHistory,
  scaleId,
  type NewLegend,
} from '../../src/catalogue/legends.ts';
import {
  getVisualization,
  listVisualizations,
  removeVisualization,
  updateVisualization,
  visualizationsFollowing,
  visualizationsUsing,
} from '../../src/catalogue/visualizations.ts';
import {
  makeAoi,
  makeAsset,
  makeProject,
  makeTenant,
  makeVisualization,
  openTestDatabase,
  presetIndex,
  twoClasses,
} from '../database.ts';

let db: Database;
let newAoi: () => Promise<AoiRecord>;
before(async () => {
  db = await openTestDatabase();
  const project = await makeProject(db, (await makeTenant(db)).id);
  newAoi = () => makeAoi(db, project);
});
after(() => db.close());

const ids = (rows: { id: string }[]): string[] => rows.map(({ id }) => id);

test('one that follows its AOI exists once per index, one with a list once per list', async () => {
  const aoi = await newAoi();
  const [a, b] = [randomUUID(), randomUUID()];
  const following = await makeVisualization(db, aoi, { resolution: 12.5 });
  assert.deepEqual([following.assetIds, following.resolution, following.dynamic.bins], [null, 12.5, 5]);
  await assert.rejects(makeVisualization(db, aoi), { kind: 'conflict', message: /all assets/ });
  await makeVisualization(db, aoi, { indexId: (await presetIndex(db, 'NDWI')).id });
  const listed = await makeVisualization(db, aoi, { assetIds: [a, b] });
  assert.deepEqual(listed.assetIds, [a, b]);
  await assert.rejects(makeVisualization(db, aoi, { assetIds: [b, a, a] }), {
    kind: 'conflict',
    message: /same assets/,
  });
  await makeVisualization(db, aoi, { assetIds: [a] });
  assert.deepEqual(await getVisualization(db, aoi.tenantId, aoi.id, following.id), following);
  assert.equal(await getVisualization(db, aoi.tenantId, (await newAoi()).id, following.id), undefined);
  assert.deepEqual(ids(await visualizationsFollowing(db, aoi.id, following.indexId)), [following.id]);
});

test('lists are filtered by the index and the maker', async () => {
  const aoi = await newAoi();
  const ndwi = await presetIndex(db, 'NDWI');
  const one = await makeVisualization(db, aoi, { userId: 'ada' });
  const two = await makeVisualization(db, aoi, { userId: 'bob', indexId: ndwi.id });
  const list = async (filter: Parameters<typeof listVisualizations>[3]): Promise<string[]> =>
    ids((await listVisualizations(db, aoi.tenantId, aoi.id, filter, { offset: 0, limit: 9 })).visualizations);
  assert.deepEqual(await list({}), [two.id, one.id]);
  assert.deepEqual(await list({ userId: 'ada' }), [one.id]);
  assert.deepEqual(await list({ indexId: ndwi.id }), [two.id]);
  assert.deepEqual(await list({ type: 'preset', expressionType: 'index' }), [two.id, one.id]);
  assert.deepEqual(await list({ type: 'custom' }), []);
  assert.deepEqual(await list({ visualizationId: one.id }), [one.id]);
  assert.deepEqual(await list({ visualizationId: 'nonsense' }), []);
});

test('those that show an asset list it, or follow its AOI with its index', async () => {
  const aoi = await newAoi();
  const raster = await makeAsset(db, aoi);
  const imagery = await makeAsset(db, aoi, { indexId: null, kind: 'mosaic' });
  const following = await makeVisualization(db, aoi);
  const listed = await makeVisualization(db, aoi, { assetIds: [raster.id] });
  const other = await makeVisualization(db, aoi, { indexId: (await presetIndex(db, 'NDWI')).id });
  assert.deepEqual(ids(await visualizationsUsing(db, raster.id)), [listed.id, following.id]);
  assert.deepEqual(ids(await visualizationsUsing(db, imagery.id)), [other.id, following.id]);
});

test('updating changes what is given', async () => {
  const aoi = await newAoi();
  const made = await makeVisualization(db, aoi);
  const partial = await updateVisualization(db, made.id, { status: 'partial_success' });
  assert.deepEqual([partial?.status, partial?.progress, partial?.dynamic], ['partial_success', 100, made.dynamic]);
  const dynamic = { method: 'quantile', range: [2, 98], ramp: 'continuous', bins: 7 } as const;
  assert.deepEqual((await updateVisualization(db, made.id, { dynamic }))?.dynamic, dynamic);
  assert.equal(await updateVisualization(db, randomUUID(), { progress: 1 }), undefined);
  assert.equal(await removeVisualization(db, aoi.tenantId, aoi.id, made.id), true);
  assert.equal(await removeVisualization(db, aoi.tenantId, aoi.id, made.id), false);
});

async function newLegend(): Promise<NewLegend> {
  const { id } = await makeVisualization(db, await newAoi());
  const legend = twoClasses();
  const made = { sceneKey: 'scene', cause: 'created', userId: 'ada' } as const;
  return { visualizationId: id, date: '2024-05-06', mode: 'dynamic', legend, ...made };
}

test('each edit is a revision, and history keeps all of them', async () => {
  const first = await newLegend();
  const { visualizationId: id, date } = first;
  const one = await appendLegend(db, first);
  assert.deepEqual([one.revision, one.legend, one.endedAt], [1, first.legend, null]);
  const two = await appendLegend(db, { ...first, legend: twoClasses('dynamic', 0.25), cause: 'put' });
  assert.equal(two.revision, 2);
  assert.notEqual(two.scaleId, one.scaleId);
  const back = await appendLegend(db, { ...first, cause: 'patch' });
  assert.deepEqual([back.revision, back.scaleId], [3, one.scaleId]);
  assert.deepEqual(await currentLegend(db, id, date, 'dynamic'), back);
  assert.deepEqual(await legendHistory(db, id, date, 'dynamic'), [back, two, one]);
  assert.equal(await currentLegend(db, id, date, 'theoretical'), undefined);

  const theoretical = await appendLegend(db, { ...first, mode: 'theoretical', legend: twoClasses('theoretical') });
  const later = await appendLegend(db, { ...first, date: '2024-05-16' });
  assert.deepEqual(await currentLegends(db, id), [back, theoretical, later]);
});

test('a dropped date keeps its history and may come back', async () => {
  const first = await newLegend();
  const { visualizationId: id, date } = first;
  await appendLegend(db, first);
  await dropDate(db, id, date);
  assert.deepEqual(await currentLegends(db, id), []);
  assert.equal(await currentLegend(db, id, date, 'dynamic'), undefined);
  assert.ok((await legendHistory(db, id, date, 'dynamic'))[0].endedAt instanceof Date);
  const again = await appendLegend(db, { ...first, cause: 'asset' });
  assert.equal(again.revision, 2);
  assert.deepEqual(await currentLegends(db, id), [again]);
});

test('legends appended at once get numbers of their own', async () => {
  const first = await newLegend();
  const users = Array.from({ length: 12 }, (_, i) => `user ${i}`);
  const alone = users.slice(0, 6).map((userId) => appendLegend(db, { ...first, userId }));
  const within = users.slice(6).map((userId) => db.transaction((tx) => appendLegend(tx, { ...first, userId })));
  const revisions = (await Promise.all([...alone, ...within])).map(({ revision }) => revision);
  assert.deepEqual(
    revisions.sort((a, b) => a - b),
    users.map((_, i) => i + 1),
  );
  const history = await legendHistory(db, first.visualizationId, first.date, 'dynamic');
  assert.deepEqual(new Set(history.map(({ userId }) => userId)), new Set(users));
});

test('a legend needs its visualization', async () => {
  const first = await newLegend();
  await assert.rejects(appendLegend(db, { ...first, visualizationId: randomUUID() }), /no visualization/);
});

test('labels, colours and areas do not change the scale; bounds, ends and pixels do', () => {
  const legend = twoClasses();
  const source = { aoiId: 'a', indexId: 'i', date: '2024-05-06', sceneKey: 's', legend };
  const id = scaleId(source);
  assert.match(id, /^[0-9a-f]{16}$/);
  const painted = legend.classes.map((one) => ({ ...one, label: 'x', color: '#000000', area: 1 }));
  assert.equal(scaleId({ ...source, legend: { ...legend, classes: painted } }), id);
  const others = [
    { ...source, sceneKey: 't' },
    { ...source, date: '2024-05-07' },
    { ...source, legend: { ...legend, ends: 'closed' as const } },
    { ...source, legend: twoClasses('dynamic', 0.4) },
    { ...source, legend: twoClasses('theoretical') },
  ].map(scaleId);
  assert.equal(new Set([id, ...others]).size, 6);
});
