import type { Command } from 'commander';
import { pendingMigrations } from '../catalogue/migrate.ts';
import { loadConfig, type Config } from '../config.ts';
import { Failure } from '../failure.ts';
import { createLog, type Log } from '../log.ts';
import type { Services } from '../operations/services.ts';
import type { OpenServices } from '../wiring.ts';

/** Somewhere to write text; the process's streams are such, and so is a test's buffer. */
export interface Output {
  write(text: string | Uint8Array): unknown;
  /** True at a terminal. */
  readonly isTTY?: boolean | undefined;
}

/** What a program has of the process it runs in. */
export interface Host {
  readonly stdout: Output;
  readonly stderr: Output;
  /** Bytes of standard input, for `-`. */
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How the services are opened. Tests let several commands share one database. */
  readonly openServices: (config: Config, log: Log) => Promise<OpenServices>;
}

/** What a command has of the run it is part of. */
export interface Cli extends Host {
  /** Says that something was refused or failed though the command went on: the run ends with exit code 1. */
  markRefused(): void;
}

/** Options that every command has. */
export interface GlobalOptions {
  readonly json?: boolean;
  readonly verbose?: boolean;
}

/** What a command works with. */
export interface CommandServices extends Services {
  readonly config: Config;
}

/** The command's own options, which its definition makes of the type T, and those of the program. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- commander's options are untyped: each command names its own
export function optionsOf<T extends object>(command: Command): T & GlobalOptions {
  return command.optsWithGlobals();
}

/**
 * Runs `fn` with the services that the environment configures, and closes them whatever happens.
 *
 * @throws Failure invalid if the configuration is wrong; conflict if a running server uses the embedded database, or
 *   the catalogue's schema is not this version's
 */
export async function withServices<T>(cli: Cli, fn: (services: CommandServices) => Promise<T>): Promise<T> {
  return openCommandServices(cli, async (services) => {
    if ((await pendingMigrations(services.database)).length > 0) {
      throw new Failure('conflict', 'the catalogue is not up to date; run `chromatile migrate` first');
    }
    return fn(services);
  });
}

/** Like `withServices`, whatever state the catalogue is in. */
export async function openCommandServices<T>(cli: Cli, fn: (services: CommandServices) => Promise<T>): Promise<T> {
  const config = loadConfig(cli.env);
  const services = await cli.openServices(config, commandLog(cli, config));
  try {
    return await fn({ ...services, config });
  } finally {
    await services.close();
  }
}

/** On standard error, so that a command's own output stays clean; no small talk unless it is asked for. */
function commandLog(cli: Cli, { logLevel }: Config): Log {
  const level = logLevel === 'info' ? 'warn' : logLevel;
  return createLog(level, { write: (line: string) => void cli.stderr.write(line) });
}

/** Writes one JSON document on one line. */
export function printJson(cli: Cli, value: unknown): void {
  cli.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Writes a line of text. */
export function printLine(cli: Cli, line: string): void {
  cli.stdout.write(`${line}\n`);
}

/** Writes rows under headings in columns as wide as their longest text; `none` instead where there are no rows. */
export function printTable(
  cli: Cli,
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  none = 'none',
): void {
  if (rows.length === 0) {
    printLine(cli, none);
    return;
  }
  const table = [headings, ...rows];
  const widths = headings.map((_, col) => Math.max(...table.map((row) => displayWidth(row[col] ?? ''))));
  for (const row of table) {
    const cells = row.map((text, col) => text + ' '.repeat(Math.max(0, (widths[col] ?? 0) - displayWidth(text))));
    printLine(cli, cells.join('  ').trimEnd());
  }
}

/** Letters rather than UTF-16 units or combining marks. */
function displayWidth(text: string): number {
  return Array.from(text.replace(/\p{Mark}/gu, '')).length;
}

/** Writes a list: with `--json` an array of the records themselves, else a table of what `toRow` shows of each. */
export function printList<T>(
  cli: Cli,
  { json }: GlobalOptions,
  records: readonly T[],
  { headings, toRow }: { readonly headings: readonly string[]; readonly toRow: (record: T) => readonly string[] },
): void {
  if (json === true) {
    printJson(cli, records);
    return;
  }
  printTable(cli, headings, records.map(toRow));
}

/** `2024-05-06 12:30` in UTC, or a dash. */
export function timeText(time: Date | null): string {
  return time === null ? '-' : time.toISOString().slice(0, 16).replace('T', ' ');
}
