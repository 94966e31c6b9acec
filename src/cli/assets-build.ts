import { Option, type Command } from 'commander';
import { listAois, type AoiRecord } from '../catalogue/aois.ts';
import type { Queryable } from '../catalogue/database.ts';
import type { WrittenDtype } from '../cog/write/stored-numbers.ts';
import { Failure } from '../failure.ts';
import { buildRaster, type BuildOptions } from '../operations/build-rasters.ts';
import { planBuilds, type RasterBuild } from '../operations/plan-builds.ts';
import type { Services } from '../operations/services.ts';
import { requireAoiNamed } from './aoi.ts';
import { optionsOf, printJson, printLine, printTable, withServices, type Cli, type GlobalOptions } from './command.ts';
import { startProgress } from './progress.ts';
import { tenantOf, withTenantOption, type TenantOptions } from './tenant.ts';
import { day, repeated } from './values.ts';

interface BuildFlags extends TenantOptions {
  readonly out: string;
  readonly index?: readonly string[];
  readonly aoi?: readonly string[];
  readonly date?: string;
  readonly dtype: WrittenDtype;
  readonly whole?: boolean;
  readonly force?: boolean;
  readonly dryRun?: boolean;
}

/** What became of one index raster. */
interface BuildResult {
  readonly status: 'built' | 'unchanged' | 'refused';
  readonly aoi: { readonly id: string; readonly name: string };
  readonly index: string;
  readonly date: string;
  readonly file: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly bytes: number | null;
  readonly asset_id: string | null;
  readonly reason: string | null;
  readonly warnings: readonly string[];
}

const EVERY = { offset: 0, limit: 1_000_000 };
/** Steps of the progress bar that one raster takes. */
const STEPS = 100;

/** `assets build` */
export function registerBuild(assets: Command, cli: Cli): void {
  withTenantOption(assets.command('build').description('compute indices of band imagery once, as files that are fast'))
    .requiredOption('--out <folder>', 'where the rasters go; made where it is missing')
    .option('--index <name>', 'may be repeated (default: what the visualizations of the areas show)', repeated)
    .option('--aoi <id|name>', 'may be repeated (default: every area of the tenant)', repeated)
    .option('--date <YYYY-MM-DD>', 'of this day only', day)
    .addOption(
      new Option('--dtype <type>', 'float32 keeps every value, int16 takes half the bytes')
        .choices(['float32', 'int16'])
        .default('float32'),
    )
    .option('--whole', 'all of the imagery, not only what surrounds the area')
    .option('--force', 'build again what was built before, and replace files that are there')
    .option('--dry-run', 'say what would be built, write nothing')
    .action((_, command: Command) => build(cli, command));
}

async function build(cli: Cli, command: Command): Promise<void> {
  const flags = optionsOf<BuildFlags>(command);
  const results = await withServices(cli, async (services) => {
    const { id: tenantId } = await tenantOf(services.database, flags);
    const aois = await chosenAois(services.database, tenantId, flags.aoi);
    const { index: indexNames, date } = flags;
    const builds = await planBuilds(services.database, aois, flags.out, { indexNames, date });
    return interruptibly((signal) => buildAll(cli, services, builds, flags, signal));
  });
  report(cli, flags, results);
}

async function chosenAois(
  db: Queryable,
  tenantId: string,
  names: readonly string[] | undefined,
): Promise<readonly AoiRecord[]> {
  if (names === undefined) return (await listAois(db, tenantId, {}, EVERY)).aois;
  const aois: AoiRecord[] = [];
  for (const name of names) aois.push(await requireAoiNamed(db, tenantId, name));
  return aois;
}

/** Runs `fn` with a signal that Ctrl-C sets off, so that half a file is cleared away. */
async function interruptibly<T>(fn: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = () => controller.abort(new Failure('invalid', 'interrupted; what was built so far stays registered'));
  process.once('SIGINT', stop);
  try {
    return await fn(controller.signal);
  } finally {
    process.removeListener('SIGINT', stop);
  }
}

async function buildAll(
  cli: Cli,
  services: Services,
  builds: readonly RasterBuild[],
  flags: BuildFlags & GlobalOptions,
  signal: AbortSignal,
): Promise<BuildResult[]> {
  const progress = startProgress(cli, flags, builds.length * STEPS, 'steps');
  const results: BuildResult[] = [];
  try {
    for (const [i, one] of builds.entries()) {
      const onProgress = (share: number) => progress.update(Math.floor((i + share) * STEPS));
      results.push(await buildOne(services, one, { ...flags, signal, onProgress }));
      progress.update((i + 1) * STEPS);
    }
  } finally {
    progress.stop();
  }
  return results;
}

async function buildOne(services: Services, one: RasterBuild, options: BuildOptions): Promise<BuildResult> {
  const { aoi, index, date, path: file, isBuilt } = one;
  const known = { aoi: { id: aoi.id, name: aoi.name }, index: index.name, date, file };
  const nothing = { width: null, height: null, bytes: null, asset_id: null, reason: null, warnings: [] };
  if (isBuilt && options.force !== true) return { status: 'unchanged', ...known, ...nothing };
  try {
    const { width, height, bytes = null, asset, warnings } = await buildRaster(services, one, options);
    return { status: 'built', ...known, width, height, bytes, asset_id: asset?.id ?? null, reason: null, warnings };
  } catch (error) {
    if (!(error instanceof Failure) || error.kind === 'busy' || options.signal?.aborted === true) throw error;
    return { status: 'refused', ...known, ...nothing, reason: error.message };
  }
}

function report(cli: Cli, { json, dryRun }: BuildFlags & GlobalOptions, results: readonly BuildResult[]): void {
  const count = (status: BuildResult['status']) => results.filter((result) => result.status === status).length;
  const counts = { built: count('built'), unchanged: count('unchanged'), refused: count('refused') };
  if (counts.refused > 0) cli.markRefused();
  if (json === true) {
    printJson(cli, { ...counts, dry_run: dryRun === true, results });
    return;
  }
  printTable(
    cli,
    ['STATUS', 'INDEX', 'DATE', 'AOI', 'SIZE', 'FILE', 'NOTE'],
    results.map(({ status, index, date, aoi, width, height, file, reason, warnings }) => [
      status,
      index,
      date,
      aoi.name,
      width === null || height === null ? '-' : `${width} x ${height}`,
      file,
      reason ?? warnings.join('; '),
    ]),
    'no index of these areas is computed from band imagery',
  );
  const totals = Object.entries(counts).map(([status, number]) => `${number} ${status}`);
  printLine(cli, `${totals.join(', ')}${dryRun === true ? ' (dry run: nothing was written)' : ''}`);
}
