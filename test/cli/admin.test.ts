import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { shareDatabase, type Run, type SharedRuns } from './run.ts';

const FORMATS = fileURLToPath(new URL('../../fixtures/formats/', import.meta.url));

let shared: SharedRuns;
let migrations: string;

before(async () => {
  shared = await shareDatabase();
  migrations = await mkdtemp(join(tmpdir(), 'chromatile-migrations-'));
});
after(async () => {
  await shared.close();
  await rm(migrations, { recursive: true, force: true });
});

function admin(...args: string[]): Promise<Run> {
  return shared.run(args, { MIGRATIONS_DIR: migrations });
}

function json(...args: string[]): Promise<unknown> {
  return shared.json(args, { MIGRATIONS_DIR: migrations });
}

function square(lon: number): object {
  const ring = [
    [lon, 46],
    [lon + 0.01, 46],
    [lon + 0.01, 46.01],
    [lon, 46],
  ];
  return { type: 'Polygon', coordinates: [ring] };
}

// one database for the file: the tests below follow one another

test('migrate says what is pending and applies it once', async () => {
  await writeFile(
    join(migrations, '0001_fields.geojson'),
    JSON.stringify({
      type: 'FeatureCollection',
      chromatile: { project: 'farm', satellite: 'Sentinel-2', name_property: 'title' },
      features: [
        { type: 'Feature', properties: { title: 'Upper field' }, geometry: square(14) },
        { type: 'Feature', properties: { title: 'Elsewhere', tenant: 'acme', project: 'far' }, geometry: square(15) },
      ],
    }),
  );
  await writeFile(join(migrations, '0002_title.sql'), `UPDATE projects SET title = 'The farm' WHERE name = 'farm';`);

  const { pending } = (await json('migrate', '--dry-run')) as { pending: string[] };
  assert.deepEqual(pending, ['operator/0001_fields.geojson', 'operator/0002_title.sql']);
  assert.deepEqual(await json('migrate'), { applied: pending, drifted: [] });
  assert.deepEqual(await json('migrate'), { applied: [], drifted: [] });

  assert.deepEqual(await names('aois', 'list'), ['Upper field']);
  assert.deepEqual(await names('aois', 'list', '--tenant', 'acme'), ['Elsewhere']);
  const projects = (await json('projects', 'list')) as { title: string }[];
  assert.deepEqual(
    projects.map(({ title }) => title),
    ['The farm'],
  );
});

async function names(...args: string[]): Promise<string[]> {
  return ((await json(...args)) as { name: string }[]).map(({ name }) => name).sort();
}

test('a data migration with a bad feature is refused whole, and named', async () => {
  const path = join(migrations, '0003_bad.geojson');
  const features = [
    { type: 'Feature', properties: { name: 'Good' }, geometry: square(16) },
    { type: 'Feature', properties: { name: 'Point' }, geometry: { type: 'Point', coordinates: [16, 46] } },
  ];
  const chromatile = { project: 'new', satellite: 'Sentinel-2' };
  await writeFile(path, JSON.stringify({ type: 'FeatureCollection', chromatile, features }));
  const { code, stderr } = await admin('migrate');
  assert.equal(code, 1);
  assert.match(stderr, /migration 0003_bad.geojson was not applied\nfeature 2 \(Point\): .*found "Point"/);
  assert.deepEqual(await names('projects', 'list'), ['farm']);
  await rm(path);
});

test('keys are shown once, listed without themselves, and end', async () => {
  const made = await admin('keys', 'create', '--name', 'web map', '--expires', '2999-12-31');
  assert.equal(made.code, 0);
  assert.match(made.stdout, /^ctk_[\w-]{43}\n$/);
  const { id, rights, key } = (await json('keys', 'create', '--name', 'loader', '--rights', 'write')) as {
    id: string;
    rights: string;
    key: string;
  };
  assert.equal(rights, 'write');
  const listed = await admin('keys', 'list', '--tenant', 'default');
  assert.match(listed.stdout, /default +web map +read .+ valid until 2999-12-31 23:59\n/);
  assert.ok(!listed.stdout.includes(key));
  assert.equal((await admin('keys', 'revoke', id)).code, 0);
  assert.match((await admin('keys', 'list')).stdout, /loader +write .+ revoked /);

  const unknown = await admin('keys', 'revoke', 'nonsense');
  assert.deepEqual([unknown.code, unknown.stderr.includes('no key nonsense')], [1, true]);
  for (const date of ['2024-02-30', 'tomorrow', '2001-01-01']) {
    const refused = await admin('keys', 'create', '--name', 'x', '--expires', date);
    assert.equal(refused.code, 1, date);
    assert.match(refused.stderr, /^--expires: /);
  }
});

