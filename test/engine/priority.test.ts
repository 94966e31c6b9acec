import assert from 'node:assert/strict';
import { getPriority } from 'node:os';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';

/** Runs the module on a thread, which tells its priority before and after. */
async function standBackOnThread(): Promise<readonly [before: number, after: number]> {
  const code = `
    const { parentPort, workerData } = require('node:worker_threads');
    const { getPriority } = require('node:os');
    import('tsx/esm/api').then(async ({ register }) => {
      register();
      const { standBack } = await import(workerData);
      const before = getPriority();
      standBack();
      parentPort.postMessage([before, getPriority()]);
    });`;
  const workerData = new URL('../../src/engine/priority.ts', import.meta.url).href;
  const worker = new Worker(code, { eval: true, execArgv: [], workerData });
  return new Promise((resolve, reject) => {
    worker.on('message', resolve);
    worker.on('error', reject);
  });
}

const elsewhere = process.platform === 'linux' ? false : 'a priority is the whole process’s here';

test('a thread stands back, and the one that started it does not', { skip: elsewhere }, async () => {
  const own = getPriority();
  const [before, after] = await standBackOnThread();
  assert.equal(before, own);
  assert.equal(after, Math.min(19, own + 5));
  assert.equal(getPriority(), own);
});
