import { Readable } from 'node:stream';
import type { Database } from '../../src/catalogue/database.ts';
import type { Host, Output } from '../../src/cli/command.ts';
import { runProgram } from '../../src/cli/program.ts';
import { openServices } from '../../src/wiring.ts';
import { openTestDatabase } from '../database.ts';
import { createMemory } from '../../src/operations/memory.ts';
import { openTestPixels } from '../pixels.ts';

/** What a command line did. */
export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output as it was written, for images. */
  readonly bytes: Buffer;
}

/** Runs the program in this process, as if at no terminal. */
export async function run(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
  stdin: Uint8Array = new Uint8Array(),
  open: Host['openServices'] = openServices,
): Promise<Run> {
  const [out, err] = [capture(), capture()];
  const host = { stdout: out.output, stderr: err.output, stdin: Readable.from([stdin]), env, openServices: open };
  const code = await runProgram(host, args);
  return { code, stdout: out.bytes().toString(), stderr: err.bytes().toString(), bytes: out.bytes() };
}

function capture(): { output: Output; bytes: () => Buffer } {
  const chunks: Buffer[] = [];
  return {
    output: { write: (text) => chunks.push(Buffer.from(text as string)) },
    bytes: () => Buffer.concat(chunks),
  };
}

/** Command lines that share one migrated database, so that it is started once for a test file. */
export interface SharedRuns {
  readonly database: Database;
  run(args: readonly string[], env?: Readonly<Record<string, string>>, stdin?: Uint8Array): Promise<Run>;
  /** The document that the command writes with `--json`; an error, its standard error, unless the exit code is 0. */
  json(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<unknown>;
  close(): Promise<void>;
}

export async function shareDatabase(): Promise<SharedRuns> {
  const [database, pixels] = [await openTestDatabase(), openTestPixels()];
  const open: Host['openServices'] = () =>
    Promise.resolve({ database, ...pixels, memory: createMemory(0), close: () => Promise.resolve() });
  const shared: SharedRuns = {
    database,
    run: (args, env, stdin) => run(args, env, stdin, open),
    json: async (args, env) => {
      const { code, stdout, stderr } = await shared.run([...args, '--json'], env);
      if (code !== 0) throw new Error(stderr);
      return JSON.parse(stdout) as unknown;
    },
    close: async () => {
      await pixels.cogs.close();
      await database.close();
    },
  };
  return shared;
}
