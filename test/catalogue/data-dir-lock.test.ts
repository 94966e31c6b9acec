import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { lockDirectory } from '../../src/catalogue/data-dir-lock.ts';

let directory: string;
beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'chromatile-lock-'))));
afterEach(() => rm(directory, { recursive: true, force: true }));

test('one at a time, and again after its release', async () => {
  const unlock = await lockDirectory(directory);
  await assert.rejects(lockDirectory(directory), { kind: 'conflict', message: new RegExp(`process ${process.pid};`) });
  await unlock();
  assert.deepEqual(await readdir(directory), []);
  await (
    await lockDirectory(directory)
  )();
});

test('of many who try at once, one gets it', async () => {
  const tries = await Promise.allSettled(Array.from({ length: 20 }, () => lockDirectory(directory)));
  const won = tries.filter((result) => result.status === 'fulfilled');
  assert.equal(won.length, 1);
  assert.deepEqual(await readdir(directory), ['lock']);
});

test('the lock of a process that is gone is taken over', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  for (const content of [JSON.stringify({ pid, started: '1' }), 'cut off', '', JSON.stringify({ pid: process.pid })]) {
    await writeFile(join(directory, 'lock'), content);
    const unlock = await lockDirectory(directory);
    const holder = JSON.parse(await readFile(join(directory, 'lock'), 'utf8')) as { pid: number };
    assert.equal(holder.pid, process.pid);
    await unlock();
  }
});

const skip = process.platform === 'linux' ? false : 'start times are known on Linux only';
test('a process with the same id that started at another time does not hold it', { skip }, async () => {
  await writeFile(join(directory, 'lock'), JSON.stringify({ pid: process.ppid, started: '1' }));
  await (
    await lockDirectory(directory)
  )();
  await writeFile(join(directory, 'lock'), JSON.stringify({ pid: process.ppid, started: null }));
  await assert.rejects(lockDirectory(directory), { kind: 'conflict' });
});
