/**
 * Runs test files, all of them unless some are named, several at a time, and lends them embedded databases that stay
 * up in between. With `--database` it runs those that open a database, for a second pass on TEST_DATABASE_URL.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { LENDER, TEST_SERVER } from '../database.ts';
import { databaseTests, testFiles } from './files.ts';
import { startLender } from './lender.ts';

/** An embedded database takes most of a gigabyte, so that a large machine is not used up. */
const MOST_AT_ONCE = 8;

const named = process.argv.slice(2);
const files = named.includes('--database') ? databaseTests() : named.length > 0 ? named : testFiles();
const folder = await mkdtemp(join(tmpdir(), 'chromatile-tests-'));
const lender = TEST_SERVER === undefined ? await startLender(folder) : undefined;
try {
  const concurrency = Math.min(availableParallelism(), MOST_AT_ONCE);
  const args = ['--import', 'tsx', '--test', `--test-concurrency=${concurrency}`, ...files];
  const env = { ...process.env, ...(lender && { [LENDER]: lender.socket }) };
  const runner = spawn(process.execPath, args, { stdio: 'inherit', env });
  // the runner gets the terminal's signals itself, ends its files, and tells by its exit
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => runner.kill(signal));
  const [code] = (await once(runner, 'exit')) as [number | null];
  process.exitCode = code ?? 1;
} finally {
  await lender?.close();
  await rm(folder, { recursive: true, force: true });
}