test('tenants and projects have one name each', async () => {
  assert.equal((await admin('tenants', 'create', 'beta')).code, 0);
  assert.match((await admin('tenants', 'create', 'beta')).stderr, /exists already/);
  assert.deepEqual(await names('tenants', 'list'), ['acme', 'beta', 'default']);
  assert.equal((await admin('projects', 'create', 'parcels', '--title', 'Parcels')).code, 0);
  assert.match((await admin('projects', 'list')).stdout, /parcels +Parcels/);
  assert.match((await admin('projects', 'list', '--tenant', 'gamma')).stderr, /no tenant "gamma"; there are: .*acme/);
});

const INTO = ['--project', 'parcels', '--satellite', 'sentinel-2'];

test('areas of every format are loaded, and again without duplicates', async () => {
  for (const [file, added] of [
    ['parcels_utm32.zip', ['Obstgarten Überlingen', 'Příliš žluťoučká louka', 'Αμπελώνας και Сад']],
    ['reserves.kml', ['Réserve de l’Étang', 'Two meadows']],
  ] as const) {
    const nothing = { added: [], updated: [], unchanged: [], faults: [] };
    const load = ['aois', 'load', join(FORMATS, file), ...INTO];
    assert.deepEqual(await json(...load, '--dry-run'), { ...nothing, added, written: false });
    assert.deepEqual(await json(...load), { ...nothing, added, written: true });
    assert.deepEqual(await json(...load), { ...nothing, unchanged: added, written: true });
  }
  assert.equal((await names('aois', 'list', '--project', 'parcels')).length, 5);
});

test('one bad feature is reported, and nothing is loaded unless asked to keep going', async () => {
  const load = ['aois', 'load', join(FORMATS, 'one_bad_feature.geojson'), ...INTO];
  const refused = await admin(...load);
  assert.equal(refused.code, 1);
  assert.equal(refused.stdout, '');
  assert.match(refused.stderr, /^feature 2 \(Bow tie\): .*Self-intersection.*\nNothing was loaded/);
  assert.equal((await names('aois', 'list', '--project', 'parcels')).length, 5);
  const partial = await admin(...load, '--keep-going');
  assert.equal(partial.code, 1);
  assert.match(partial.stdout, /^2 added, 0 updated, 0 unchanged, 1 refused/);
  assert.equal((await names('aois', 'list', '--project', 'parcels')).length, 7);
});

test('an unknown project or satellite is answered with those there are', async () => {
  const file = join(FORMATS, 'reserves.kml');
  const project = await admin('aois', 'load', file, '--project', 'x', '--satellite', 'NAIP');
  assert.match(project.stderr, /^no project "x"; there are: parcels, farm\n$/);
  const satellite = await admin('aois', 'load', file, '--project', 'farm', '--satellite', 'x');
  assert.match(satellite.stderr, /^no satellite "x"; there are: Sentinel-2, Landsat/);
  assert.equal(satellite.code, 1);
});

test('an area is removed by a name that is unique or made so by its project', async () => {
  const geojson = JSON.stringify({ type: 'Feature', properties: { name: 'Two meadows' }, geometry: square(17) });
  const args = ['aois', 'load', '-', '--project', 'farm', '--satellite', 'NAIP'];
  const loaded = await shared.run(args, {}, Buffer.from(geojson));
  assert.equal(loaded.code, 0, loaded.stderr);
  assert.match((await admin('aois', 'remove', 'Two meadows')).stderr, /2 AOIs are named "Two meadows": give an id/);
  assert.equal((await admin('aois', 'remove', 'Two meadows', '--project', 'farm')).code, 0);
  assert.match((await admin('aois', 'remove', 'Two meadows')).stdout, /^Removed Two meadows/);
  assert.match((await admin('aois', 'remove', 'Two meadows')).stderr, /no AOI "Two meadows"/);
});
