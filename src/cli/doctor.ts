import type { Command } from 'commander';
import { loadConfig } from '../config.ts';
import { optionsOf, printJson, printLine, type Cli } from './command.ts';
import { checkCatalogue } from './doctor/catalogue.ts';
import { fail, messageOf, ok, type Check } from './doctor/check.ts';
import {
  checkCompiledLoops,
  checkDisk,
  checkFonts,
  checkLibraries,
  checkNode,
  checkWritable,
} from './doctor/machine.ts';

/** `doctor` */
export function register(program: Command, cli: Cli): void {
  program
    .command('doctor')
    .description('check everything that the service needs, and say what to do about it')
    .action((_, command: Command) => diagnose(cli, command));
}

async function diagnose(cli: Cli, command: Command): Promise<void> {
  const checks = [
    checkNode(),
    await checkLibraries(),
    checkCompiledLoops(),
    await checkFonts(),
    ...(await checkInstallation(cli)),
  ];
  const isWell = checks.every(({ status }) => status !== 'fail');
  if (!isWell) cli.markRefused();
  if (optionsOf(command).json === true) {
    printJson(cli, { ok: isWell, checks });
    return;
  }
  const width = Math.max(...checks.map(({ name }) => name.length));
  for (const { status, name, detail, hint } of checks) {
    printLine(cli, `${status.padEnd(4)}  ${name.padEnd(width)}  ${detail}`);
    if (hint !== undefined) printLine(cli, `${''.padEnd(width + 8)}→ ${hint}`);
  }
}

/** What depends on the configuration. */
async function checkInstallation(cli: Cli): Promise<Check[]> {
  try {
    const config = loadConfig(cli.env);
    const { databaseUrl, dataDir } = config;
    const folder = databaseUrl === undefined ? [await checkWritable('data', dataDir)] : [];
    return [ok('settings', 'read'), ...folder, ...(await checkDisk(dataDir)), ...(await checkCatalogue(cli, config))];
  } catch (error) {
    return [fail('settings', messageOf(error), 'docs/configuration.md says what each variable takes')];
  }
}
