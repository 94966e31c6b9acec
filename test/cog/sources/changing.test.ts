import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceOpener, type SourceSettings } from '../../../src/cog/sources/open-source.ts';
import { CogStore } from '../../../src/cog/store.ts';
import { settings, startServer, type HeldFile } from './server.ts';
import { tiledCog, valueAt } from './tiled.ts';

const server = await startServer();
const OLD = tiledCog({ across: 36, down: 40, gap: 8192 });
const NEW = tiledCog({ across: 36, down: 40, gap: 8192, shift: 1 });
const WINDOW = { col: 520, row: 600, width: 20, height: 20 };
const ELSEWHERE = { ...WINDOW, col: 20 };
const CHANGED = { kind: 'unreadable', message: /^a\.tif has changed .*`chromatile assets refresh a\.tif`/ };

function storeFor(changes: Partial<SourceSettings> = {}): CogStore {
  return new CogStore({ openSource: sourceOpener(settings([server.host], changes)) });
}

function heldAt(path: string): HeldFile {
  const file = server.files.get(path);
  assert.ok(file !== undefined);
  return file;
}

/** How servers tell versions apart, or fail to. */
const TELLING: Record<string, (file: HeldFile) => void> = {
  'ETag and time': () => undefined,
  'ETag alone': (file) => (file.lastModified = undefined),
  'weak ETag': (file) => (file.etag = `W/${file.etag ?? ''}`),
  'time alone': (file) => (file.etag = undefined),
};

for (const [how, strip] of Object.entries(TELLING)) {
  test(`a file changed between two requests is noticed by ${how}`, async () => {
    const url = server.put('/a.tif', OLD);
    strip(heldAt('/a.tif'));
    const store = storeFor();
    const cog = await store.open(url);
    await cog.readWindow(WINDOW);
    server.put('/a.tif', NEW);
    heldAt('/a.tif').lastModified = 'Tue, 07 May 2024 10:00:00 GMT';
    strip(heldAt('/a.tif'));
    await assert.rejects(cog.readWindow(ELSEWHERE), CHANGED);
    // what the catalogue learns by refreshing is read by the renewed reader
    const { version } = (await storeFor().open(url)).info;
    assert.notDeepEqual(version, cog.info.version);
    const { values } = await (await store.open(url, version)).readWindow(WINDOW);
    assert.equal(values[0], valueAt(WINDOW.col, WINDOW.row, 1));
    await assert.rejects(store.open(url, cog.info.version), CHANGED);
  });
}

test('a file of another size is noticed without anything else to tell', async () => {
  const url = server.put('/a.tif', OLD);
  Object.assign(heldAt('/a.tif'), { etag: undefined, lastModified: undefined });
  const cog = await storeFor().open(url);
  server.files.set('/a.tif', { bytes: Buffer.concat([NEW, Buffer.from('more')]) });
  await assert.rejects(cog.readWindow(WINDOW), CHANGED);
});

test('the same file under another ETag is read on after one look', async () => {
  const url = server.put('/a.tif', OLD);
  const cog = await storeFor().open(url);
  heldAt('/a.tif').etag = '"uploaded-again"';
  const { values } = await cog.readWindow(WINDOW);
  assert.equal(values[0], valueAt(WINDOW.col, WINDOW.row));
});

test('a file whose ETag never stays the same is given up', async () => {
  const url = server.put('/a.tif', OLD);
  server.mischief = (_, __, count) => {
    heldAt('/a.tif').etag = `"${count}"`;
    return false;
  };
  const cog = await storeFor().open(url);
  await assert.rejects(cog.readWindow(WINDOW), CHANGED);
  server.mischief = undefined;
});

test('a file at hand is asked about now and then', async () => {
  const url = server.put('/a.tif', OLD);
  const [patient, restless] = [storeFor(), storeFor({ recheckMs: 0 })];
  const { version } = (await patient.open(url)).info;
  await restless.open(url);
  server.put('/a.tif', NEW);
  server.log.length = 0;
  await patient.open(url, version);
  assert.deepEqual(server.log, []);
  await assert.rejects(restless.open(url, version), CHANGED);
  assert.equal(server.log[0], 'GET /a.tif bytes=0-0');
});

test('a host that is away does not take away what was read from it', async () => {
  const url = server.put('/a.tif', OLD);
  const store = storeFor({ recheckMs: 0 });
  const { version } = (await store.open(url)).info;
  await (await store.open(url, version)).readWindow(WINDOW);
  server.mischief = (_, response) => {
    response.writeHead(503).end();
    return true;
  };
  await (await store.open(url, version)).readWindow(WINDOW);
  await assert.rejects(store.open(url), { kind: 'busy' });
  server.mischief = undefined;
});
