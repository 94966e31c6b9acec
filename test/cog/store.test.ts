import assert from 'node:assert/strict';
import { chmod, rename, utimes } from 'node:fs/promises';
import { test } from 'node:test';
import type { Source } from '../../src/cog/source.ts';
import { CogStore } from '../../src/cog/store.ts';
import { localFiles, openLocalFile } from '../../src/cog/sources/local.ts';
import { makeDirectory, PLAIN_TAGS, plainPixels, tiff } from './files.ts';

const directory = makeDirectory();
const WHOLE = { col: 0, row: 0, width: 4, height: 3 };

test('a version is size, time and a hash of the first bytes', async () => {
  const path = await directory.write('a.tif', Buffer.from('chromatile'));
  await utimes(path, 1700000000, 1700000000);
  const source = await openLocalFile(path);
  await source.release();
  assert.deepEqual(source.version, {
    size: 10,
    modifiedMs: 1_700_000_000_000,
    // printf chromatile | sha256sum
    headerHash: 'd77622759c05da45afe6943329feba1f6f891127d7945c0e0ba1fe7e193ed4d5',
  });
});

test('a changed file names the command that refreshes it', async () => {
  const path = await directory.write('b.tif', tiff(PLAIN_TAGS, plainPixels()));
  const store = new CogStore();
  const { version } = (await store.open(path)).info;
  await store.open(path, version);
  await directory.write('b.tif', tiff({ ...PLAIN_TAGS, 42113: [2, '5'] }, plainPixels()));
  const other = new CogStore();
  const failure = { kind: 'unreadable', message: /^b\.tif has changed .*`chromatile assets refresh b\.tif`/ };
  await assert.rejects(other.open(path, version), failure);
  await assert.rejects(other.openSource(path, version), failure);
  // the catalogue learnt of the new file: the first store has to look at once
  const refreshed = (await other.open(path)).info.version;
  assert.deepEqual((await store.open(path, refreshed)).info.version, refreshed);
  await store.close();
  await other.close();
});

test('a file known to be the expected one is looked at again only after a while', async () => {
  const path = await directory.write('f.tif', tiff(PLAIN_TAGS, plainPixels()));
  for (const [recheckMs, isNoticed] of [
    [60_000, false],
    [0, true],
  ] as const) {
    await directory.write('f.tif', tiff(PLAIN_TAGS, plainPixels()));
    const store = new CogStore({ openSource: localFiles({ recheckMs }) });
    const cog = await store.open(path);
    await directory.write('f.tif', tiff({ ...PLAIN_TAGS, 42113: [2, '5'] }, plainPixels()));
    const again = store.open(path, cog.info.version);
    if (isNoticed) await assert.rejects(again, /has changed/);
    else assert.equal(await again, cog);
    await store.close();
  }
});

test('bytes written over an open file are never taken for its own', async () => {
  const tags = { ...PLAIN_TAGS, 256: [3, [200]], 257: [3, [100]], 278: [3, [100]], 279: [4, [80000]] } as const;
  const pixels = (value: number) => new Uint8Array(new Float32Array(20000).fill(value).buffer);
  const path = await directory.write('g.tif', tiff(tags, pixels(3)));
  const store = new CogStore({ cacheBytes: 0 });
  const cog = await store.open(path);
  await directory.write('g.tif', tiff(tags, pixels(4)));
  await assert.rejects(cog.readWindow({ col: 0, row: 99, width: 1, height: 1 }), {
    kind: 'unreadable',
    message: /g\.tif has changed/,
  });
  await store.close();
});

test('a file that was only touched is opened anew without a word', async () => {
  const tags = { ...PLAIN_TAGS, 256: [3, [200]], 257: [3, [100]], 278: [3, [100]], 279: [4, [80000]] } as const;
  const bytes = tiff(tags, new Uint8Array(new Float32Array(20000).fill(3).buffer));
  const path = await directory.write('h.tif', bytes);
  await utimes(path, 1700000000, 1700000000);
  const store = new CogStore({ cacheBytes: 0 });
  const cog = await store.open(path);
  await rename(await directory.write('i.tif', bytes), path);
  await utimes(path, 1700000000, 1700000000);
  assert.equal((await cog.readWindow({ col: 0, row: 99, width: 1, height: 1 })).values[0], 3);
  await chmod(path, 0o600);
  assert.equal((await cog.readWindow({ col: 0, row: 99, width: 1, height: 1 })).values[0], 3);
  await store.close();
});

test('a store keeps files open, and opens a replaced one anew', async () => {
  const path = await directory.write('c.tif', tiff(PLAIN_TAGS, plainPixels()));
  const store = new CogStore();
  const cog = await store.open(path);
  assert.equal(await store.open(path), cog);
  const pixels = plainPixels();
  new Float32Array(pixels.buffer)[0] = 99;
  await directory.write('c.tif', tiff(PLAIN_TAGS, pixels));
  await utimes(path, 1700000000, 1700000000);
  const replaced = await store.open(path);
  assert.notEqual(replaced, cog);
  assert.equal((await replaced.readWindow(WHOLE)).values[0], 99);
  await store.close();
});

test('a raster stays usable after its store made room', async () => {
  const store = new CogStore({ maxOpenFiles: 1, cacheBytes: 0 });
  // pixels beyond the bytes that are held in memory, so that reading needs the descriptor
  const tags = { ...PLAIN_TAGS, 256: [3, [200]], 257: [3, [100]], 278: [3, [100]], 279: [4, [80000]] } as const;
  const bytes = tiff(tags, new Uint8Array(new Float32Array(20000).fill(3).buffer));
  const first = await store.open(await directory.write('d.tif', bytes));
  const second = await store.open(await directory.write('e.tif', bytes));
  for (const cog of [first, second, first]) {
    assert.equal((await cog.readWindow({ col: 0, row: 99, width: 1, height: 1 })).values[0], 3);
  }
  await first.close();
  await directory.write('d.tif', Buffer.concat([bytes, Buffer.from('more')]));
  await assert.rejects(first.readWindow({ col: 0, row: 99, width: 1, height: 1 }), /has changed/);
  await store.close();
});

test('a file that cannot be closed to make room is nobody’s failure', async (t) => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): number => unhandled.push(reason);
  process.on('unhandledRejection', note);
  t.after(() => process.off('unhandledRejection', note));
  const openSource = async (location: string): Promise<Source> => {
    const source = await openLocalFile(location);
    return {
      name: source.name,
      version: source.version,
      read: (offset, length) => source.read(offset, length),
      isCurrent: (isForced) => source.isCurrent(isForced),
      release: async () => {
        await source.release();
        throw new Error('EIO');
      },
    };
  };
  const store = new CogStore({ maxOpenFiles: 1, openSource });
  for (const name of ['j.tif', 'k.tif']) await store.open(await directory.write(name, tiff(PLAIN_TAGS, plainPixels())));
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual(unhandled, []);
  await assert.rejects(store.close(), /EIO/);
});
