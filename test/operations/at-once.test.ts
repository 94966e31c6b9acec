import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { AoiRecord } from '../../src/catalogue/aois.ts';
import { assetsOfAoi } from '../../src/catalogue/assets.ts';
import type { Database } from '../../src/catalogue/database.ts';
import type { IndexRecord } from '../../src/catalogue/indices.ts';
import { currentLegends } from '../../src/catalogue/legends.ts';
import type { ProjectRecord } from '../../src/catalogue/projects.ts';
import { getSummary, sceneKey } from '../../src/catalogue/scenes.ts';
import type { AreaGeometry } from '../../src/grid/geometry.ts';
import { createVisualization } from '../../src/operations/create-visualization.ts';
import { loadAois } from '../../src/operations/load-aois.ts';
import { createMemory } from '../../src/operations/memory.ts';
import { registerAsset } from '../../src/operations/register-asset.ts';
import type { Services } from '../../src/operations/services.ts';
import { makeAoi, makeProject, makeTenant, openTestDatabase, presetIndex, SENTINEL_2 } from '../database.ts';
import { DATES, forest, rasterOf } from '../http/map.ts';
import { openTestPixels } from '../pixels.ts';

/*
 * What several processes do to one AOI at the same time ends as if they had come one after the other. The embedded
 * database lets them do so anyway; a server does not.
 */

let database: Database;
let services: Services;
let project: ProjectRecord;
let index: IndexRecord;

before(async () => {
  database = await openTestDatabase();
  services = { database, ...openTestPixels(), memory: createMemory(0) };
  project = await makeProject(database, (await makeTenant(database)).id);
  index = await presetIndex(database);
});
after(async () => {
  await services.cogs.close();
  await database.close();
});

function register(aoi: AoiRecord, raster: string, date: string): Promise<unknown> {
  const { tenantId, id: aoiId } = aoi;
  return registerAsset(services, { tenantId, aoiId, path: rasterOf(raster), indexName: 'NDVI', date });
}

function visualize({ tenantId, id }: AoiRecord): Promise<{ record: { id: string } }> {
  return createVisualization(services, { tenantId, userId: 'tester' }, id, { indexId: index.id });
}

/** Whether statistics and both legends of every date are of the assets that it now has. */
async function requireWhole(aoi: AoiRecord, visualizationId: string): Promise<void> {
  const assets = await assetsOfAoi(database, aoi.id);
  const byDate = new Map<string, typeof assets>();
  for (const asset of assets) byDate.set(asset.date, [...(byDate.get(asset.date) ?? []), asset]);
  const keys = [...byDate].map(([date, sameDay]) => ({ date, key: sceneKey(index, sameDay) }));
  for (const { date, key } of keys) assert.ok(await getSummary(database, key), `statistics of ${date}`);
  const legends = await currentLegends(database, visualizationId);
  assert.deepEqual(
    legends.map(({ date, mode, sceneKey: of }) => [date, mode, of]),
    keys
      .sort((a, b) => (a.date < b.date ? -1 : 1))
      .flatMap(({ date, key }) => ['dynamic', 'theoretical'].map((mode) => [date, mode, key])),
  );
}

test('rasters of one date that are registered at once make one scene, which its legends show', async () => {
  const aoi = await makeAoi(database, project, { geometry: forest() });
  await register(aoi, DATES[0], '2024-01-01');
  const { record } = await visualize(aoi);
  await Promise.all(DATES.map((raster) => register(aoi, raster, '2024-02-02')));
  await requireWhole(aoi, record.id);
});

test('a visualization that is made while rasters arrive has the legends of all of them', async () => {
  const aoi = await makeAoi(database, project, { geometry: forest() });
  await register(aoi, DATES[0], '2024-01-01');
  const [{ record }] = await Promise.all([
    visualize(aoi),
    ...DATES.map((raster, i) => register(aoi, raster, `2024-02-0${i + 1}`)),
  ]);
  await requireWhole(aoi, record.id);
});

test('a raster that is registered while the border changes has the statistics of the new border', async () => {
  const aoi = await makeAoi(database, project, { geometry: forest() });
  const corner = triangleOf(forest());
  const feature = { number: 1, geometry: corner, properties: { name: aoi.name } };
  const { tenantId, userId, projectId } = aoi;
  const input = { tenantId, userId, projectId, satelliteId: SENTINEL_2, features: [feature], keepGoing: false };
  const loading = new EventEmitter();
  const registering = once(loading, 'loaded').then(() => register(aoi, DATES[1], '2024-02-02'));
  await database.transaction(async (tx) => {
    const { updated } = await loadAois(services, tx, input);
    assert.deepEqual(updated, [aoi.name]);
    loading.emit('loaded');
    // long enough for the other to have read what it can, and to wait for this one to end
    await delay(300);
  });
  await registering;
  const other = await makeAoi(database, project, { geometry: corner });
  await register(other, DATES[1], '2024-02-02');
  assert.deepEqual(await countOf(aoi), await countOf(other));
});

async function countOf({ id }: AoiRecord): Promise<number> {
  const summary = await getSummary(database, sceneKey(index, await assetsOfAoi(database, id)));
  return summary?.count ?? assert.fail('no statistics');
}

/** A triangle of three points of the border. */
function triangleOf({ coordinates }: AreaGeometry): AreaGeometry {
  const ring = (coordinates as [number, number][][])[0];
  const [a, b, c] = [0, 1, 2].map((third) => ring[Math.floor((third * ring.length) / 3)]);
  return { type: 'Polygon', coordinates: [[a, b, c, a]] };
}
