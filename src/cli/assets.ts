import { basename, extname } from 'node:path';
import type { Command } from 'commander';
import { assetsByFileName, assetsByName, assetsOfAoi, type AssetRecord } from '../catalogue/assets.ts';
import { listAois } from '../catalogue/aois.ts';
import type { Queryable } from '../catalogue/database.ts';
import { locationName, shownLocation } from '../cog/sources/location.ts';
import { Failure } from '../failure.ts';
import { refreshAsset } from '../operations/refresh-asset.ts';
import { registerAsset, type AssetRegistration } from '../operations/register-asset.ts';
import { removeAsset } from '../operations/remove-asset.ts';
import { requireAoiNamed } from './aoi.ts';
import { registerAddBands } from './assets-bands.ts';
import { registerBuild } from './assets-build.ts';
import { registerScan } from './assets-scan.ts';
import { optionsOf, printJson, printLine, printList, withServices, type Cli } from './command.ts';
import { registerInspect } from './inspect.ts';
import { startProgress } from './progress.ts';
import { tenantOf, withTenantOption, type TenantOptions } from './tenant.ts';
import { day, wholeNumber } from './values.ts';

interface AddOptions extends TenantOptions {
  readonly aoi: string;
  readonly index?: string;
  readonly date?: string;
  readonly band?: number;
  readonly name?: string;
}

interface RefreshOptions extends TenantOptions {
  readonly all?: boolean;
  readonly aoi?: string;
}

/** `assets add|add-bands|scan|refresh|remove|list|build|inspect` */
export function register(program: Command, cli: Cli): void {
  const assets = program.command('assets').description('rasters of the areas');
  withTenantOption(
    assets
      .command('add')
      .description('register one raster for an area')
      .argument('<file>', 'a path, or a URL: https://, s3://'),
  )
    .requiredOption('--aoi <id|name>', 'whose raster it is')
    .option('--index <name>', 'which index it holds (default: the name of its band)')
    .option('--date <YYYY-MM-DD>', 'when it was taken (default: the date in the file)', day)
    .option('--band <number>', 'which band, from 1', wholeNumber(1, 65_535))
    .option('--name <text>', 'name of the asset (default: the name of the file)')
    .action((file: string, _, command: Command) => add(cli, command, file));
  registerAddBands(assets, cli);
  registerScan(assets, cli);
  withTenantOption(assets.command('refresh').description('read rasters again that were replaced on disk'))
    .argument('[id|name...]')
    .option('--all', 'every raster of the tenant, or of the area')
    .option('--aoi <id|name>', 'of this area only')
    .action((names: string[], _, command: Command) => refresh(cli, command, names));
  withTenantOption(assets.command('remove').description('forget rasters; their files stay where they are'))
    .argument('<id|name...>')
    .option('--aoi <id|name>', 'of this area only')
    .action((names: string[], _, command: Command) => remove(cli, command, names));
  withTenantOption(assets.command('list').description('list the rasters'))
    .option('--aoi <id|name>', 'of this area only')
    .action((_, command: Command) => list(cli, command));
  registerBuild(assets, cli);
  registerInspect(assets, cli);
}

async function add(cli: Cli, command: Command, path: string): Promise<void> {
  const options = optionsOf<AddOptions>(command);
  const { index: indexName, date, band, name } = options;
  const added = await withServices(cli, async (services) => {
    const { id: tenantId } = await tenantOf(services.database, options);
    const aoi = await requireAoiNamed(services.database, tenantId, options.aoi);
    return registerAsset(services, { tenantId, aoiId: aoi.id, path, indexName, date, band, name });
  });
  for (const warning of added.warnings) cli.stderr.write(`${locationName(path)}: ${warning}\n`);
  if (options.json === true) printJson(cli, { ...added, ...(added.asset && { asset: shown(added.asset) }) });
  else printLine(cli, registrationText(added));
}

function registrationText({ asset, status, indexName, date }: AssetRegistration): string {
  const id = asset === undefined ? '' : ` (${asset.id})`;
  return `${status}: ${asset?.name ?? ''}${id}, ${indexName} of ${date}`;
}

