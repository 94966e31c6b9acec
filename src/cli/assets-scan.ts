import type { Command } from 'commander';
import { aoisOverlapping, listAois, type AoiRecord } from '../catalogue/aois.ts';
import { levelGrid } from '../cog/level-grid.ts';
import { Failure } from '../failure.ts';
import { footprintOf } from '../operations/footprint.ts';
import { registerAsset } from '../operations/register-asset.ts';
import type { Services } from '../operations/services.ts';
import { requireAoiNamed } from './aoi.ts';
import { optionsOf, printJson, printLine, printTable, withServices, type Cli } from './command.ts';
import { startProgress } from './progress.ts';
import { findRasters } from './scan/find-rasters.ts';
import { aoisOfFolder } from './scan/pairing.ts';
import { DEFAULT_PATTERN, nameReader, type NamedScene, type NameReader } from './scan/pattern.ts';
import { tenantOf, withTenantOption, type TenantOptions } from './tenant.ts';
import { day, repeated } from './values.ts';

interface ScanOptions extends TenantOptions {
  readonly pattern?: string;
  readonly index?: string;
  readonly date?: string;
  readonly aoi?: readonly string[];
  readonly match?: string;
  readonly dryRun?: boolean;
}

/** What became of one file for one AOI; without an AOI it was refused for all. */
interface ScanResult {
  readonly file: string;
  readonly aoi: { readonly id: string; readonly name: string } | null;
  readonly index: string | null;
  readonly date: string | null;
  readonly status: 'added' | 'updated' | 'unchanged' | 'refused';
  readonly asset_id: string | null;
  readonly reason: string | null;
  readonly warnings: readonly string[];
}

/** Which AOIs a file belongs to. */
type Pairing = (path: string) => Promise<readonly AoiRecord[]>;

/** `assets scan` */
export function registerScan(assets: Command, cli: Cli): void {
  withTenantOption(assets.command('scan').description('register the rasters of folders for their areas'))
    .argument('<folder|glob...>', 'searched for *.tif; ** is any number of folders')
    .option('--pattern <text>', `where a file name says index and date (default: ${DEFAULT_PATTERN})`)
    .option('--index <name>', 'index of all files, whatever their names say')
    .option('--date <YYYY-MM-DD>', 'date of all files, whatever their names say', day)
    .option('--aoi <id|name>', 'area that the files belong to; may be repeated (default: all they overlap)', repeated)
    .option('--match <property>', 'areas whose feature has the name of the file’s folder in this property')
    .option('--dry-run', 'check everything, write nothing')
    .action((sources: string[], _, command: Command) => scan(cli, command, sources));
}

async function scan(cli: Cli, command: Command, sources: readonly string[]): Promise<void> {
  const options = optionsOf<ScanOptions>(command);
  if (options.aoi !== undefined && options.match !== undefined) command.error('error: give --aoi or --match, not both');
  const readName = nameReader(options.pattern);
  const files = await findRasters(sources);
  const results = await withServices(cli, async (services) => {
    const { id: tenantId } = await tenantOf(services.database, options);
    const pairing = await makePairing(services, tenantId, options);
    const progress = startProgress(cli, options, files.length, 'rasters');
    const found: ScanResult[] = [];
    for (const [i, file] of files.entries()) {
      found.push(...(await takeFile(services, tenantId, file, readName, pairing, options)));
      progress.update(i + 1);
    }
    progress.stop();
    return found;
  });
  report(cli, options, results);
}

async function makePairing(services: Services, tenantId: string, { aoi, match }: ScanOptions): Promise<Pairing> {
  const { database, cogs } = services;
  if (aoi !== undefined) {
    const aois: AoiRecord[] = [];
    for (const idOrName of aoi) aois.push(await requireAoiNamed(database, tenantId, idOrName));
    return () => Promise.resolve(aois);
  }
  if (match !== undefined) {
    const { aois } = await listAois(database, tenantId, {}, { offset: 0, limit: EVERY });
    return (path) => Promise.resolve().then(() => aoisOfFolder(aois, match, path));
  }
  return async (path) => {
    const { info } = await cogs.open(path);
    const overlapping = await aoisOverlapping(database, tenantId, footprintOf(levelGrid(info)));
    if (overlapping.length === 0) throw new Failure('missing', 'it overlaps no AOI');
    return overlapping;
  };
}

/** A page that holds them all. */
const EVERY = 1_000_000;

async function takeFile(
  services: Services,
  tenantId: string,
  file: string,
  readName: NameReader,
  pairing: Pairing,
  options: ScanOptions,
): Promise<ScanResult[]> {
  const named = { ...readName(file), ...given(options) };
  try {
    if (options.pattern !== undefined && readName(file) === undefined) {
      throw new Failure('invalid', `its name does not follow the pattern ${options.pattern}`);
    }
    const results: ScanResult[] = [];
    for (const aoi of await pairing(file))
      results.push(await takeForAoi(services, tenantId, file, named, aoi, options));
    return results;
  } catch (error) {
    return [refused(file, named, null, error)];
  }
}

function given({ index, date }: ScanOptions): NamedScene {
  return { ...(index === undefined ? {} : { indexName: index }), ...(date === undefined ? {} : { date }) };
}

async function takeForAoi(
  services: Services,
  tenantId: string,
  file: string,
  named: NamedScene,
  aoi: AoiRecord,
  { dryRun }: ScanOptions,
): Promise<ScanResult> {
  try {
    const { indexName, date, status, asset, warnings } = await registerAsset(services, {
      tenantId,
      aoiId: aoi.id,
      path: file,
      ...named,
      dryRun,
    });
    return {
      file,
      aoi: nameOf(aoi),
      index: indexName,
      date,
      status,
      asset_id: asset?.id ?? null,
      reason: null,
      warnings,
    };
  } catch (error) {
    return refused(file, named, aoi, error);
  }
}

function nameOf({ id, name }: AoiRecord): { id: string; name: string } {
  return { id, name };
}

/** Throws what is no refusal: a database that went away refuses no file. */
function refused(file: string, named: NamedScene, aoi: AoiRecord | null, error: unknown): ScanResult {
  if (!(error instanceof Failure) || error.kind === 'busy') throw error;
  const { indexName: index = null, date = null } = named;
  const reason = error.message;
  return { file, aoi: aoi && nameOf(aoi), index, date, status: 'refused', asset_id: null, reason, warnings: [] };
}

function report(cli: Cli, { json, dryRun }: ScanOptions & { json?: boolean }, results: readonly ScanResult[]): void {
  const count = (status: ScanResult['status']) => results.filter((result) => result.status === status).length;
  const refusals = count('refused');
  if (refusals > 0) cli.markRefused();
  const counts = { added: count('added'), updated: count('updated'), unchanged: count('unchanged'), refused: refusals };
  if (json === true) {
    printJson(cli, { ...counts, dry_run: dryRun === true, results });
    return;
  }
  const ordered = [...results].sort((a, b) => Number(a.status === 'refused') - Number(b.status === 'refused'));
  printTable(
    cli,
    ['STATUS', 'INDEX', 'DATE', 'AOI', 'FILE', 'NOTE'],
    ordered.map(({ status, index, date, aoi, file, reason, warnings }) => [
      status,
      index ?? '-',
      date ?? '-',
      aoi?.name ?? '-',
      file,
      reason ?? warnings.join('; '),
    ]),
  );
  const totals = Object.entries(counts).map(([status, number]) => `${number} ${status}`);
  printLine(cli, `${totals.join(', ')}${dryRun === true ? ' (dry run: nothing was written)' : ''}`);
}
