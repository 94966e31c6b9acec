import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { upsertAoi } from '../../src/catalogue/aois.ts';
import type { Database } from '../../src/catalogue/database.ts';
import { createIndex } from '../../src/catalogue/indices.ts';
import { appendLegend } from '../../src/catalogue/legends.ts';
import type { ProjectRecord } from '../../src/catalogue/projects.ts';
import { createMemory } from '../../src/operations/memory.ts';
import { listPublishedMaps, publishedMap } from '../../src/operations/published-maps.ts';
import type { Services } from '../../src/operations/services.ts';
import {
  makeAoi,
  makeAsset,
  makeProject,
  makeTenant,
  makeVisualization,
  openTestDatabase,
  presetIndex,
  SENTINEL_2,
  square,
  twoClasses,
} from '../database.ts';
import { openTestPixels } from '../pixels.ts';

let database: Database;
let project: ProjectRecord;
const pixels = openTestPixels();
before(async () => {
  database = await openTestDatabase();
  project = await makeProject(database, (await makeTenant(database)).id);
});
after(async () => {
  await pixels.cogs.close();
  await database.close();
});

/** With nothing remembered. */
const services = (): Services => ({ database, ...pixels, memory: createMemory(0) });
const caller = () => ({ tenantId: project.tenantId, userId: null });

async function makeMap(given: Parameters<typeof makeAoi>[2] = {}) {
  const aoi = await makeAoi(database, project, given);
  const visualization = await makeVisualization(database, aoi);
  return { aoi, visualization };
}

test('a map tells its dates, modes and bounds; one without a date is not published', async () => {
  const { aoi, visualization } = await makeMap({ name: 'Übersee <&>', geometry: square(11.5, 48.1, 0.25) });
  const list = () => listPublishedMaps(services(), caller(), { aoiId: aoi.id });
  assert.deepEqual(await list(), []);
  await makeAsset(database, aoi, { date: '2024-05-06' });
  await makeAsset(database, aoi, { date: '2023-12-31' });
  await makeAsset(database, aoi, { date: '2025-01-01', indexId: (await presetIndex(database, 'NDWI')).id });
  const [map, ...others] = await list();
  assert.deepEqual(others, []);
  assert.equal(map.layerName, visualization.id);
  assert.equal(map.title, 'Übersee <&>: NDVI');
  assert.deepEqual(map.dates, ['2023-12-31', '2024-05-06']);
  assert.deepEqual(map.modes, ['dynamic', 'theoretical']);
  assert.deepEqual(map.bounds, [11.5, 48.1, 11.75, 48.35]);
  assert.deepEqual(await publishedMap(services(), caller(), visualization.id), map);
});

test('bounds go over the antimeridian, from continuous longitudes and from parts split there', async () => {
  const west = square(-180, -17, 1);
  const east = square(179, -17, 1);
  const parts = { type: 'MultiPolygon', coordinates: [west.coordinates, east.coordinates] } as const;
  for (const geometry of [square(179, -17, 2), parts]) {
    const { aoi } = await makeMap({ geometry });
    await makeAsset(database, aoi);
    const [{ bounds }] = await listPublishedMaps(services(), caller(), { aoiId: aoi.id });
    assert.deepEqual([bounds[0], bounds[2]], [179, -179]);
  }
});

test('the revision changes with whatever a picture is made of, and with nothing else', async () => {
  const { aoi, visualization } = await makeMap();
  const asset = await makeAsset(database, aoi);
  const revision = async () => (await publishedMap(services(), caller(), visualization.id)).revision;
  const seen = [await revision()];
  assert.match(seen[0], /^[0-9a-f]{16}$/);
  const changed = async (what: string) => {
    const now = await revision();
    assert.equal(seen.includes(now), false, what);
    seen.push(now);
  };
  const legend = { visualizationId: visualization.id, date: '2024-05-06', sceneKey: 'x', userId: 'ada' };
  await appendLegend(database, { ...legend, mode: 'dynamic', cause: 'created', legend: twoClasses() });
  await changed('a legend');
  await appendLegend(database, { ...legend, mode: 'dynamic', cause: 'put', legend: twoClasses('dynamic', 0.6) });
  await changed('an edited legend');
  const { path, name } = asset;
  await makeAsset(database, aoi, { path, name, version: { size: 1, modifiedMs: 1, headerHash: 'cd'.repeat(32) } });
  await changed('a file');
  await makeAsset(database, aoi, { date: '2024-05-16' });
  await changed('another date');
  await upsertAoi(database, { ...aoi, geometry: square(11.5, 48.1, 0.02) });
  await changed('the border');
  await upsertAoi(database, { ...aoi, geometry: square(11.5, 48.1, 0.02), description: 'another' });
  await makeAsset(database, aoi, { date: '2024-05-17', indexId: (await presetIndex(database, 'NDWI')).id });
  assert.equal(await revision(), seen.at(-1), 'neither a description nor a raster of another index');
});

test('a listed choice of assets shows their dates only; imagery counts where it has the bands', async () => {
  const aoi = await makeAoi(database, project);
  const asset = await makeAsset(database, aoi, { date: '2024-05-06' });
  await makeAsset(database, aoi, { date: '2024-06-06' });
  const listed = await makeVisualization(database, aoi, { assetIds: [asset.id] });
  const picture = await createIndex(database, project.tenantId, {
    satelliteId: SENTINEL_2,
    name: 'true colour',
    description: '',
    expression: 'B04,B03,B02',
    expressionType: 'composite',
    colorMap: 'viridis',
    rescale: [0, 1],
    bands: ['B04', 'B03', 'B02'],
  });
  const composite = await makeVisualization(database, aoi, { indexId: picture.id });
  const bandList = ['B02', 'B03', 'B04'];
  await makeAsset(database, aoi, { kind: 'mosaic', indexId: null, bandList, date: '2024-07-07' });
  await makeAsset(database, aoi, { kind: 'mosaic', indexId: null, bandList: ['B04'], date: '2024-08-08' });
  const maps = await listPublishedMaps(services(), caller(), { aoiId: aoi.id });
  const told = new Map(maps.map(({ layerName, dates, modes }) => [layerName, { dates, modes }]));
  assert.deepEqual(told.get(listed.id)?.dates, ['2024-05-06']);
  assert.deepEqual(told.get(composite.id), { dates: ['2024-07-07'], modes: [] });
});

test("another tenant's map is as unknown as one that never was", async () => {
  const { aoi, visualization } = await makeMap();
  await makeAsset(database, aoi);
  const stranger = { tenantId: (await makeTenant(database)).id, userId: null };
  assert.deepEqual(await listPublishedMaps(services(), stranger), []);
  const refusal = { kind: 'missing', message: `no layer "${visualization.id}"` };
  await assert.rejects(publishedMap(services(), stranger, visualization.id), refusal);
  await assert.rejects(publishedMap(services(), caller(), 'NDVI'), { kind: 'missing', message: 'no layer "NDVI"' });
});
