/**
 * Runs test files, all of them unless some are named, several at a time, and lends them embedded databases that stay
 * up in between; those that hold code to a time come first, with nothing beside them. With `--database` it runs those
 * that open a database, for a second pass on TEST_DATABASE_URL.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { LENDER, TEST_SERVER } from '../database.ts';
import { databaseTests, timedTests, untimedTests } from './files.ts';
import { startLender } from './lender.ts';

/** An embedded database takes most of a gigabyte, so that a large machine is not used up. */
const MOST_AT_ONCE = 8;

interface Group {
  readonly files: readonly string[];
  /** Files that run at a time. */
  readonly concurrency: number;
}

const atOnce = Math.min(availableParallelism(), MOST_AT_ONCE);
const named = process.argv.slice(2);
const groups: readonly Group[] = named.includes('--database')
  ? [{ files: databaseTests(), concurrency: atOnce }]
  : named.length > 0
    ? [{ files: named, concurrency: atOnce }]
    : [
        { files: timedTests(), concurrency: 1 },
        { files: untimedTests(), concurrency: atOnce },
      ];
const folder = await mkdtemp(join(tmpdir(), 'chromatile-tests-'));
const lender = TEST_SERVER === undefined ? await startLender(folder) : undefined;
const failures: string[] = [];
try {
  for (const [i, group] of groups.entries()) {
    const report = join(folder, `report-${i}`);
    const code = await run(group, report);
    process.exitCode = code || process.exitCode;
    // the runner ends with what failed, but a later group says much after it
    if (code !== 0 && i < groups.length - 1) failures.push(failuresIn(await readFile(report, 'utf8')));
  }
} finally {
  await lender?.close();
  await rm(folder, { recursive: true, force: true });
}
process.stdout.write(failures.join(''));

/** @returns the exit code of Node's test runner, which tells what happens on the standard output and in a file */
async function run({ files, concurrency }: Group, report: string): Promise<number> {
  const reporters = ['stdout', report].flatMap((to) => ['--test-reporter=spec', `--test-reporter-destination=${to}`]);
  const args = ['--import', 'tsx', '--test', `--test-concurrency=${concurrency}`, ...reporters, ...files];
  const env = { ...process.env, ...(lender && { [LENDER]: lender.socket }) };
  const runner = spawn(process.execPath, args, { stdio: 'inherit', env });
  const pass = (signal: NodeJS.Signals): unknown => runner.kill(signal);
  process.on('SIGINT', pass).on('SIGTERM', pass);
  const [code, signal] = (await once(runner, 'exit')) as [number | null, NodeJS.Signals | null];
  process.off('SIGINT', pass).off('SIGTERM', pass);
  if (signal !== null) throw new Error(`the test runner was ended by ${signal}`);
  return code ?? 1;
}

/** The end of a report, from where the runner lists what failed; all of it where it does not. */
function failuresIn(report: string): string {
  return report.slice(Math.max(0, report.lastIndexOf('failing tests:')));
}
