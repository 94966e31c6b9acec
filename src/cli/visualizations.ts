import type { Command } from 'commander';
import type { AoiRecord } from '../catalogue/aois.ts';
import type { Queryable } from '../catalogue/database.ts';
import { findIndex, getIndex, type IndexRecord } from '../catalogue/indices.ts';
import { listVisualizations, removeVisualization } from '../catalogue/visualizations.ts';
import { Failure } from '../failure.ts';
import { createVisualization } from '../operations/create-visualization.ts';
import { requireAoiNamed } from './aoi.ts';
import { optionsOf, printJson, printLine, printList, timeText, withServices, type Cli } from './command.ts';
import { withLegendFlags, type LegendFlags } from './legend-flags.ts';
import { tenantOf, withTenantOption, type TenantOptions } from './tenant.ts';
import { numberWithin, repeated } from './values.ts';

interface AoiOptions extends TenantOptions {
  readonly aoi: string;
}

interface CreateOptions extends AoiOptions, LegendFlags {
  readonly index: string;
  readonly asset?: readonly string[];
  readonly resolution?: number;
}

/** `visualizations create|list|remove` */
export function register(program: Command, cli: Cli): void {
  const visualizations = program.command('visualizations').description('maps of an area and an index, one a date');
  const create = withAoiOption(visualizations.command('create').description('make the maps and legends of an index'))
    .requiredOption('--index <id|name>', 'index of the satellite of the area')
    .option('--asset <id>', 'only this raster; may be repeated (default: all, later ones too)', repeated)
    .option('--resolution <metres>', 'pixel size of the maps (default: that of the rasters)', numberWithin(0.01, 1e6));
  withLegendFlags(create).action((_, command: Command) => make(cli, command));
  withAoiOption(visualizations.command('list').description('list the visualizations of an area')).action(
    (_, command: Command) => list(cli, command),
  );
  withAoiOption(visualizations.command('remove').description('remove a visualization with its legends'))
    .argument('<id>')
    .action((id: string, _, command: Command) => remove(cli, command, id));
}

function withAoiOption(command: Command): Command {
  return withTenantOption(command).requiredOption('--aoi <id|name>', 'the area');
}

async function make(cli: Cli, command: Command): Promise<void> {
  const options = optionsOf<CreateOptions>(command);
  const { asset: assetIds, resolution, bins, method: dynamicMethod, range: dynamicRange, ramp } = options;
  const { record, index, legends, aoi } = await withServices(cli, async (services) => {
    const { id: tenantId } = await tenantOf(services.database, options);
    const area = await requireAoiNamed(services.database, tenantId, options.aoi);
    const { id: indexId } = await requireIndexNamed(services.database, area, options.index);
    const recipe = { indexId, assetIds, resolution, dynamicMethod, dynamicRange, ramp, bins };
    const detail = await createVisualization(services, { tenantId, userId: null }, area.id, recipe);
    return { ...detail, aoi: area };
  });
  const dates = [...new Set(legends.map(({ date }) => date))];
  if (options.json === true) printJson(cli, { ...record, index: index.name, aoi: aoi.name, dates });
  else printLine(cli, `Made ${index.name} of ${aoi.name} (${record.id}): ${dates.length} dates, ${record.status}.`);
}

async function requireIndexNamed(db: Queryable, aoi: AoiRecord, idOrName: string): Promise<IndexRecord> {
  const { tenantId, satelliteId } = aoi;
  const index = (await getIndex(db, tenantId, idOrName)) ?? (await findIndex(db, tenantId, satelliteId, idOrName));
  if (index !== undefined) return index;
  throw new Failure('missing', `no index "${idOrName}" of the satellite of "${aoi.name}"`);
}

async function list(cli: Cli, command: Command): Promise<void> {
  const options = optionsOf<AoiOptions>(command);
  const found = await withServices(cli, async ({ database }) => {
    const { id: tenantId } = await tenantOf(database, options);
    const { id: aoiId } = await requireAoiNamed(database, tenantId, options.aoi);
    const { visualizations } = await listVisualizations(database, tenantId, aoiId, {}, { offset: 0, limit: EVERY });
    const named: ((typeof visualizations)[number] & { readonly index: string })[] = [];
    for (const each of visualizations) {
      const index = await getIndex(database, tenantId, each.indexId);
      named.push({ ...each, index: index?.name ?? each.indexId });
    }
    return named;
  });
  printList(cli, options, found, {
    headings: ['ID', 'INDEX', 'ASSETS', 'STATUS', 'CREATED'],
    toRow: ({ id, index, assetIds, status, createdAt }) => [
      id,
      index,
      assetIds === null ? 'all' : String(assetIds.length),
      status,
      timeText(createdAt),
    ],
  });
}

/** A page that holds them all. */
const EVERY = 1_000_000;

async function remove(cli: Cli, command: Command, id: string): Promise<void> {
  const options = optionsOf<AoiOptions>(command);
  await withServices(cli, async ({ database }) => {
    const { id: tenantId } = await tenantOf(database, options);
    const aoi = await requireAoiNamed(database, tenantId, options.aoi);
    if (await removeVisualization(database, tenantId, aoi.id, id)) return;
    throw new Failure('missing', `the AOI "${aoi.name}" has no visualization "${id}"`);
  });
  if (options.json === true) printJson(cli, { id, removed: true });
  else printLine(cli, `Removed ${id}.`);
}
