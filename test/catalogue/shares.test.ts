import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createKey } from '../../src/catalogue/api-keys.ts';
import type { Database } from '../../src/catalogue/database.ts';
import * as shares from '../../src/catalogue/shares.ts';
import { removeVisualization } from '../../src/catalogue/visualizations.ts';
import { makeAoi, makeProject, makeTenant, makeVisualization, openTestDatabase } from '../database.ts';

let db: Database;
let map: shares.SharedMap;
before(async () => {
  db = await openTestDatabase();
  const tenant = await makeTenant(db);
  const aoi = await makeAoi(db, await makeProject(db, tenant.id));
  const { id } = await makeVisualization(db, aoi);
  map = { tenantId: tenant.id, aoiId: aoi.id, visualizationId: id };
});
after(() => db.close());

function make(more: Partial<shares.NewShare> = {}): Promise<shares.ShareRecord> {
  const { tenantId, visualizationId } = map;
  const expiresAt = new Date(Date.now() + 60_000);
  return shares.createShare(db, {
    ...{ tenantId, visualizationId, keyId: null, userId: 'ada', name: 'report', expiresAt },
    ...more,
  });
}

test('a link is found by its id until it expires, is revoked or loses its visualization', async () => {
  const share = await make();
  assert.equal(share.aoiId, map.aoiId);
  assert.deepEqual(await shares.findShare(db, share.id), share);
  assert.equal(await shares.findShare(db, 'nonsense'), undefined);
  const past = await make({ expiresAt: new Date(Date.now() - 1000) });
  assert.equal(await shares.findShare(db, past.id), undefined);

  const revoked = await shares.revokeShare(db, map, share.id);
  assert.ok(revoked?.revokedAt instanceof Date, 'revoked');
  assert.deepEqual(await shares.revokeShare(db, map, share.id), revoked);
  assert.equal(await shares.findShare(db, share.id), undefined);

  const aoi = await makeAoi(db, await makeProject(db, map.tenantId, 'other fields'));
  const visualization = await makeVisualization(db, aoi);
  const orphan = await make({ visualizationId: visualization.id });
  assert.equal(await shares.revokeShare(db, map, orphan.id), undefined);
  await removeVisualization(db, map.tenantId, aoi.id, visualization.id);
  assert.equal(await shares.findShare(db, orphan.id), undefined);
  assert.equal(await shares.revokeAnyShare(db, orphan.id), false);
});

test('links are listed by page, newest first, ended ones included', async () => {
  const [older, newer] = [await make({ name: 'older' }), await make({ name: 'newer' })];
  await shares.revokeShare(db, map, newer.id);
  const { total, shares: listed } = await shares.listShares(db, map, { offset: 0, limit: 2 });
  assert.deepEqual(
    listed.map(({ name }) => name),
    ['newer', 'older'],
  );
  assert.ok(total > 2, `${total} links`);
  const [first] = (await shares.listAllShares(db, map.tenantId)).filter(({ id }) => id === older.id);
  assert.equal(typeof first.aoiName, 'string');
  assert.deepEqual(await shares.listShares(db, { ...map, aoiId: 'x' }, { offset: 0, limit: 2 }), {
    total: 0,
    shares: [],
  });
});

test('links end with the key that they were made with only if asked, and outlive its removal', async () => {
  const { record: key } = await createKey(db, { tenantId: map.tenantId, name: 'maps', rights: 'write' });
  const [one, two] = [await make({ keyId: key.id }), await make({ keyId: key.id })];
  await shares.revokeAnyShare(db, two.id);
  assert.equal(await shares.countSharesOfKey(db, key.id), 1);
  assert.equal(await shares.revokeSharesOfKey(db, key.id), 1);
  assert.equal(await shares.countSharesOfKey(db, key.id), 0);
  assert.equal(await shares.findShare(db, one.id), undefined);
  assert.equal(await shares.revokeSharesOfKey(db, 'nonsense'), 0);

  const kept = await make({ keyId: key.id });
  await db.query(`DELETE FROM api_keys WHERE id = $1`, [key.id]);
  assert.equal((await shares.findShare(db, kept.id))?.keyId, null);
});

test('one secret is made, the same for all who ask at once, until it is replaced', async () => {
  const secrets = await Promise.all([shares.readShareSecret(db), shares.readShareSecret(db)]);
  assert.equal(secrets[0].length, 32);
  assert.deepEqual(secrets[0], secrets[1]);
  await shares.replaceShareSecret(db);
  const other = await shares.readShareSecret(db);
  assert.notDeepEqual(other, secrets[0]);
  assert.deepEqual(await shares.readShareSecret(db), other);
});