async function refresh(cli: Cli, command: Command, names: readonly string[]): Promise<void> {
  const options = optionsOf<RefreshOptions>(command);
  if (names.length > 0 === (options.all === true)) command.error('error: give assets by id or name, or --all');
  const results = await withServices(cli, async (services) => {
    const { database } = services;
    const { id: tenantId } = await tenantOf(database, options);
    const assets = await chosenAssets(database, tenantId, names, options.aoi);
    const progress = startProgress(cli, options, assets.length, 'rasters');
    const done: { name: string; id: string; status: string; reason?: string }[] = [];
    for (const { id, name } of assets) {
      try {
        done.push({ name, id, status: (await refreshAsset(services, { tenantId, assetId: id })).status });
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        done.push({ name, id, status: 'refused', reason: error.message });
      }
      progress.update(done.length);
    }
    progress.stop();
    return done;
  });
  if (results.some(({ status }) => status === 'refused')) cli.markRefused();
  printList(cli, options, results, {
    headings: ['STATUS', 'NAME', 'ID', 'REASON'],
    toRow: ({ status, name, id, reason }) => [status, name, id, reason ?? ''],
  });
}

/** Assets by id, name or file name, or without any all of them. */
async function chosenAssets(
  db: Queryable,
  tenantId: string,
  names: readonly string[],
  aoiName: string | undefined,
): Promise<AssetRecord[]> {
  const aoi = aoiName === undefined ? undefined : await requireAoiNamed(db, tenantId, aoiName);
  if (names.length === 0) return everyAsset(db, tenantId, aoi?.id);
  const chosen = new Map<string, AssetRecord>();
  for (const name of names) {
    const found = (await assetsNamed(db, tenantId, name)).filter(({ aoiId }) => aoi === undefined || aoiId === aoi.id);
    if (found.length === 0) throw new Failure('missing', `no asset "${name}"; \`chromatile assets list\` shows them`);
    for (const asset of found) chosen.set(asset.id, asset);
  }
  return [...chosen.values()];
}

/** Messages name a raster by its file; an asset may be called after it without the extension, or be made of several. */
async function assetsNamed(db: Queryable, tenantId: string, name: string): Promise<AssetRecord[]> {
  const found = await assetsByName(db, tenantId, name);
  if (found.length > 0) return found;
  const called = await assetsByName(db, tenantId, basename(name, extname(name)));
  return called.length > 0 ? called : assetsByFileName(db, tenantId, name);
}

async function everyAsset(db: Queryable, tenantId: string, aoiId: string | undefined): Promise<AssetRecord[]> {
  if (aoiId !== undefined) return assetsOfAoi(db, aoiId);
  const { aois } = await listAois(db, tenantId, {}, { offset: 0, limit: EVERY });
  const lists: AssetRecord[][] = [];
  for (const { id } of aois) lists.push(await assetsOfAoi(db, id));
  return lists.flat();
}

/** A page that holds them all. */
const EVERY = 1_000_000;

async function remove(cli: Cli, command: Command, names: readonly string[]): Promise<void> {
  const options = optionsOf<RefreshOptions>(command);
  const removed = await withServices(cli, async (services) => {
    const { id: tenantId } = await tenantOf(services.database, options);
    const assets = await chosenAssets(services.database, tenantId, names, options.aoi);
    requireUnambiguous(assets);
    for (const { id, aoiId } of assets) await removeAsset(services, { tenantId, aoiId, assetId: id });
    return assets;
  });
  if (options.json === true)
    printJson(
      cli,
      removed.map(({ id, name }) => ({ id, name, removed: true })),
    );
  else for (const { id, name } of removed) printLine(cli, `Removed ${name} (${id}).`);
}

/** A name that several areas share may be refreshed as a whole, but is not to be removed by accident. */
function requireUnambiguous(assets: readonly AssetRecord[]): void {
  const seen = new Set<string>();
  for (const { name } of assets) {
    if (seen.has(name)) {
      const ids = assets.filter((asset) => asset.name === name).map(({ id }) => id);
      throw new Failure('conflict', `${ids.length} assets are named "${name}": give --aoi, or ids: ${ids.join(', ')}`);
    }
    seen.add(name);
  }
}

/** Without what is secret in the URLs of its files. */
function shown(asset: AssetRecord): AssetRecord {
  const bands = asset.bands.map((band) => ({ ...band, path: shownLocation(band.path) }));
  return { ...asset, path: shownLocation(asset.path), bands };
}

async function list(cli: Cli, command: Command): Promise<void> {
  const options = optionsOf<RefreshOptions>(command);
  const assets = await withServices(cli, async ({ database }) => {
    const { id: tenantId } = await tenantOf(database, options);
    return chosenAssets(database, tenantId, [], options.aoi);
  });
  printList(cli, options, assets.map(shown), {
    headings: ['ID', 'NAME', 'DATE', 'BAND', 'FILE'],
    toRow: ({ id, name, date, bandList, path }) => [id, name, date, bandList.join(' '), path],
  });
}
