import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Database } from '../../src/catalogue/database.ts';
import { createIndex, findIndex, getIndex, listIndices, type NewIndex } from '../../src/catalogue/indices.ts';
import { syncPresets } from '../../src/catalogue/presets.ts';
import { findSatellite, getSatellite, listSatellites } from '../../src/catalogue/satellites.ts';
import { PRESET_INDICES } from '../../src/presets/indices.ts';
import { SATELLITES } from '../../src/presets/satellites.ts';
import { makeTenant, openTestDatabase, presetIndex, SENTINEL_2 } from '../database.ts';

let db: Database;
let tenantId: string;
before(async () => {
  db = await openTestDatabase();
  tenantId = (await makeTenant(db)).id;
});
after(() => db.close());

const PAGE = { offset: 0, limit: 1000 };
function newIndex(name: string): NewIndex {
  return {
    satelliteId: SENTINEL_2,
    name,
    description: 'of a test',
    expression: '(B08-B04)/(B08+B04)',
    expressionType: 'index',
    colorMap: ['#ff0000', '#00ff00'],
    rescale: [-0.5, 0.9],
    bands: ['B08', 'B04'],
  };
}

test('satellites come as the program knows them, in its order', async () => {
  const expected = SATELLITES.map(({ id, name, bands, collections, rgbComposite }) => ({
    id,
    name,
    bands: bands.map(({ wavelength, spatialResolution, ...band }) => ({
      ...band,
      wavelengthNm: wavelength,
      spatialResolutionM: spatialResolution,
    })),
    collections,
    rgbComposite,
  }));
  const satellites = await listSatellites(db);
  assert.deepEqual(satellites, expected);
  assert.deepEqual(
    await getSatellite(db, SENTINEL_2.toUpperCase()),
    satellites.find(({ id }) => id === SENTINEL_2),
  );
  assert.equal((await findSatellite(db, 'sentinel-2'))?.id, SENTINEL_2);
  assert.equal(await getSatellite(db, 'Sentinel-2'), undefined);
  assert.equal(await findSatellite(db, 'Sputnik'), undefined);
});

test('preset indices come as the program knows them', async () => {
  const { total, indices } = await listIndices(db, tenantId, { type: 'preset' }, PAGE);
  assert.equal(total, PRESET_INDICES.length);
  const byId = new Map(indices.map((index) => [index.id, index]));
  for (const preset of PRESET_INDICES) {
    const index = byId.get(preset.id);
    assert.ok(index);
    assert.deepEqual([index.tenantId, index.type, index.expressionType], [null, 'preset', 'index']);
    // the family is for the documentation only
    assert.deepEqual({ ...index, ...preset, family: null }, { ...index, family: null });
  }
});

test('syncing again touches nothing; a changed row is put right', async () => {
  const state = async (): Promise<unknown> => db.query('SELECT id, updated_at, description FROM indices ORDER BY id');
  const before = await state();
  await syncPresets(db);
  assert.deepEqual(await state(), before);
  const { id, description } = await presetIndex(db);
  await db.query(`UPDATE indices SET description = 'old' WHERE id = $1`, [id]);
  await syncPresets(db);
  assert.equal((await getIndex(db, tenantId, id))?.description, description);
});

test("custom indices are the tenant's own", async () => {
  const other = (await makeTenant(db)).id;
  const made = await createIndex(db, tenantId, newIndex('Mine'));
  assert.deepEqual([made.type, made.tenantId, made.breakpoints, made.title], ['custom', tenantId, null, 'Mine']);
  assert.deepEqual(
    [made.rescale, made.colorMap],
    [
      [-0.5, 0.9],
      ['#ff0000', '#00ff00'],
    ],
  );
  assert.deepEqual(await getIndex(db, tenantId, made.id), made);
  assert.deepEqual(await findIndex(db, tenantId, SENTINEL_2, 'mINE'), made);
  assert.equal(await getIndex(db, other, made.id), undefined);
  assert.equal(await findIndex(db, other, SENTINEL_2, 'Mine'), undefined);
  assert.equal((await listIndices(db, other, { type: 'custom' }, PAGE)).total, 0);
  await createIndex(db, other, newIndex('Mine'));
  await assert.rejects(createIndex(db, tenantId, newIndex('MINE')), { kind: 'conflict' });
  await assert.rejects(createIndex(db, tenantId, newIndex('ndvi')), { kind: 'conflict' });
});

test('indices are filtered and paged, newest first', async () => {
  const own = (await makeTenant(db)).id;
  for (const name of ['A', 'B', 'C']) await createIndex(db, own, newIndex(name));
  await createIndex(db, own, { ...newIndex('RGB'), expressionType: 'composite' });
  const names = async (filter: Parameters<typeof listIndices>[2], page = PAGE): Promise<string> =>
    (await listIndices(db, own, filter, page)).indices.map(({ name }) => name).join();
  assert.equal(await names({ type: 'custom' }), 'RGB,C,B,A');
  assert.equal(await names({}, { offset: 1, limit: 2 }), 'C,B');
  assert.equal(await names({ expressionType: 'composite' }), 'RGB');
  assert.equal(await names({ indexId: (await presetIndex(db)).id }), 'NDVI');
  assert.equal(await names({ indexId: 'nonsense' }), '');
  assert.equal(await names({ satelliteId: 'nonsense' }), '');
  const sentinel = await listIndices(db, own, { satelliteId: SENTINEL_2, type: 'preset' }, PAGE);
  assert.ok(sentinel.total > 0 && sentinel.indices.every(({ satelliteId }) => satelliteId === SENTINEL_2));
});
