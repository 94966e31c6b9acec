import type { Command } from 'commander';
import { createProject, listProjects } from '../catalogue/projects.ts';
import { optionsOf, printJson, printLine, printList, timeText, withServices, type Cli } from './command.ts';
import { tenantOf, withTenantOption, type TenantOptions } from './tenant.ts';

/** `projects create|list` */
export function register(program: Command, cli: Cli): void {
  const projects = program.command('projects').description('groups of areas');
  withTenantOption(projects.command('create').description('make a project').argument('<name>', 'short name'))
    .option('--title <text>', 'name to show (default: the name)')
    .action((name: string, _, command: Command) => create(cli, command, name));
  withTenantOption(projects.command('list').description('list the projects')).action((_, command: Command) =>
    list(cli, command),
  );
}

async function create(cli: Cli, command: Command, name: string): Promise<void> {
  const options = optionsOf<TenantOptions & { readonly title?: string }>(command);
  const project = await withServices(cli, async ({ database }) => {
    const tenant = await tenantOf(database, options);
    return createProject(database, { tenantId: tenant.id, name, title: options.title ?? name });
  });
  if (options.json === true) {
    printJson(cli, project);
    return;
  }
  printLine(cli, `Made project ${project.name} (${project.id}).`);
}

async function list(cli: Cli, command: Command): Promise<void> {
  const options = optionsOf<TenantOptions>(command);
  const { projects } = await withServices(cli, async ({ database }) => {
    const tenant = await tenantOf(database, options);
    return listProjects(database, tenant.id, { pageNum: 1, pageSize: EVERY });
  });
  printList(cli, options, projects, {
    headings: ['ID', 'NAME', 'TITLE', 'CREATED'],
    toRow: ({ id, name, title, createdAt }) => [id, name, title, timeText(createdAt)],
  });
}

/** A page that holds them all. */
const EVERY = 1_000_000;
