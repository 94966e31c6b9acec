import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import type { Database } from '../../src/catalogue/database.ts';
import { migrate, pendingMigrations } from '../../src/catalogue/migrate.ts';
import { createTenant, findTenant } from '../../src/catalogue/tenants.ts';
import { Failure } from '../../src/failure.ts';
import { openTestDatabase } from '../database.ts';
import { dumpSchema } from './schema-dump.ts';

const SCHEMA = new URL('../schema.sql', import.meta.url);

let db: Database;
let folder: string;
before(async () => (db = await openTestDatabase()));
after(() => db.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chromatile-migrations-'));
  await db.query(`DELETE FROM applied_migrations WHERE directory <> 'schema'`);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function withFiles<T>(files: Record<string, string>, use: () => Promise<T>): Promise<T> {
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return use();
}

function directories(): { label: string; path: string }[] {
  return [{ label: 'own', path: folder }];
}

test('the migrations make the schema that test/schema.sql shows', async () => {
  const schema = await dumpSchema(db);
  if (process.env.UPDATE_SCHEMA === '1') await writeFile(SCHEMA, schema);
  assert.equal(schema, await readFile(SCHEMA, 'utf8'));
});

test('migrating again does nothing', async () => {
  assert.deepEqual(await migrate(db), { applied: [], drifted: [] });
  assert.deepEqual(await pendingMigrations(db), []);
});

test("the operator's migrations run once, by number, and a changed file is reported", async () => {
  const files = {
    '0002_tenant.sql': `UPDATE tenants SET name = 'second' WHERE name = 'first';`,
    '0001_tenant.sql': `INSERT INTO tenants (name) VALUES ('first'); SELECT 1;`,
    'notes.txt': 'not a migration',
  };
  await withFiles(files, async () => {
    assert.deepEqual(await pendingMigrations(db, { directories: directories() }), [
      'own/0001_tenant.sql',
      'own/0002_tenant.sql',
    ]);
    const report = await migrate(db, { directories: directories() });
    assert.deepEqual(report, { applied: ['own/0001_tenant.sql', 'own/0002_tenant.sql'], drifted: [] });
    assert.ok(await findTenant(db, 'second'));
    await writeFile(join(folder, '0001_tenant.sql'), `INSERT INTO tenants (name) VALUES ('again')`);
    const again = await migrate(db, { directories: directories() });
    assert.deepEqual(again, { applied: [], drifted: ['own/0001_tenant.sql'] });
    assert.equal(await findTenant(db, 'again'), undefined);
  });
});

test('a GeoJSON migration is loaded and recorded in one transaction', async () => {
  await withFiles({ '0001_fields.geojson': '{"fields":1}' }, async () => {
    const loading = migrate(db, {
      directories: directories(),
      loadGeojson: async (tx) => {
        await createTenant(tx, 'half written');
        throw new Failure('invalid', 'feature 3 is broken');
      },
    });
    await assert.rejects(loading, { kind: 'invalid', message: 'feature 3 is broken' });
    assert.equal(await findTenant(db, 'half written'), undefined);
    assert.deepEqual(await pendingMigrations(db, { directories: directories() }), ['own/0001_fields.geojson']);

    const loaded: unknown[] = [];
    await migrate(db, {
      directories: directories(),
      loadGeojson: async (tx, file) => {
        await createTenant(tx, 'whole');
        loaded.push(file);
      },
    });
    assert.deepEqual(loaded, [{ name: '0001_fields.geojson', text: '{"fields":1}' }]);
    assert.ok(await findTenant(db, 'whole'));
  });
});

test('a failing migration leaves nothing and is named by its error', async () => {
  await withFiles({ '0001_broken.sql': `INSERT INTO tenants (name) VALUES ('gone'); SELECT nonsense;` }, async () => {
    await assert.rejects(migrate(db, { directories: directories() }), /own\/0001_broken\.sql.*nonsense/);
    assert.equal(await findTenant(db, 'gone'), undefined);
  });
});

test('misnamed and twice numbered files are refused before anything is applied', async () => {
  await withFiles({ 'fields.geojson': '{}' }, () =>
    assert.rejects(migrate(db, { directories: directories() }), { kind: 'invalid', message: /fields\.geojson/ }),
  );
  await rm(join(folder, 'fields.geojson'));
  await withFiles({ '0001_a.sql': 'SELECT 1', '0001_b.sql': 'SELECT 1' }, () =>
    assert.rejects(migrate(db, { directories: directories() }), { kind: 'invalid', message: /0001_a.*0001_b/ }),
  );
  const nowhere = [{ label: 'own', path: join(folder, 'nowhere') }];
  await assert.rejects(migrate(db, { directories: nowhere }), { kind: 'invalid', message: /own migrations/ });
});

test('a schema of a later version, or of an edited migration, is refused', async () => {
  await db.query(`INSERT INTO applied_migrations (directory, name, checksum) VALUES ('schema', '9999_later.sql', 'x')`);
  await assert.rejects(migrate(db), { kind: 'conflict', message: /9999_later\.sql/ });
  await db.query(`DELETE FROM applied_migrations WHERE name = '9999_later.sql'`);

  await db.query(`UPDATE applied_migrations SET checksum = 'x' || checksum WHERE directory = 'schema'`);
  await assert.rejects(migrate(db), { kind: 'conflict', message: /0001_catalogue\.sql has changed/ });
  await db.query(`UPDATE applied_migrations SET checksum = substr(checksum, 2) WHERE directory = 'schema'`);
  assert.deepEqual(await migrate(db), { applied: [], drifted: [] });
});

test('two that migrate at once apply each migration once', async () => {
  await withFiles({ '0001_once.sql': `INSERT INTO tenants (name) VALUES ('once')` }, async () => {
    const reports = await Promise.all([0, 1].map(() => migrate(db, { directories: directories() })));
    assert.deepEqual(
      reports.flatMap(({ applied }) => applied),
      ['own/0001_once.sql'],
    );
  });
});
