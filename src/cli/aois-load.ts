import type { Command } from 'commander';
import type { Queryable } from '../catalogue/database.ts';
import { faultText } from '../operations/check-features.ts';
import { loadAois, type LoadReport } from '../operations/load-aois.ts';
import { OPERATOR } from '../operations/services.ts';
import { requireProject, requireSatellite } from '../operations/named-records.ts';
import { optionsOf, printJson, printLine, withServices, type Cli, type CommandServices } from './command.ts';
import { readFeatures } from './formats/read-features.ts';
import { startProgress } from './progress.ts';
import { tenantOf, withTenantOption, type TenantOptions } from './tenant.ts';

interface LoadOptions extends TenantOptions {
  readonly project: string;
  readonly satellite: string;
  readonly nameProperty?: string;
  readonly keepGoing?: boolean;
  readonly dryRun?: boolean;
}

/** `aois load` */
export function register(aois: Command, cli: Cli): void {
  withTenantOption(aois.command('load').description('load areas, or bring those of the same names up to date'))
    .argument('<file>', 'GeoJSON, zipped Shapefile, KML or KMZ; - reads standard input')
    .requiredOption('--project <id|name>', 'project to load them into')
    .requiredOption('--satellite <id|name>', 'whose indices they are looked at in')
    .option('--name-property <property>', 'property that holds the name (default: name, in any case)')
    .option('--keep-going', 'load the good features of a file that has bad ones')
    .option('--dry-run', 'check everything and say what would be done, but write nothing')
    .action((file: string, _, command: Command) => load(cli, command, file));
}

async function load(cli: Cli, command: Command, file: string): Promise<void> {
  const options = optionsOf<LoadOptions>(command);
  const features = await readFeatures(file, cli.stdin);
  const progress = startProgress(cli, options, features.length, 'areas');
  const report = await withServices(cli, async (services) => {
    const ids = await destination(services.database, options);
    const { nameProperty, keepGoing = false } = options;
    const input = {
      ...ids,
      userId: OPERATOR,
      features,
      nameProperty,
      keepGoing,
      onProgress: (done: number) => progress.update(done),
    };
    return inTransaction(services, options.dryRun === true, (tx) => loadAois(services, tx, input));
  }).finally(() => progress.stop());
  if (report.faults.length > 0) cli.markRefused();
  if (options.json === true) {
    printJson(cli, { ...report, written: isWritten(report, options) });
    return;
  }
  describe(cli, report, options);
}

async function destination(
  db: Queryable,
  options: LoadOptions,
): Promise<{ tenantId: string; projectId: string; satelliteId: string }> {
  const tenant = await tenantOf(db, options);
  const project = await requireProject(db, tenant.id, options.project);
  const satellite = await requireSatellite(db, options.satellite);
  return { tenantId: tenant.id, projectId: project.id, satelliteId: satellite.id };
}

/** Thrown inside a transaction to roll it back; what was found out is kept. */
class DryRun extends Error {
  readonly report: LoadReport;

  constructor(report: LoadReport) {
    super('rolled back: a dry run');
    this.report = report;
  }
}

async function inTransaction(
  { database }: CommandServices,
  isDryRun: boolean,
  fn: (tx: Queryable) => Promise<LoadReport>,
): Promise<LoadReport> {
  try {
    return await database.transaction(async (tx) => {
      const report = await fn(tx);
      if (isDryRun) throw new DryRun(report);
      return report;
    });
  } catch (error) {
    if (error instanceof DryRun) return error.report;
    throw error;
  }
}

function isWritten({ faults }: LoadReport, { dryRun, keepGoing }: LoadOptions): boolean {
  return dryRun !== true && (faults.length === 0 || keepGoing === true);
}

function describe(cli: Cli, report: LoadReport, options: LoadOptions): void {
  for (const fault of report.faults) cli.stderr.write(`${faultText(fault)}\n`);
  if (report.faults.length > 0 && options.keepGoing !== true) {
    cli.stderr.write('Nothing was loaded; --keep-going loads the others.\n');
    return;
  }
  const { added, updated, unchanged, faults } = report;
  const counts = `${added.length} added, ${updated.length} updated, ${unchanged.length} unchanged, ${faults.length} refused`;
  printLine(cli, options.dryRun === true ? `Would be: ${counts}. Nothing was written.` : `${counts}.`);
}
