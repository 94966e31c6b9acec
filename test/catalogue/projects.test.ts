import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { Database } from '../../src/catalogue/database.ts';
import { createProject, findProject, getProject, listProjects } from '../../src/catalogue/projects.ts';
import { makeProject, makeTenant, openTestDatabase } from '../database.ts';

let db: Database;
before(async () => (db = await openTestDatabase()));
after(() => db.close());

test('a project is found by id and by name, in its tenant only', async () => {
  const [mine, other] = [await makeTenant(db), await makeTenant(db)];
  const metadata = { contact: 'Zoë', nested: { list: [1, 2.5, null] } };
  const made = await createProject(db, { tenantId: mine.id, name: 'fields', title: 'Fields', metadata });
  assert.deepEqual(made.metadata, metadata);
  assert.deepEqual(await getProject(db, mine.id, made.id), made);
  assert.deepEqual(await findProject(db, mine.id, 'fields'), made);
  assert.deepEqual(await findProject(db, mine.id, made.id.toUpperCase()), made);
  assert.equal(await getProject(db, other.id, made.id), undefined);
  assert.equal(await findProject(db, other.id, 'fields'), undefined);
  assert.equal(await getProject(db, mine.id, randomUUID()), undefined);
  assert.equal(await getProject(db, mine.id, `'; DROP TABLE projects; --`), undefined);
});

test('a name is taken per tenant', async () => {
  const [mine, other] = [await makeTenant(db), await makeTenant(db)];
  await makeProject(db, mine.id, 'same');
  await makeProject(db, other.id, 'same');
  await assert.rejects(makeProject(db, mine.id, 'same'), { kind: 'conflict', message: /same/ });
});

test('pages count from 1, newest first', async () => {
  const { id } = await makeTenant(db);
  for (const name of ['a', 'b', 'c', 'd', 'e']) await makeProject(db, id, name);
  const page = await listProjects(db, id, { pageNum: 2, pageSize: 2 });
  assert.equal(page.count, 5);
  assert.deepEqual(
    page.projects.map(({ name }) => name),
    ['c', 'b'],
  );
  assert.deepEqual(await listProjects(db, id, { pageNum: 9, pageSize: 2 }), { count: 5, projects: [] });
});
