import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import type { AoiRecord } from '../../src/catalogue/aois.ts';
import type { Database } from '../../src/catalogue/database.ts';
import { createIndex } from '../../src/catalogue/indices.ts';
import type { Host } from '../../src/cli/command.ts';
import { openCog } from '../../src/cog/open.ts';
import { withinRoots } from '../../src/cog/sources/allowed-roots.ts';
import { localFiles } from '../../src/cog/sources/local.ts';
import { CogStore } from '../../src/cog/store.ts';
import { buildRaster } from '../../src/operations/build-rasters.ts';
import { createMemory } from '../../src/operations/memory.ts';
import { planBuilds } from '../../src/operations/plan-builds.ts';
import { scenesOf, summariseScene } from '../../src/operations/scene.ts';
import type { Services } from '../../src/operations/services.ts';
import type { Raster } from '../../src/raster/raster.ts';
import {
  makeAoi,
  makeProject,
  makeTenant,
  makeVisualization,
  openTestDatabase,
  presetIndex,
  SENTINEL_2,
  square,
} from '../database.ts';
import { openTestPixels } from '../pixels.ts';
import { expectedNdvi, GROUND, storedAt, writeBands } from './imagery.ts';
import { run } from './run.ts';

interface Built {
  readonly built: number;
  readonly unchanged: number;
  readonly refused: number;
  readonly results: readonly {
    readonly status: string;
    readonly index: string;
    readonly date: string;
    readonly file: string;
    readonly width: number | null;
    readonly height: number | null;
    readonly asset_id: string | null;
    readonly reason: string | null;
    readonly warnings: readonly string[];
  }[];
}

const TENANT = 'acme';
const DATE = '2024-06-25';

let database: Database;
let services: Services;
let folder: string;
let aoi: AoiRecord;
let open: Host['openServices'];

