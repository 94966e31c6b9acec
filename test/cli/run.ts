import { Readable } from 'node:stream';
import type { Output } from '../../src/cli/command.ts';
import { runProgram } from '../../src/cli/program.ts';

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
): Promise<Run> {
  const [out, err] = [capture(), capture()];
  const host = { stdout: out.output, stderr: err.output, stdin: Readable.from([stdin]), env };
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
