import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import {
  aoisOverlapping,
  createAoi,
  findAois,
  getAoi,
  listAois,
  removeAoi,
  upsertAoi,
  type NewAoi,
} from '../../src/catalogue/aois.ts';
import { getAsset } from '../../src/catalogue/assets.ts';
import type { Database } from '../../src/catalogue/database.ts';
import type { ProjectRecord } from '../../src/catalogue/projects.ts';
import { getSummary, putSummary } from '../../src/catalogue/scenes.ts';
import type { AreaGeometry } from '../../src/grid/geometry.ts';
import {
  EMPTY_SUMMARY,
  makeAoi,
  makeAsset,
  makeProject,
  makeTenant,
  openTestDatabase,
  presetIndex,
  SENTINEL_2,
  square,
} from '../database.ts';

let db: Database;
let project: ProjectRecord;
before(async () => {
  db = await openTestDatabase();
  project = await makeProject(db, (await makeTenant(db)).id);
});
after(() => db.close());

function newAoi(given: Partial<NewAoi> = {}): NewAoi {
  return {
    tenantId: project.tenantId,
    projectId: project.id,
    satelliteId: SENTINEL_2,
    userId: 'ada',
    name: randomUUID(),
    description: 'a field',
    provider: 'planetary',
    geometry: square(11.5, 48.1),
    ...given,
  };
}

test('an AOI comes back as it was given, measured', async () => {
  const geometry: AreaGeometry = {
    type: 'MultiPolygon',
    coordinates: [
      [
        [
          [9.500000000000007, 47.1],
          [9.6, 47.123456789012345],
          [9.55, 47.2],
          [9.500000000000007, 47.1],
        ],
      ],
    ],
  };
  const properties = { crop: 'Grünkohl', list: [1, null] };
  const aoi = await createAoi(db, newAoi({ geometry, properties, name: 'Großfeld' }));
  assert.deepEqual(aoi.geometry, geometry);
  assert.deepEqual(aoi.properties, properties);
  assert.deepEqual([aoi.status, aoi.progress, aoi.isFavourite, aoi.userId], ['success', 100, false, 'ada']);
  assert.ok(aoi.areaM2 > 3e7 && aoi.areaM2 < 5e7);
  assert.ok(Math.abs(aoi.centroid[0] - 9.55) < 1e-9);
  assert.deepEqual(await getAoi(db, project.tenantId, aoi.id), aoi);
  assert.deepEqual(await findAois(db, project.tenantId, 'Großfeld'), [aoi]);
  assert.deepEqual(await findAois(db, project.tenantId, aoi.id), [aoi]);
  assert.equal(await getAoi(db, project.tenantId, 'not-a-uuid'), undefined);
});

test('a name is taken per project', async () => {
  const other = await makeProject(db, project.tenantId, 'other');
  await makeAoi(db, project, { name: 'north' });
  await makeAoi(db, other, { name: 'north' });
  await assert.rejects(makeAoi(db, project, { name: 'north' }), { kind: 'conflict', message: /north/ });
  assert.equal((await findAois(db, project.tenantId, 'north')).length, 2);
});

test("a project of another tenant takes no AOI, even past the caller's checks", async () => {
  const stranger = await makeTenant(db);
  await assert.rejects(createAoi(db, newAoi({ tenantId: stranger.id })), { kind: 'conflict' });
});

test('upserting adds, then changes nothing, then updates; a new shape drops its statistics', async () => {
  const input = newAoi({ name: 'upserted' });
  const added = await upsertAoi(db, input);
  assert.deepEqual([added.status, added.isReshaped], ['added', false]);
  const index = await presetIndex(db);
  const scene = { sceneKey: 'k1', aoiId: added.aoi.id, indexId: index.id, date: '2024-05-06', assetIds: [] };
  await putSummary(db, { ...scene, summary: EMPTY_SUMMARY });

  const same = await upsertAoi(db, { ...input, userId: 'someone else' });
  assert.deepEqual(same, { aoi: added.aoi, status: 'unchanged', isReshaped: false });
  const renamed = await upsertAoi(db, { ...input, description: 'another text' });
  assert.deepEqual([renamed.status, renamed.isReshaped, renamed.aoi.userId], ['updated', false, 'ada']);
  assert.deepEqual(await getSummary(db, 'k1'), EMPTY_SUMMARY);

  const reshaped = await upsertAoi(db, { ...input, geometry: square(12, 48) });
  assert.deepEqual([reshaped.status, reshaped.isReshaped, reshaped.aoi.id], ['updated', true, added.aoi.id]);
  assert.notEqual(reshaped.aoi.areaM2, added.aoi.areaM2);
  assert.ok(reshaped.aoi.updatedAt > added.aoi.updatedAt);
  assert.equal(await getSummary(db, 'k1'), undefined);
});

