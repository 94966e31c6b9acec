import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openEmbedded } from '../../src/catalogue/embedded.ts';
import { migrate, pendingMigrations } from '../../src/catalogue/migrate.ts';
import { listTenants } from '../../src/catalogue/tenants.ts';
import { testSeed } from '../seed.ts';

const CHILD = fileURLToPath(new URL('./embedded.child.ts', import.meta.url));

let dataDir: string;
before(async () => (dataDir = await mkdtemp(join(tmpdir(), 'chromatile-embedded-'))));
after(() => rm(dataDir, { recursive: true, force: true }));

test('a directory in use is refused, naming the process; what was committed outlives its SIGKILL', async () => {
  const child = spawn(process.execPath, ['--import', 'tsx', CHILD, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  await assert.rejects(openEmbedded({ dataDir }), {
    kind: 'conflict',
    message: new RegExp(`DATA_DIR.* process ${child.pid}`),
  });
  child.kill('SIGKILL');
  await once(child, 'exit');

  const database = await openEmbedded({ dataDir });
  try {
    assert.deepEqual(
      (await listTenants(database)).map(({ name }) => name),
      ['committed'],
    );
    assert.deepEqual(await pendingMigrations(database), []);
    await assert.rejects(openEmbedded({ dataDir }), { kind: 'conflict' });
  } finally {
    await database.close();
    await database.close();
  }
  assert.deepEqual(await readdir(dataDir), ['postgres']);
});

test('a first start that was cut short is begun again', async () => {
  const cut = join(dataDir, 'cut');
  await mkdir(join(cut, 'postgres', 'base'), { recursive: true });
  await writeFile(join(cut, 'postgres', 'PG_VERSION'), '18');
  await writeFile(join(cut, 'unfinished'), '');
  const database = await openEmbedded({ dataDir: cut, seed: await testSeed() });
  try {
    // an archive of an earlier build may lack the latest migrations
    assert.ok(!(await migrate(database)).applied.includes('schema/0001_catalogue.sql'));
    assert.deepEqual(await pendingMigrations(database), []);
    assert.ok(!existsSync(join(cut, 'unfinished')));
  } finally {
    await database.close();
  }
});
