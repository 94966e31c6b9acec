import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Database } from '../../src/catalogue/database.ts';
import { createTenant, findTenant, listTenants } from '../../src/catalogue/tenants.ts';
import { openTestDatabase } from '../database.ts';

let db: Database;
before(async () => (db = await openTestDatabase()));
after(() => db.close());

test('a tenant is made once and found by its name', async () => {
  const made = await createTenant(db, 'Ackerland ÄÖ');
  assert.ok(made.createdAt instanceof Date);
  assert.deepEqual(await findTenant(db, 'Ackerland ÄÖ'), made);
  assert.equal(await findTenant(db, 'ackerland äö'), undefined);
  await assert.rejects(createTenant(db, 'Ackerland ÄÖ'), { kind: 'conflict', message: /Ackerland ÄÖ/ });
});

test('a refused name does not spoil the transaction that it is part of', async () => {
  await createTenant(db, 'taken');
  await db.transaction(async (tx) => {
    await assert.rejects(createTenant(tx, 'taken'), { kind: 'conflict' });
    await createTenant(tx, 'free');
  });
  assert.ok(await findTenant(db, 'free'));
});

test('tenants are listed newest first', async () => {
  await createTenant(db, 'older');
  await createTenant(db, 'newer');
  const names = (await listTenants(db)).map(({ name }) => name);
  assert.deepEqual(names.slice(0, 2), ['newer', 'older']);
});
