import assert from 'node:assert/strict';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import pg from 'pg';
import { startThread, type Thread } from '../../src/catalogue/embedded-thread.ts';
import type { Log } from '../../src/log.ts';
import { testSeed } from '../seed.ts';

let folder: string;
let thread: Thread;
const complaints: string[] = [];
const log = { fatal: (_: unknown, text: string) => complaints.push(text) } as unknown as Log;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chromatile-thread-'));
  thread = await startThread({ directory: join(folder, 'postgres'), seed: await testSeed() }, log);
});
after(() => rm(folder, { recursive: true, force: true }));

async function open(): Promise<pg.Client> {
  const client = new pg.Client({ stream: () => thread.connect(), user: 'postgres', database: 'postgres', ssl: false });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

// one thread for the file: the tests below follow one another, the last ones end it

test('a connection takes the session over clean, however late the end of the one before is heard of', async () => {
  const first = await open();
  await first.query('CREATE TABLE kept (n int)');
  await first.query(`BEGIN; SET statement_timeout = 1234; INSERT INTO kept VALUES (1)`);
  const second = await open();
  assert.deepEqual((await second.query('SELECT * FROM kept')).rows, []);
  assert.deepEqual((await second.query('SHOW statement_timeout')).rows, [{ statement_timeout: '0' }]);

  await second.query('BEGIN; INSERT INTO kept VALUES (2)');
  await first.end();
  await turn();
  await second.query('INSERT INTO kept VALUES (3); COMMIT');
  assert.deepEqual((await second.query('SELECT * FROM kept')).rows, [{ n: 2 }, { n: 3 }]);
  await second.end();
});

test('a connection that another one took over from is over', async () => {
  const first = await open();
  const second = await open();
  await assert.rejects(first.query('SELECT 1'), /connection/i);
  assert.deepEqual((await second.query('SELECT 1 AS n')).rows, [{ n: 1 }]);
  await second.end();
});

test('what fails is answered and keeps nothing that comes after it', async () => {
  await rename(join(folder, 'postgres'), join(folder, 'elsewhere'));
  const dumps = await Promise.allSettled([thread.dump(), thread.dump()]);
  await rename(join(folder, 'elsewhere'), join(folder, 'postgres'));
  assert.deepEqual(
    dumps.map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  assert.ok((await thread.dump()).length > 1_000_000);
  const client = await open();
  assert.deepEqual((await client.query('SELECT 1 AS n')).rows, [{ n: 1 }]);
  await client.end();
  assert.deepEqual(complaints, []);
});

test('a connection that ends after the order to close disturbs nothing', async () => {
  const stream = thread.connect();
  const client = new pg.Client({ stream: () => stream, user: 'postgres', database: 'postgres', ssl: false });
  client.on('error', () => undefined);
  await client.connect();
  // while the thread is busy, the order and the end arrive, so that it finds the one right behind the other
  const busy = client.query('SELECT count(*) FROM generate_series(1, 1000000)').catch(() => undefined);
  await turn();
  const closing = thread.close();
  stream.destroy();
  await closing;
  await busy;
  await thread.close();
  assert.deepEqual(complaints, []);
});

test('after its end a thread refuses instead of leaving the caller to wait', async () => {
  await assert.rejects(thread.dump(), /ended/);
});

test('a database that cannot be started says why', async () => {
  const file = join(folder, 'file');
  await writeFile(file, '');
  await assert.rejects(startThread({ directory: join(file, 'postgres'), seed: undefined }), /ENOTDIR/);
});
