import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { assetsByName } from '../../src/catalogue/assets.ts';
import type { Database } from '../../src/catalogue/database.ts';
import { listTenants } from '../../src/catalogue/tenants.ts';
import type { Host } from '../../src/cli/command.ts';
import { loadConfig } from '../../src/config.ts';
import { createMemory } from '../../src/operations/memory.ts';
import { openAssetFile } from '../../src/operations/open-asset-file.ts';
import { openPixels } from '../../src/wiring.ts';
import { startServer } from '../cog/sources/server.ts';
import { openTestDatabase } from '../database.ts';
import { run, type Run } from './run.ts';

const DEMO = fileURLToPath(new URL('../../fixtures/demo/', import.meta.url));

const server = await startServer();
let database: Database;
let url: string;
let bytes: Buffer;

/** A command whose rasters are opened as the environment says. */
function chromatile(...args: string[]): Promise<Run> {
  const open: Host['openServices'] = (config) =>
    Promise.resolve({ database, ...openPixels(config), memory: createMemory(1_000_000) });
  // the folder is one that is there; the database is that of the test
  return run(args, { ASSET_HOSTS: server.host, DATA_DIR: tmpdir() }, undefined, open);
}

async function succeed(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await chromatile(...args);
  assert.equal(code, 0, stderr);
  return stdout;
}

before(async () => {
  database = await openTestDatabase();
  bytes = await readFile(`${DEMO}beauce-fields/ndvi_2024_05_06.tif`);
  server.put('/maps/ndvi_2024_05_06.tif', bytes);
  url = `http://ada:hunter2@${server.host}/maps/ndvi_2024_05_06.tif?sig=abc`;
  await succeed('projects', 'create', 'demo');
  await succeed('aois', 'load', `${DEMO}aois.geojson`, '--project', 'demo', '--satellite', 'Sentinel-2');
});
after(() => database.close());

test('a raster is registered by its URL, and no secret in it is shown', async () => {
  const args = ['assets', 'add', url, '--aoi', 'Demo: Beauce fields', '--index', 'NDVI', '--date', '2024-05-06'];
  assert.match(await succeed(...args), /^added: ndvi_2024_05_06 /);
  for (const json of [[], ['--json']]) {
    const shown = await succeed('assets', 'list', ...json);
    assert.ok(shown.includes(`http://${server.host}/maps/ndvi_2024_05_06.tif?…`), shown);
    assert.doesNotMatch(shown, /hunter2|abc/);
  }
  assert.match(await succeed(...args), /^unchanged: /);
});

test('its bytes are handed out as they are', async () => {
  const [{ id: tenantId }] = await listTenants(database);
  const [asset] = await assetsByName(database, tenantId, 'ndvi_2024_05_06');
  const pixels = openPixels(loadConfig({ ASSET_HOSTS: server.host }));
  const file = await openAssetFile(pixels.cogs, asset);
  const chunks: Uint8Array[] = [];
  for await (const chunk of file.read(1000, bytes.length - 1)) chunks.push(chunk as Uint8Array);
  assert.ok(Buffer.concat(chunks).equals(bytes.subarray(1000)));
  await file.close();
  await pixels.close();
});

test('one that was replaced is refused until it is refreshed', async () => {
  const changed = await readFile(`${DEMO}beauce-fields/ndvi_2024_06_08.tif`);
  server.put('/maps/ndvi_2024_05_06.tif', changed);
  const doctor = await chromatile('doctor');
  assert.match(doctor.stdout, /ndvi_2024_05_06\.tif has changed .*`chromatile assets refresh ndvi_2024_05_06\.tif`/);
  assert.match(await succeed('assets', 'refresh', 'ndvi_2024_05_06.tif'), /updated/);
  assert.match((await chromatile('doctor')).stdout, /1 readable and unchanged/);
});

test('inspecting and drawing take a URL as well', async () => {
  assert.match(await succeed('assets', 'inspect', url), /^ndvi_2024_05_06\.tif\n/);
  const { code, bytes: png, stderr } = await chromatile('render', url, '--out', '-', '--width', '100');
  assert.equal(code, 0, stderr);
  assert.equal(png.subarray(1, 4).toString(), 'PNG');
});

test('a host that is not listed is refused by what is', async () => {
  const { code, stderr } = await chromatile(
    'assets',
    'add',
    'https://other.example/a.tif',
    '--aoi',
    'Demo: Beauce fields',
  );
  assert.equal(code, 1);
  assert.match(stderr, /other\.example may not be read from; ASSET_HOSTS allows 127\.0\.0\.1:/);
});
