import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { shareDatabase, type Run, type SharedRuns } from './run.ts';

const FIXTURES = fileURLToPath(new URL('../../fixtures/', import.meta.url));

interface Scan {
  readonly added: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly refused: number;
  readonly results: readonly { file: string; aoi: { name: string } | null; status: string; reason: string | null }[];
}

let shared: SharedRuns;
let data: string;

/** Two folders as an operator has them, and one that belongs to nobody. */
before(async () => {
  shared = await shareDatabase();
  data = await mkdtemp(join(tmpdir(), 'chromatile-test-'));
  const files = ['beauce-fields/ndvi_2024_05_06', 'beauce-fields/evi_2024_05_06', 'vaal-pivots/ndvi_2024_02_05'];
  for (const file of files) await place(`demo/${file}.tif`, `${file}.tif`);
  await place('demo/beauce-fields/ndvi_2024_06_08.tif', 'strays/ndvi_2024_06_08.tif');
  await shared.json(['projects', 'create', 'demo']);
  const areas = `${FIXTURES}demo/aois.geojson`;
  await shared.json(['aois', 'load', areas, '--project', 'demo', '--satellite', 'Sentinel-2']);
});
after(async () => {
  await shared.close();
  await rm(data, { recursive: true, force: true });
});

async function place(fixture: string, name: string): Promise<void> {
  await mkdir(join(data, name, '..'), { recursive: true });
  await copyFile(FIXTURES + fixture, join(data, name));
}

function assets(...args: string[]): Promise<Run> {
  return shared.run(['assets', ...args]);
}

/** A scan and its exit code. */
async function scan(...args: string[]): Promise<[Scan, number]> {
  const { code, stdout, stderr } = await assets('scan', ...args, '--json');
  assert.notEqual(stdout, '', stderr);
  return [JSON.parse(stdout) as Scan, code];
}

function counts({ added, updated, unchanged, refused }: Scan): number[] {
  return [added, updated, unchanged, refused];
}

// one database for the file: the tests below follow one another

test('a dry run says what would be done and writes nothing', async () => {
  const [found, code] = await scan(data, '--match', 'collection', '--dry-run');
  assert.deepEqual([counts(found), code], [[3, 0, 0, 1], 1]);
  assert.deepEqual(await shared.json(['assets', 'list']), []);
});

test('a scan pairs folders with features, and says why a file was refused', async () => {
  const [found, code] = await scan(data, '--match', 'collection');
  assert.deepEqual([counts(found), code], [[3, 0, 0, 1], 1]);
  const refused = found.results.find(({ status }) => status === 'refused');
  assert.equal(refused?.reason, 'no AOI has the property collection = strays');
  const { stdout } = await assets('scan', data, '--match', 'collection');
  assert.match(stdout, /unchanged +NDVI +2024-02-05 +Demo: Vaal pivots/);
  assert.match(stdout, /0 added, 0 updated, 3 unchanged, 1 refused\n$/);
});

test('without a pairing a file goes to every area it overlaps', async () => {
  const [found, code] = await scan(join(data, 'str*', '*.tif'));
  assert.deepEqual([counts(found), code], [[1, 0, 0, 0], 0]);
  assert.equal(found.results[0].aoi?.name, 'Demo: Beauce fields');
  await place('tiny/ndvi_int16_scaled.tif', 'nowhere/ndvi_2024_05_06.tif');
  const [nowhere, refusedCode] = await scan(join(data, 'nowhere'));
  assert.deepEqual([nowhere.results[0].reason, refusedCode], ['it overlaps no AOI', 1]);
});

test('named areas take every file, or refuse it', async () => {
  const [found] = await scan(data, '--aoi', 'Demo: Vaal pivots', '--aoi', 'Demo: Beauce fields', '--dry-run');
  const reasons = found.results.flatMap(({ reason }) => reason ?? []);
  assert.equal(found.results.length, 10, 'five files, two areas each');
  assert.ok(reasons.length > 0 && reasons.every((reason) => /does not overlap the AOI/.test(reason)), reasons.join());
});

