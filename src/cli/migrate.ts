import type { Command } from 'commander';
import { pendingMigrations } from '../catalogue/migrate.ts';
import { migrateCatalogue, operatorDirectories } from '../operations/migrate-catalogue.ts';
import { openCommandServices, optionsOf, printJson, printLine, type Cli } from './command.ts';

interface MigrateOptions {
  readonly dryRun?: boolean;
}

/** `migrate` */
export function register(program: Command, cli: Cli): void {
  program
    .command('migrate')
    .description('bring the catalogue up to date: schema, presets, and the migrations in MIGRATIONS_DIR')
    .option('--dry-run', 'only say what would be applied')
    .action((_, command: Command) => {
      const options = optionsOf<MigrateOptions>(command);
      return options.dryRun === true ? showPending(cli, options.json) : apply(cli, options.json);
    });
}

async function showPending(cli: Cli, isJson = false): Promise<void> {
  const pending = await openCommandServices(cli, ({ database, config }) =>
    pendingMigrations(database, { directories: operatorDirectories(config.migrationsDir) }),
  );
  if (isJson) {
    printJson(cli, { pending });
    return;
  }
  printLine(cli, pending.length === 0 ? 'Everything is applied.' : `Would apply:\n${pending.join('\n')}`);
}

async function apply(cli: Cli, isJson = false): Promise<void> {
  const report = await openCommandServices(cli, (services) =>
    migrateCatalogue(services, services.config.migrationsDir),
  );
  if (isJson) {
    printJson(cli, report);
    return;
  }
  printLine(cli, report.applied.length === 0 ? 'Nothing to apply.' : `Applied:\n${report.applied.join('\n')}`);
  for (const name of report.drifted) cli.stderr.write(`${name} has changed since it was applied; not applied again\n`);
}
