import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { AoiRecord } from '../../src/catalogue/aois.ts';
import type { Database, Queryable } from '../../src/catalogue/database.ts';
import { createVisualization } from '../../src/operations/create-visualization.ts';
import { createMemory } from '../../src/operations/memory.ts';
import { registerAsset } from '../../src/operations/register-asset.ts';
import type { Services } from '../../src/operations/services.ts';
import { makeAoi, makeProject, makeTenant, openTestDatabase, presetIndex } from '../database.ts';
import { DATES, forest, rasterOf } from '../http/map.ts';
import { openTestPixels } from '../pixels.ts';

let database: Database;
let services: Services;
/** Queries since the counter was last read. */
let queries = 0;

function counting(db: Queryable): Queryable {
  return {
    query: (text, params) => {
      queries++;
      return db.query(text, params);
    },
  };
}

before(async () => {
  database = await openTestDatabase();
  const counted: Database = {
    ...database,
    ...counting(database),
    transaction: (fn, options) => database.transaction((tx) => fn({ ...tx, ...counting(tx) }), options),
  };
  services = { database: counted, ...openTestPixels(), memory: createMemory(0) };
});
after(async () => {
  await services.cogs.close();
  await database.close();
});

/** @returns how many queries it took */
async function register({ tenantId, id: aoiId }: AoiRecord, date: string): Promise<number> {
  queries = 0;
  const input = { tenantId, aoiId, path: rasterOf(date), indexName: 'NDVI', date: date.replaceAll('_', '-') };
  assert.equal((await registerAsset(services, input)).status, 'added');
  return queries;
}

test('one more raster costs the same queries however many there are', async () => {
  const folder = new URL('../../fixtures/demo/keitele-forest/', import.meta.url);
  const dates = readdirSync(folder).flatMap((name) => /^ndvi_(.*)\.tif$/.exec(name)?.slice(1) ?? []);
  assert.ok(dates.length > 2 * DATES.length);
  const project = await makeProject(database, (await makeTenant(database)).id);
  const aoi = await makeAoi(database, project, { geometry: forest() });
  await register(aoi, dates[0]);
  const indexId = (await presetIndex(database)).id;
  await createVisualization(services, { tenantId: aoi.tenantId, userId: 'tester' }, aoi.id, { indexId });
  const costs: number[] = [];
  for (const date of dates.slice(1)) costs.push(await register(aoi, date));
  assert.deepEqual([...new Set(costs)], [costs[0]], `queries: ${costs.join(' ')}`);
});