test('damaged files, unknown indices and names of another form are refused one by one', async () => {
  const odd = join(data, 'odd');
  await place('tiny/not_a_tiff.tif', 'odd/ndvi_2024_01_01.tif');
  await place('demo/beauce-fields/ndvi_2024_05_21.tif', 'odd/nonsense_2024_05_21.tif');
  const [found, code] = await scan(odd, '--aoi', 'Demo: Beauce fields', '--dry-run');
  assert.deepEqual([counts(found), code], [[0, 0, 0, 2], 1]);
  assert.match(found.results[1].reason ?? '', /"nonsense", which is no index/);
  const [strict] = await scan(odd, '--aoi', 'Demo: Beauce fields', '--pattern', '{date}_{index}', '--dry-run');
  assert.match(strict.results[0].reason ?? '', /does not follow the pattern/);
  const [named] = await scan(odd, '--aoi', 'Demo: Beauce fields', '--index', 'NDVI', '--dry-run');
  assert.deepEqual(counts(named), [1, 0, 0, 1], 'the index as given');
});

test('one raster is added with its own index and date', async () => {
  const file = join(data, 'odd/nonsense_2024_05_21.tif');
  const added = (await shared.json(['assets', 'add', file, '--aoi', 'Demo: Beauce fields', '--name', 'May'])) as {
    status: string;
    date: string;
    indexName: string;
  };
  assert.deepEqual([added.status, added.date, added.indexName], ['added', '2024-05-21', 'NDVI']);
  const wrong = await assets('add', file, '--aoi', 'Demo: Vaal pivots');
  assert.deepEqual([wrong.code, wrong.stdout], [1, '']);
  assert.match(wrong.stderr, /does not overlap the AOI "Demo: Vaal pivots"/);
});

test('a replaced file is refreshed by the name that messages give it', async () => {
  await copyFile(`${FIXTURES}demo/vaal-pivots/ndvi_2024_04_05.tif`, join(data, 'vaal-pivots/ndvi_2024_02_05.tif'));
  const refresh = (...args: string[]) => shared.json(['assets', 'refresh', ...args]) as Promise<{ status: string }[]>;
  const statuses = (list: { status: string }[]) => list.map(({ status }) => status).sort();
  assert.deepEqual(statuses(await refresh('ndvi_2024_02_05.tif')), ['updated']);
  assert.deepEqual(statuses(await refresh('--all', '--aoi', 'Demo: Vaal pivots')), ['unchanged']);
  await rm(join(data, 'vaal-pivots/ndvi_2024_02_05.tif'));
  const { code, stdout } = await assets('refresh', '--all');
  assert.equal(code, 1);
  assert.match(stdout, /refused +ndvi_2024_02_05 .*there is no such file/);
  assert.equal((await assets('refresh')).code, 2);
  assert.match((await assets('refresh', 'nothing')).stderr, /no asset "nothing"/);
});

test('visualizations are made, listed and removed', async () => {
  const aoi = ['--aoi', 'Demo: Beauce fields'];
  const create = ['visualizations', 'create', ...aoi, '--index', 'ndvi', '--bins', '7', '--method', 'quantile'];
  const made = (await shared.json(create)) as { id: string; dates: string[]; dynamic: object };
  assert.deepEqual(made.dates, ['2024-05-06', '2024-05-21', '2024-06-08']);
  assert.deepEqual(made.dynamic, { method: 'quantile', range: 'minmax', ramp: 'classes', bins: 7 });
  assert.equal((await shared.run(create)).code, 1, 'the same again');
  const list = (await shared.json(['visualizations', 'list', ...aoi])) as { id: string; index: string }[];
  assert.deepEqual(
    list.map(({ id, index }) => [id, index]),
    [[made.id, 'NDVI']],
  );
  await shared.json(['visualizations', 'remove', ...aoi, made.id]);
  assert.equal((await shared.run(['visualizations', 'remove', ...aoi, made.id])).code, 1);
  assert.match((await shared.run(['visualizations', 'create', ...aoi, '--index', 'XYZ'])).stderr, /no index "XYZ"/);
});

test('assets are removed, their files are not', async () => {
  const before = (await shared.json(['assets', 'list'])) as { id: string; name: string }[];
  const { code, stderr } = await assets('remove', 'May');
  assert.equal(code, 0, stderr);
  const left = (await shared.json(['assets', 'list'])) as { name: string }[];
  assert.equal(left.length, before.length - 1);
  await copyFile(join(data, 'odd/nonsense_2024_05_21.tif'), join(data, 'still-there.tif'));
});
