import type { Command } from 'commander';
import { listAois, removeAoi } from '../catalogue/aois.ts';
import type { Queryable } from '../catalogue/database.ts';
import { requireProject } from '../operations/named-records.ts';
import { requireAoiNamed } from './aoi.ts';
import { register as registerLoad } from './aois-load.ts';
import { optionsOf, printJson, printLine, printList, timeText, withServices, type Cli } from './command.ts';
import { tenantOf, withTenantOption, type TenantOptions } from './tenant.ts';

interface ProjectOptions extends TenantOptions {
  readonly project?: string;
}

/** `aois load|list|remove` */
export function register(program: Command, cli: Cli): void {
  const aois = program.command('aois').description('areas of interest');
  registerLoad(aois, cli);
  withTenantOption(aois.command('list').description('list the areas'))
    .option('--project <id|name>', 'of this project only')
    .action((_, command: Command) => list(cli, command));
  withTenantOption(aois.command('remove').description('remove an area with its statistics, visualizations and legends'))
    .argument('<id|name>')
    .option('--project <id|name>', 'where a name occurs in several projects')
    .action((idOrName: string, _, command: Command) => remove(cli, command, idOrName));
}

async function list(cli: Cli, command: Command): Promise<void> {
  const options = optionsOf<ProjectOptions>(command);
  const aois = await withServices(cli, async ({ database }) => {
    const { tenantId, projectId } = await scopeOf(database, options);
    const filter = { projectIds: projectId === undefined ? undefined : [projectId] };
    return (await listAois(database, tenantId, filter, { offset: 0, limit: EVERY })).aois;
  });
  printList(cli, options, aois, {
    headings: ['ID', 'NAME', 'HECTARES', 'UPDATED'],
    toRow: ({ id, name, areaM2, updatedAt }) => [id, name, (areaM2 / 10_000).toFixed(2), timeText(updatedAt)],
  });
}

/** A page that holds them all. */
const EVERY = 1_000_000;

async function scopeOf(
  db: Queryable,
  options: ProjectOptions,
): Promise<{ tenantId: string; projectId: string | undefined }> {
  const { id: tenantId } = await tenantOf(db, options);
  if (options.project === undefined) return { tenantId, projectId: undefined };
  return { tenantId, projectId: (await requireProject(db, tenantId, options.project)).id };
}

async function remove(cli: Cli, command: Command, idOrName: string): Promise<void> {
  const options = optionsOf<ProjectOptions>(command);
  const aoi = await withServices(cli, async ({ database }) => {
    const { tenantId, projectId } = await scopeOf(database, options);
    const only = await requireAoiNamed(database, tenantId, idOrName, projectId);
    await removeAoi(database, tenantId, only.id);
    return only;
  });
  if (options.json === true) {
    printJson(cli, { id: aoi.id, name: aoi.name, removed: true });
    return;
  }
  printLine(cli, `Removed ${aoi.name} (${aoi.id}).`);
}
