import assert from 'node:assert/strict';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { Readable } from 'node:stream';
import { openLocalFile } from '../../src/cog/sources/local.ts';
import { CogStore } from '../../src/cog/store.ts';
import { Failure } from '../../src/failure.ts';
import { openAssetFile } from '../../src/operations/open-asset-file.ts';

const BYTES = Buffer.from(Array.from({ length: 1_700_000 }, (_, i) => (i * 31 + (i >> 8)) & 255));

async function registered(t: TestContext) {
  const directory = await mkdtemp(join(tmpdir(), 'asset-'));
  t.after(() => rm(directory, { recursive: true }));
  const path = join(directory, 'ndvi.tif');
  await writeFile(path, BYTES);
  const source = await openLocalFile(path);
  await source.release();
  return { path, version: source.version };
}

async function readAll(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

test('the whole file and any part of it, byte for byte', async (t) => {
  const asset = await registered(t);
  for (const [start, end] of [
    [0, BYTES.length - 1],
    [0, 0],
    [65_000, 1_600_001],
    [BYTES.length - 1, BYTES.length - 1],
  ]) {
    const file = await openAssetFile(new CogStore(), asset);
    assert.equal(file.name, 'ndvi.tif');
    assert.ok((await readAll(file.read(start, end))).equals(BYTES.subarray(start, end + 1)));
    await file.close();
  }
});

test('a changed or missing file is refused by its name, without its path', async (t) => {
  const asset = await registered(t);
  await utimes(asset.path, 1, 1);
  const isRefusal = (error: unknown) => {
    assert.ok(error instanceof Failure);
    assert.equal(error.kind, 'unreadable');
    assert.match(error.message, /ndvi\.tif/);
    assert.ok(!error.message.includes(tmpdir()));
    return true;
  };
  await assert.rejects(openAssetFile(new CogStore(), asset), isRefusal);
  await rm(asset.path);
  await assert.rejects(openAssetFile(new CogStore(), asset), isRefusal);
});