/** One AOI with imagery of one day: three bands of two resolutions. */
before(async () => {
  [database, folder] = [await openTestDatabase(), await mkdtemp(join(tmpdir(), 'chromatile-build-'))];
  services = { database, ...openTestPixels(), memory: createMemory(0) };
  open = () => Promise.resolve({ ...services, close: () => Promise.resolve() });
  const { id: tenantId } = await makeTenant(database, TENANT);
  const project = await makeProject(database, tenantId);
  aoi = await makeAoi(database, project, { name: 'Großes Feld 3', geometry: square(15.01, 45.1) });
  await addImagery(DATE);
});
after(async () => {
  await services.cogs.close();
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

async function addImagery(date: string): Promise<void> {
  const bands = (await writeBands(folder, date)).flatMap((named) => ['--band', named]);
  const args = ['assets', 'add-bands', '--tenant', TENANT, '--aoi', aoi.name, ...bands];
  const { code, stderr } = await run(args, {}, undefined, open);
  assert.equal(code, 0, stderr);
}

/** What `assets build` answers with `--json`, and its exit code. */
async function build(...args: string[]): Promise<[Built, number]> {
  const { code, stdout, stderr } = await command(...args, '--json');
  assert.notEqual(stdout, '', stderr);
  return [JSON.parse(stdout) as Built, code];
}

function command(...args: string[]): ReturnType<typeof run> {
  return run(['assets', 'build', '--tenant', TENANT, ...args], {}, undefined, open);
}

const counts = ({ built, unchanged, refused }: Built) => [built, unchanged, refused];

async function readAll(path: string, level = 0): Promise<Raster> {
  const cog = await openCog(path);
  const { width, height } = cog.info.levels[level];
  const raster = await cog.readWindow({ col: 0, row: 0, width, height }, { level });
  assert.deepEqual(cog.info.cogFaults, []);
  await cog.close();
  return raster;
}

// the tests below follow one another

test('a dry run says what would be built around the area, and writes nothing', async () => {
  const out = join(folder, 'out');
  assert.deepEqual((await build('--out', out))[0].results, [], 'no visualization shows anything yet');
  await makeVisualization(database, aoi, { indexId: (await presetIndex(database)).id });
  const [found, code] = await build('--out', out, '--dry-run');
  assert.deepEqual([counts(found), code], [[1, 0, 0], 0]);
  const [{ index, date, file, width, height, asset_id: id }] = found.results;
  assert.deepEqual([index, date, id], ['NDVI', DATE, null]);
  assert.equal(file, join(out, `gro-es-feld-3-${aoi.id.slice(0, 8)}`, 'ndvi_2024_06_25.tif'));
  assert.ok(width !== null && height !== null && width < 160 && height < 190, `${width} x ${height}`);
  assert.equal((await readdir(folder)).includes('out'), false);
});

test('the raster built holds the values that were computed, and takes their place', async () => {
  const ndvi = await presetIndex(database);
  const shown = { indexId: ndvi.id, assetIds: null };
  const [computed] = await scenesOf(database, aoi, shown);
  const before = await summariseScene(database, services.engine, computed);
  const [found, code] = await build('--out', join(folder, 'out'), '--index', 'ndvi');
  assert.deepEqual([counts(found), code], [[1, 0, 0], 0]);
  const [{ file, asset_id: id }] = found.results;
  const raster = await readAll(file);
  const col = Math.round((raster.grid.affine[2] - GROUND.affine[2]) / 10);
  const row = Math.round((GROUND.affine[5] - raster.grid.affine[5]) / 10);
  for (let i = 0; i < raster.values.length; i++) {
    const expected = expectedNdvi(col + (i % raster.grid.width), row + Math.floor(i / raster.grid.width));
    assert.equal(raster.valid[i], Number.isNaN(expected) ? 0 : 1);
    if (raster.valid[i] === 1) assert.ok(Math.abs(raster.values[i] - expected) < 1e-6);
  }
  const [scene] = await scenesOf(database, aoi, shown);
  assert.deepEqual(
    scene.assets.map((asset) => [asset.id, asset.kind, asset.path]),
    [[id, 'visualization', file]],
  );
  const { areaM2, ...summary } = await summariseScene(database, services.engine, scene);
  const { areaM2: areaBefore, ...summaryBefore } = before;
  assert.deepEqual(summary, summaryBefore);
  assert.ok(Math.abs(areaM2 - areaBefore) < 1e-6 * areaBefore);
});

test('what is built stays as it is unless it is forced; a file of another’s is not overwritten', async () => {
  const out = join(folder, 'out');
  assert.deepEqual(counts((await build('--out', out))[0]), [0, 1, 0]);
  const [forced] = await build('--out', out, '--force');
  assert.deepEqual(counts(forced), [1, 0, 0]);
  assert.deepEqual((await build('--out', join(folder, 'elsewhere')))[0].results, [], 'the date has a raster');
  const [{ file }] = forced.results;
  const ndmi = file.replace('ndvi', 'ndmi');
  await writeFile(ndmi, 'mine');
  const [refused, code] = await build('--out', out, '--index', 'NDMI');
  assert.deepEqual([counts(refused), code], [[0, 0, 1], 1]);
  assert.match(refused.results[0].reason ?? '', /^ndmi_2024_06_25\.tif is there already; --force replaces it$/);
  await rm(ndmi);
});

test('a raster that is replaced but cannot be registered is put back', async () => {
  const [one] = await planBuilds(database, [aoi], join(folder, 'out'), { indexNames: ['NDVI'], date: DATE });
  const state = async () => [
    await readFile(one.path),
    (await stat(one.path)).mtimeMs,
    await readdir(dirname(one.path)),
  ];
  const before = await state();
  const broken: Database = {
    kind: database.kind,
    query: (text, params) => database.query(text, params),
    transaction: () => Promise.reject(new Error('the database is gone')),
    close: () => Promise.resolve(),
  };
  const options = { dtype: 'int16', force: true } as const;
  await assert.rejects(buildRaster({ ...services, database: broken }, one, options), /the database is gone/);
  assert.deepEqual(await state(), before);
  await buildRaster(services, one, { dtype: 'float32', force: true });
  assert.deepEqual(await readdir(dirname(one.path)), before[2], 'nothing is left aside');
});

test('int16 rounds to a ten-thousandth, on the grid of the finest band that is read', async () => {
  const [found] = await build('--out', join(folder, 'out'), '--index', 'NDMI', '--dtype', 'int16', '--whole');
  const [{ file, width, height, warnings }] = found.results;
  assert.deepEqual([width, height, warnings], [640, 280, []]);
  const raster = await readAll(file);
  assert.deepEqual(raster.encoding, { dtype: 'int16', scale: 0.0001, offset: 0 });
  const [nir, swir] = [storedAt('B08', 201, 141), storedAt('B11', 100, 70)];
  assert.equal(raster.values[141 * 640 + 201], Math.round(((nir - swir) / (nir + swir)) * 10_000));
  const start = 141 * 640;
  assert.deepEqual([...raster.valid.subarray(start, start + 44)], [...Array<number>(40).fill(0), 1, 1, 1, 1]);
});

test('overviews of an index of classes hold classes, not means of them', async () => {
  const custom = { satelliteId: SENTINEL_2, description: '', colorMap: 'rdylgn', bands: ['B08'] };
  const expression = 'B08 > 0.45 ? 1 : 0';
  await createIndex(database, aoi.tenantId, {
    ...custom,
    name: 'Dense canopy',
    expression,
    expressionType: 'index',
    rescale: [0, 1],
  });
  const [found] = await build('--out', join(folder, 'out'), '--index', 'Dense canopy', '--whole');
  const [{ file }] = found.results;
  assert.match(file, /\/dense-canopy-[0-9a-f]{8}_2024_06_25\.tif$/);
  const { values, valid } = await readAll(file, 1);
  assert.deepEqual(new Set(values.filter((_, i) => valid[i] === 1)), new Set([0, 1]));
});

test('values that int16 cannot hold are cut off and counted', async () => {
  await createIndex(database, aoi.tenantId, {
    satelliteId: SENTINEL_2,
    name: 'Bright',
    description: '',
    expression: 'B08 * 10',
    expressionType: 'index',
    colorMap: 'rdylgn',
    rescale: [0, 1],
    bands: ['B08'],
  });
  const [found] = await build('--out', join(folder, 'out'), '--index', 'Bright', '--dtype', 'int16', '--whole');
  const [{ file, warnings }] = found.results;
  const { values, valid } = await readAll(file);
  const most = values.filter((value, i) => valid[i] === 1 && value === 32_767).length;
  assert.ok(most > 1000);
  assert.match(warnings[0], /^\d+ values beyond 3\.2767 were cut off there: --dtype float32 keeps them$/);
  // a value that rounds to the largest number is not cut off
  assert.ok(Math.abs(parseInt(warnings[0]) - most) < 100);
});

test('an index that nobody has, a composite, another day and an area without imagery are told apart', async () => {
  const out = ['--out', join(folder, 'out')];
  const unknown = await command(...out, '--index', 'NDXX');
  assert.deepEqual([unknown.code, unknown.stdout], [1, '']);
  assert.match(unknown.stderr, /"NDXX" is no index of the satellites of these AOIs/);
  await createIndex(database, aoi.tenantId, {
    satelliteId: SENTINEL_2,
    name: 'Colours',
    description: '',
    expression: 'B11, B08, B04',
    expressionType: 'composite',
    colorMap: 'rdylgn',
    rescale: [0, 1],
    bands: ['B11', 'B08', 'B04'],
  });
  assert.match((await command(...out, '--index', 'Colours')).stderr, /"Colours" is a composite of three expressions/);
  const none = await command(...out, '--index', 'NDVI', '--date', '2020-01-01');
  assert.deepEqual([none.code, none.stderr], [0, '']);
  assert.match(
    none.stdout,
    /^no index of these areas is computed from band imagery\n0 built, 0 unchanged, 0 refused\n$/,
  );
});

test('a build that is stopped leaves neither file nor asset', async () => {
  await addImagery('2024-07-05');
  const out = join(folder, 'stopped');
  const [one] = await planBuilds(database, [aoi], out, { indexNames: ['NDVI'], date: '2024-07-05' });
  const controller = new AbortController();
  const onProgress = () => controller.abort(new Error('stopped'));
  const options = { dtype: 'float32', whole: true, signal: controller.signal, onProgress } as const;
  await assert.rejects(buildRaster(services, one, options), /stopped/);
  assert.equal((await readdir(folder)).includes('stopped'), true);
  assert.deepEqual(await readdir(out), []);
  const [scene] = await scenesOf(database, aoi, { indexId: one.index.id, assetIds: null }, '2024-07-05');
  assert.equal(scene.assets[0].indexId, null);
});

test('a folder whose files may not be read is refused before anything is computed', async () => {
  const [one] = await planBuilds(database, [aoi], join(folder, 'outside'), {
    indexNames: ['NDVI'],
    date: '2024-07-05',
  });
  const cogs = new CogStore({ openSource: localFiles({ resolvePath: withinRoots([join(folder, 'out')]) }) });
  const onProgress = () => assert.fail('a block was computed');
  await assert.rejects(buildRaster({ ...services, cogs }, one, { dtype: 'float32', onProgress }), {
    kind: 'forbidden',
  });
  assert.deepEqual(await readdir(join(folder, 'outside')), []);
  await cogs.close();
});
