import type { Command } from 'commander';
import { createTenant, listTenants } from '../catalogue/tenants.ts';
import { optionsOf, printJson, printLine, printList, timeText, withServices, type Cli } from './command.ts';

/** `tenants create|list` */
export function register(program: Command, cli: Cli): void {
  const tenants = program.command('tenants').description('workspaces: each sees only its own');
  tenants
    .command('create')
    .description('make a tenant')
    .argument('<name>')
    .action((name: string, _, command: Command) => create(cli, command, name));
  tenants
    .command('list')
    .description('list the tenants')
    .action((_, command: Command) => list(cli, command));
}

async function create(cli: Cli, command: Command, name: string): Promise<void> {
  const tenant = await withServices(cli, ({ database }) => createTenant(database, name));
  if (optionsOf(command).json === true) {
    printJson(cli, tenant);
    return;
  }
  printLine(cli, `Made tenant ${tenant.name} (${tenant.id}).`);
}

async function list(cli: Cli, command: Command): Promise<void> {
  const tenants = await withServices(cli, ({ database }) => listTenants(database));
  printList(cli, optionsOf(command), tenants, {
    headings: ['ID', 'NAME', 'CREATED'],
    toRow: ({ id, name, createdAt }) => [id, name, timeText(createdAt)],
  });
}
