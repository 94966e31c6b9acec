/**
 * Runs test files, all of them unless some are named, several at a time, and lends them embedded databases that stay
 * up in between; those that hold code to a time come first, with nothing beside them. With `--database` it runs those
 * that open a database, for a second pass on TEST_DATABASE_URL.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { LENDER, TEST_SERVER } from '../database.ts';
import { databaseTests, timedTests, untimedTests } from './files.ts';
import { startLender } from './lender.ts';

/** An embedded database takes most of a gigabyte, so that a large machine is not used up. */
const MOST_AT_ONCE = 8;

const named = process.argv.slice(2);
const groups = named.includes('--database')
  ? [databaseTests()]
  : named.length > 0
    ? [named]
    : [timedTests(), untimedTests()];
const folder = await mkdtemp(join(tmpdir(), 'chromatile-tests-'));
const lender = TEST_SERVER === undefined ? await startLender(folder) : undefined;
try {
  for (const files of groups) process.exitCode = (await run(files)) || process.exitCode;
} finally {
  await lender?.close();
  await rm(folder, { recursive: true, force: true });
}

/** @returns the exit code of Node's test runner */
async function run(files: readonly string[]): Promise<number> {
  const concurrency = Math.min(availableParallelism(), MOST_AT_ONCE);
  const args = ['--import', 'tsx', '--test', `--test-concurrency=${concurrency}`, ...files];
  const env = { ...process.env, ...(lender && { [LENDER]: lender.socket }) };
  const runner = spawn(process.execPath, args, { stdio: 'inherit', env });
  const pass = (signal: NodeJS.Signals): unknown => runner.kill(signal);
  process.on('SIGINT', pass).on('SIGTERM', pass);
  const [code, signal] = (await once(runner, 'exit')) as [number | null, NodeJS.Signals | null];
  process.off('SIGINT', pass).off('SIGTERM', pass);
  if (signal !== null) throw new Error(`the test runner was ended by ${signal}`);
  return code ?? 1;
}
