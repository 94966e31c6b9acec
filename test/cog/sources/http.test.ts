import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceOpener, type SourceSettings } from '../../../src/cog/sources/open-source.ts';
import { CogStore } from '../../../src/cog/store.ts';
import type { Window } from '../../../src/grid/grid.ts';
import { serveRange, settings, startServer } from './server.ts';
import { tiledCog, valueAt } from './tiled.ts';

const server = await startServer();

function storeFor(changes: Partial<SourceSettings> = {}): CogStore {
  return new CogStore({ openSource: sourceOpener(settings([server.host], changes)) });
}

/** Requests since the last call. */
function requests(): string[] {
  return server.log.splice(0);
}

/** The window's pixels are exactly those of `tiledCog`. */
async function checkPixels(store: CogStore, url: string, window: Window, shift = 0): Promise<void> {
  const cog = await store.open(url);
  const { values } = await cog.readWindow(window);
  const expected = Array.from(values, (_, i) =>
    valueAt(window.col + (i % window.width), window.row + Math.floor(i / window.width), shift),
  );
  assert.deepEqual([...values], expected);
}

test('a file says the same of itself from far as from near', async () => {
  const url = server.put('/maps/ndvi%20a.tif', tiledCog({ across: 2, down: 2 }));
  const { info } = await storeFor().open(url);
  assert.equal(info.name, 'ndvi a.tif');
  assert.deepEqual([info.width, info.height, info.dtype], [32, 32, 'uint8']);
  assert.equal(info.version.modifiedMs, Date.UTC(2024, 4, 6, 10));
  assert.equal(info.version.size, tiledCog({ across: 2, down: 2 }).length);
  requests();
});

test('a cold tile takes one request for the header and one a row of blocks, and a warm one none', async () => {
  // 36 x 40 tiles of 16 pixels, each 8 KiB apart: rows of blocks lie 300 KiB from each other
  const url = server.put('/order.tif', tiledCog({ across: 36, down: 40, gap: 8192 }));
  const store = storeFor();
  await checkPixels(store, url, { col: 520, row: 600, width: 20, height: 20 });
  const [head, ...blocks] = requests();
  assert.equal(head, 'GET /order.tif bytes=0-65535');
  assert.equal(blocks.length, 2, blocks.join('\n'));
  await checkPixels(store, url, { col: 521, row: 601, width: 10, height: 10 });
  // opened without a version in mind, the file is looked at again; the blocks are at hand
  assert.deepEqual(requests(), ['GET /order.tif bytes=0-0']);
  const { version } = (await store.open(url)).info;
  requests();
  await (await store.open(url, version)).readWindow({ col: 521, row: 601, width: 10, height: 10 });
  assert.deepEqual(requests(), []);
});

test('mask blocks come with those that they belong to', async () => {
  const url = server.put('/mask.tif', tiledCog({ across: 36, down: 40, gap: 8192, isMasked: true }));
  const cog = await storeFor().open(url);
  const { values, valid } = await cog.readWindow({ col: 520, row: 600, width: 20, height: 20 });
  assert.deepEqual(
    [...valid],
    [...values].map((value) => (value % 2 === 0 ? 1 : 0)),
  );
  assert.equal(requests().length, 3);
});

test('of block tables beyond the first bytes only the part that is needed is read', async () => {
  // 57,600 tiles: the tables take 450 KiB, of which a window needs 16
  const url = server.put('/large.tif', tiledCog({ across: 240, down: 240, gap: 0 }));
  const store = storeFor();
  const cog = await store.open(url);
  const opening = requests();
  assert.ok(opening.length <= 2, opening.join('\n'));
  await cog.readWindow({ col: 2000, row: 2000, width: 16, height: 16 });
  const first = requests();
  // offsets and lengths lie 225 KiB apart: one request for both, one for the neighbouring blocks
  assert.equal(first.length, 2, first.join('\n'));
  await cog.readWindow({ col: 2040, row: 2000, width: 16, height: 16 });
  assert.equal(requests().length, 1);
  await checkPixels(store, url, { col: 2000, row: 2000, width: 80, height: 40 });
  requests();
});

test('a raster has the same pixels however its blocks are merged', async () => {
  for (const gap of [0, 100_000, 300_000]) {
    const url = server.put(`/gap${gap}.tif`, tiledCog({ across: 5, down: 4, gap }));
    await checkPixels(storeFor(), url, { col: 0, row: 0, width: 80, height: 64 });
  }
  requests();
});

test('user and password go to the host itself only, and into no message', async () => {
  const other = await startServer();
  const target = other.put('/a.tif', tiledCog({ across: 2, down: 2 }));
  const url = `http://ada:p%40ss@${server.host}/secret.tif?sig=hunter2`;
  server.mischief = (_, response) => {
    response.writeHead(302, { Location: `${target}?from=redirect` }).end();
    return true;
  };
  const open = sourceOpener(settings([server.host, other.host]));
  const source = await open(url);
  assert.equal(server.requests.at(-1)?.headers.authorization, `Basic ${btoa('ada:p@ss')}`);
  assert.equal(other.requests.at(-1)?.headers.authorization, undefined);
  assert.equal(source.name, 'secret.tif');
  server.mischief = undefined;
  await assert.rejects(open(url), (error: Error) => {
    assert.match(
      error.message,
      /^secret\.tif cannot be read: there is no such file on 127\.0\.0\.1:\d+ \(status 404\)$/,
    );
    return true;
  });
  requests();
});

test('no more requests run at a time than the host is to be given', async () => {
  const bytes = tiledCog({ across: 4, down: 10, gap: 300_000 });
  const url = server.put('/many.tif', bytes);
  let running = 0;
  let most = 0;
  server.mischief = (request, response) => {
    most = Math.max(most, ++running);
    response.on('close', () => running--);
    setTimeout(() => serveRange({ bytes }, request, response), 2);
    return true;
  };
  await checkPixels(storeFor(), url, { col: 0, row: 0, width: 64, height: 160 });
  server.mischief = undefined;
  assert.equal(requests().length, 40); // the first block came with the header
  assert.equal(most, 4);
});

test('what is not allowed is not opened, whatever kind of location it is', async () => {
  const open = sourceOpener(settings([server.host], { roots: ['/nowhere'] }));
  await assert.rejects(open(import.meta.filename), { kind: 'forbidden', message: /ASSET_ROOTS/ });
  await assert.rejects(open('https://example.org/a.tif'), { kind: 'forbidden', message: /ASSET_HOSTS/ });
  await assert.rejects(open('s3://maps/a.tif'), { kind: 'forbidden', message: /ASSET_HOSTS/ });
  await assert.rejects(open('ftp://example.org/a.tif'), { kind: 'invalid' });
});
