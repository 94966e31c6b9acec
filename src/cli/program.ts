import { Command, CommanderError } from 'commander';
import { Failure } from '../failure.ts';
import type { Cli, Host } from './command.ts';
import { COMMANDS } from './commands.ts';

/** What the process ends with. */
export type ExitCode = 0 | 1 | 2;

/**
 * Runs one command line.
 *
 * @param args without the names of node and the program
 * @returns 0 when all went well, 1 when something was refused or failed, 2 when the command line was wrong
 */
export async function runProgram(host: Host, args: readonly string[]): Promise<ExitCode> {
  const refusals: true[] = [];
  const cli: Cli = { ...host, markRefused: () => refusals.push(true) };
  try {
    await buildProgram(cli).parseAsync(args, { from: 'user' });
    return refusals.length > 0 ? 1 : 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // commander has said it already
    report(host, error, args);
    return 1;
  }
}

function buildProgram(cli: Cli): Command {
  const program = new Command('chromatile')
    .description('Administers Chromatile: areas, rasters, visualizations, keys.')
    .option('--json', 'write JSON, for scripts')
    .option('--verbose', 'show where an unexpected error came from')
    .helpOption('-h, --help', 'show help')
    .helpCommand(false)
    .showHelpAfterError('(add --help for the options)');
  for (const register of COMMANDS) register(program, cli);
  settle(program, cli);
  return program;
}

/** The same streams and failures for every command below, and the program's options accepted after any of them. */
function settle(command: Command, cli: Cli): void {
  command
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void cli.stdout.write(text),
      writeErr: (text) => void cli.stderr.write(text),
    })
    .showHelpAfterError('(add --help for the options)');
  for (const child of command.commands) settle(child, cli);
  if (command.parent === null || command.commands.length > 0) return;
  command.option('--json', 'write JSON, for scripts').option('--verbose', 'show where an unexpected error came from');
}

/** A failure in one line; anything else is a fault of the program, whose stack is for who asks for it. */
function report({ stderr }: Host, error: unknown, args: readonly string[]): void {
  const isExpected = error instanceof Failure;
  const message = isExpected ? error.message : `unexpected error: ${String(error)}`;
  if (args.includes('--json')) {
    const details = isExpected ? error.details : undefined;
    stderr.write(`${JSON.stringify({ error: { code: isExpected ? error.kind : 'internal', message, details } })}\n`);
  } else {
    stderr.write(`${message}\n`);
  }
  if (!isExpected && args.includes('--verbose') && error instanceof Error) stderr.write(`${error.stack ?? ''}\n`);
}