test('lists are filtered, paged and sorted newest first', async () => {
  const { tenantId } = await makeProject(db, (await makeTenant(db)).id);
  const [one, two] = [await makeProject(db, tenantId, 'one'), await makeProject(db, tenantId, 'two')];
  for (const name of ['a', 'b', 'c']) await makeAoi(db, one, { name });
  const d = await makeAoi(db, two, { name: 'd' });
  const page = { offset: 0, limit: 10 };
  const names = async (filter: Parameters<typeof listAois>[2], at = page): Promise<[number, string]> => {
    const { total, aois } = await listAois(db, tenantId, filter, at);
    return [total, aois.map(({ name }) => name).join('')];
  };
  assert.deepEqual(await names({}), [4, 'dcba']);
  assert.deepEqual(await names({}, { offset: 1, limit: 2 }), [4, 'cb']);
  assert.deepEqual(await names({ projectIds: [two.id, randomUUID(), 'nonsense'] }), [1, 'd']);
  assert.deepEqual(await names({ projectIds: [] }), [0, '']);
  assert.deepEqual(await names({ aoiId: d.id.toUpperCase() }), [1, 'd']);
  assert.deepEqual(await names({ aoiId: 'nonsense' }), [0, '']);
  assert.deepEqual(await names({ aoiName: 'b' }), [1, 'b']);
  await db.query(
    `UPDATE aois SET created_at = '2024-05-06T23:59:59.9Z', updated_at = '2024-05-07T00:00:00Z' WHERE id = $1`,
    [d.id],
  );
  assert.deepEqual(await names({ createdOn: '2024-05-06' }), [1, 'd']);
  assert.deepEqual(await names({ createdOn: '2024-05-07' }), [0, '']);
  assert.deepEqual(await names({ updatedOn: '2024-05-07', createdOn: '2024-05-06' }), [1, 'd']);
  assert.deepEqual(await names({}), [4, 'cbad']);
});

test('overlaps are found across the antimeridian, at any whole turn', async () => {
  const own = await makeProject(db, (await makeTenant(db)).id);
  const across = (west: number): AreaGeometry => square(west, -17, 1);
  const split: AreaGeometry = {
    type: 'MultiPolygon',
    coordinates: [square(179, -17, 1).coordinates, square(-180, -17, 1).coordinates],
  };
  await makeAoi(db, own, { name: 'continuous', geometry: across(179.5) });
  await makeAoi(db, own, { name: 'negative', geometry: across(-180.5) });
  await makeAoi(db, own, { name: 'split', geometry: split });
  await makeAoi(db, own, { name: 'elsewhere', geometry: across(20) });
  for (const west of [179.2, -180.8, -540, 539, 179.9 - 720 + 360]) {
    const found = await aoisOverlapping(db, own.tenantId, across(west));
    assert.deepEqual(found.map(({ name }) => name).sort(), ['continuous', 'negative', 'split'], String(west));
  }
  assert.deepEqual(await aoisOverlapping(db, own.tenantId, across(60)), []);
  await assert.rejects(
    aoisOverlapping(db, own.tenantId, {
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [1, 1],
          [1, 0],
          [0, 1],
          [0, 0],
        ],
      ],
    }),
    { kind: 'invalid' },
  );
});

test('removing an AOI removes what hangs on it', async () => {
  const aoi = await makeAoi(db, project);
  const asset = await makeAsset(db, aoi);
  assert.equal(await removeAoi(db, project.tenantId, aoi.id), true);
  assert.equal(await removeAoi(db, project.tenantId, aoi.id), false);
  assert.equal(await getAsset(db, project.tenantId, aoi.id, asset.id), undefined);
});
