import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { authenticateKey, createKey, listKeys, revokeKey } from '../../src/catalogue/api-keys.ts';
import type { Database } from '../../src/catalogue/database.ts';
import type { TenantRecord } from '../../src/catalogue/tenants.ts';
import { makeTenant, openTestDatabase } from '../database.ts';

let db: Database;
let tenant: TenantRecord;
before(async () => {
  db = await openTestDatabase();
  tenant = await makeTenant(db);
});
after(() => db.close());

test('a key speaks for its tenant and user with its rights', async () => {
  const { record, key } = await createKey(db, { tenantId: tenant.id, name: 'maps', rights: 'read', userId: 'ada' });
  assert.match(key, /^ctk_[\w-]{43}$/);
  assert.equal(record.tenantName, tenant.name);
  const owner = await authenticateKey(db, key);
  assert.deepEqual(owner, { keyId: record.id, tenantId: tenant.id, userId: 'ada', rights: 'read' });
  assert.equal(await authenticateKey(db, `${key}x`), undefined);
  assert.equal(await authenticateKey(db, ''), undefined);
});

test('the key itself is nowhere in the database', async () => {
  const { key } = await createKey(db, { tenantId: tenant.id, name: 'secret', rights: 'write' });
  const [{ rows }] = (await db.query(`SELECT json_agg(k)::text AS rows FROM api_keys k`)) as [{ rows: string }];
  assert.ok(!rows.includes(key) && !rows.includes(key.slice(4)));
  const hex = Buffer.from(key).toString('hex');
  assert.ok(!rows.includes(hex));
});

test('a revoked or expired key speaks for nobody', async () => {
  const past = new Date(Date.now() - 1000);
  const expired = await createKey(db, { tenantId: tenant.id, name: 'old', rights: 'read', expiresAt: past });
  assert.equal(await authenticateKey(db, expired.key), undefined);
  const later = new Date(Date.now() + 60_000);
  const { record, key } = await createKey(db, { tenantId: tenant.id, name: 'now', rights: 'read', expiresAt: later });
  assert.ok(await authenticateKey(db, key));
  assert.equal(await revokeKey(db, record.id), true);
  assert.equal(await authenticateKey(db, key), undefined);
  const first = (await listKeys(db, tenant.id)).find(({ id }) => id === record.id)?.revokedAt;
  assert.ok(first instanceof Date);
  assert.equal(await revokeKey(db, record.id), true);
  assert.deepEqual((await listKeys(db, tenant.id)).find(({ id }) => id === record.id)?.revokedAt, first);
  assert.equal(await revokeKey(db, 'nonsense'), false);
});

test('keys are listed for one tenant or for all, newest first; a chosen key exists once', async () => {
  const other = await makeTenant(db);
  await createKey(db, { tenantId: other.id, name: 'demo', rights: 'read', key: 'demo' });
  assert.equal((await authenticateKey(db, 'demo'))?.userId, 'demo');
  await assert.rejects(createKey(db, { tenantId: tenant.id, name: 'demo', rights: 'read', key: 'demo' }), {
    kind: 'conflict',
  });
  assert.deepEqual(
    (await listKeys(db, other.id)).map(({ name }) => name),
    ['demo'],
  );
  assert.equal((await listKeys(db)).at(0)?.name, 'demo');
});
