import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { after, before, test } from 'node:test';
import { openDatabase, type Database } from '../../src/catalogue/database.ts';
import { createTenant, findTenant } from '../../src/catalogue/tenants.ts';
import type { Queryable } from '../../src/catalogue/database.ts';
import { openTestDatabase } from '../database.ts';

let db: Database;
before(async () => (db = await openTestDatabase()));
after(() => db.close());

const OVERLAY_OF_A_BOW_TIE = `SELECT ST_Intersection(g, ST_GeomFromText('POLYGON((0 0,1 0,1 1,0 1,0 0))'))
  FROM (SELECT ST_GeomFromText('POLYGON((0 0,1 1,1 0,0 1,0 0))') AS g FROM generate_series(1, 3) OFFSET 0) AS bow_tie`;

async function answers(on: Queryable): Promise<void> {
  for (const n of [1, 2, 3]) assert.deepEqual(await on.query('SELECT $1::int AS n', [n]), [{ n }]);
}

test('values arrive as records have them', async () => {
  const [row] = (await db.query(
    `SELECT 9007199254740991::int8 AS size, 0.1::float8 AS step, 'NaN'::float8 AS nodata, date '2024-05-06' AS day,
       timestamptz '2024-05-06T23:30:00+02:00' AS at, '{"a":[1,null]}'::jsonb AS json, ARRAY[1.5, -2]::float8[] AS list,
       12.5::numeric AS exact, NULL AS nothing`,
  )) as [Record<string, unknown>];
  assert.deepEqual(row, {
    size: 9007199254740991,
    step: 0.1,
    nodata: NaN,
    day: '2024-05-06',
    at: new Date('2024-05-06T21:30:00Z'),
    json: { a: [1, null] },
    list: [1.5, -2],
    exact: 12.5,
    nothing: null,
  });
});

test('a transaction is kept when it resolves and undone when it throws', async () => {
  assert.equal((await db.transaction((tx) => createTenant(tx, 'kept'))).name, 'kept');
  assert.ok(await findTenant(db, 'kept'));
  const failing = db.transaction(async (tx) => {
    await createTenant(tx, 'undone');
    throw new Error('of the caller');
  });
  await assert.rejects(failing, /of the caller/);
  assert.equal(await findTenant(db, 'undone'), undefined);
});

test('a transaction that hides a failed statement is not reported as kept', async () => {
  const hiding = db.transaction(async (tx) => {
    await createTenant(tx, 'hidden');
    await tx.query('SELECT nonsense').catch(() => undefined);
  });
  await assert.rejects(hiding, /rolled back/);
  assert.equal(await findTenant(db, 'hidden'), undefined);
});

test('inside a transaction every other handle is refused instead of waiting for ever', async () => {
  await db.transaction(async (tx) => {
    await assert.rejects(db.query('SELECT 1'), /through the transaction/);
    await assert.rejects(
      db.transaction(async () => Promise.resolve()),
      /through the transaction/,
    );
    await answers(tx);
  });
  let leaked: Queryable | undefined;
  await db.transaction((tx) => {
    leaked = tx;
    return Promise.resolve();
  });
  await assert.rejects(leaked?.query('SELECT 1') ?? Promise.resolve(), /has ended/);
  await answers(db);
});

test('work begun in a transaction may use the database after it', async () => {
  let late: Promise<unknown> | undefined;
  const over = new EventEmitter();
  await db.transaction((tx) => {
    late = once(over, 'transaction').then(() => db.query('SELECT 1'));
    return answers(tx);
  });
  over.emit('transaction');
  await late;
});

test('statements of one transaction may be given at once', async () => {
  const sums = await db.transaction((tx) => Promise.all([1, 2, 3].map((n) => tx.query('SELECT $1::int AS n', [n]))));
  assert.deepEqual(sums.flat(), [{ n: 1 }, { n: 2 }, { n: 3 }]);
});

test('a GEOS exception is an error at once, and the next answers are their own', async () => {
  const started = performance.now();
  for (let i = 0; i < 3; i++) {
    await assert.rejects(db.query(OVERLAY_OF_A_BOW_TIE));
    await answers(db);
    await assert.rejects(db.query(`SELECT ST_GeomFromGeoJSON('{}')`));
    await answers(db);
  }
  await assert.rejects(db.transaction((tx) => tx.script(OVERLAY_OF_A_BOW_TIE)));
  await answers(db);
  assert.ok(performance.now() - started < 10_000);
});

test('a transaction with a GEOS exception is undone as a whole', async () => {
  const failing = db.transaction(async (tx) => {
    await createTenant(tx, 'before the exception');
    await tx.query(OVERLAY_OF_A_BOW_TIE).catch(() => undefined);
    await createTenant(tx, 'after the exception').catch(() => undefined);
  });
  await assert.rejects(failing, /rolled back/);
  assert.equal(await findTenant(db, 'before the exception'), undefined);
  assert.equal(await findTenant(db, 'after the exception'), undefined);
  await createTenant(db, 'later');
  assert.ok(await findTenant(db, 'later'));
});

test('large and small parameters given at once meet their own statements', async () => {
  const positions = Array.from({ length: 12_000 }, (_, i) => [i / 1000, Math.sin(i)]);
  const large = JSON.stringify({ type: 'LineString', coordinates: positions });
  const asked = Array.from({ length: 60 }, (_, i) =>
    i % 3 === 0
      ? db.query('SELECT ST_NPoints(ST_GeomFromGeoJSON($1)) + $2::int AS n', [large, i])
      : db.query('SELECT $1::int + $2::int + $3::int AS n, $4::text AS text', [12_000, i, 0, `text ${i}`]),
  );
  const rows = (await Promise.all(asked)).flat() as { n: number; text?: string }[];
  rows.forEach((row, i) => assert.equal(row.n, 12_000 + i));
  assert.equal(rows[1].text, 'text 1');
});

test('a server that is not there is a failure, not a crash', async () => {
  const opening = openDatabase({ databaseUrl: 'postgres://nobody@127.0.0.1:1/none', dataDir: '', poolSize: 1 });
  await assert.rejects(opening, { kind: 'busy' });
});
