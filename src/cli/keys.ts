import { Option, type Command } from 'commander';
import { createKey, listKeys, revokeKey, type KeyRecord, type Rights } from '../catalogue/api-keys.ts';
import { countSharesOfKey } from '../catalogue/shares.ts';
import { Failure, invalidField } from '../failure.ts';
import { requireTenant } from '../operations/named-records.ts';
import { optionsOf, printJson, printLine, printList, timeText, withServices, type Cli } from './command.ts';
import { tenantOf, withTenantOption, type TenantOptions } from './tenant.ts';

interface CreateOptions extends TenantOptions {
  readonly name: string;
  readonly rights: Rights;
  readonly expires?: string;
}

/** `keys create|list|revoke` */
export function register(program: Command, cli: Cli): void {
  const keys = program.command('keys').description('API keys');
  withTenantOption(keys.command('create').description('make a key and show it, the only time that it can be seen'))
    .requiredOption('--name <text>', 'what or whom it is for')
    .addOption(new Option('--rights <rights>', 'write includes read').choices(['read', 'write']).default('read'))
    .option('--expires <date>', 'last use: a day, YYYY-MM-DD, to its end in UTC, or a time, YYYY-MM-DDThh:mm:ssZ')
    .action((_, command: Command) => create(cli, command));
  keys
    .command('list')
    .description('list keys, ended ones included, without the keys themselves')
    .option('--tenant <name>', 'of this tenant only')
    .action((_, command: Command) => list(cli, command));
  keys
    .command('revoke')
    .description('end a key for good')
    .argument('<id>', 'as listed')
    .action((id: string, _, command: Command) => revoke(cli, command, id));
}

async function create(cli: Cli, command: Command): Promise<void> {
  const options = optionsOf<CreateOptions>(command);
  const { name, rights, expires } = options;
  const expiresAt = expires === undefined ? undefined : readExpiry(expires, new Date());
  const { record, key } = await withServices(cli, async ({ database }) => {
    const tenant = await tenantOf(database, options);
    return createKey(database, { tenantId: tenant.id, name, rights, expiresAt });
  });
  if (options.json === true) {
    printJson(cli, { ...record, key });
    return;
  }
  printLine(cli, key);
  cli.stderr.write(`Key ${record.id} of tenant ${record.tenantName}, ${rights}. It is not shown again.\n`);
}

/** The end of a day, or a time with its zone. */
function readExpiry(text: string, now: Date): Date {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const isTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text);
  const at = new Date(isDay ? `${text}T23:59:59.999Z` : text);
  // 30 February is read as a day of March
  const isReal = !isDay || (!Number.isNaN(at.getTime()) && at.toISOString().startsWith(text));
  if (!(isDay || isTime) || Number.isNaN(at.getTime()) || !isReal) {
    throw invalidField('--expires', `"${text}" is no date; expected YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ`);
  }
  if (at <= now) throw invalidField('--expires', `${text} is over already`);
  return at;
}

async function list(cli: Cli, command: Command): Promise<void> {
  const options = optionsOf<Partial<TenantOptions>>(command);
  const keys = await withServices(cli, async ({ database }) => {
    const tenant = options.tenant === undefined ? undefined : await requireTenant(database, options.tenant);
    return listKeys(database, tenant?.id);
  });
  printList(cli, options, keys, {
    headings: ['ID', 'TENANT', 'NAME', 'RIGHTS', 'CREATED', 'STATE'],
    toRow: (key) => [key.id, key.tenantName, key.name, key.rights, timeText(key.createdAt), stateOf(key, new Date())],
  });
}

function stateOf({ revokedAt, expiresAt }: KeyRecord, now: Date): string {
  if (revokedAt !== null) return `revoked ${timeText(revokedAt)}`;
  if (expiresAt === null) return 'valid';
  return `${expiresAt > now ? 'valid until' : 'expired'} ${timeText(expiresAt)}`;
}

async function revoke(cli: Cli, command: Command, id: string): Promise<void> {
  const links = await withServices(cli, async ({ database }) => {
    if (await revokeKey(database, id)) return countSharesOfKey(database, id);
    throw new Failure('missing', `no key ${id}; \`chromatile keys list\` shows the ids`);
  });
  if (optionsOf(command).json === true) {
    printJson(cli, { id, revoked: true, links });
    return;
  }
  printLine(cli, `Revoked key ${id}.`);
  if (links === 0) return;
  printLine(cli, `${links} links made with it are good still; end them with: chromatile shares revoke --key ${id}`);
}
