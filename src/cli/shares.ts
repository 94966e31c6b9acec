import type { Command } from 'commander';
import {
  listAllShares,
  replaceShareSecret,
  revokeAnyShare,
  revokeSharesOfKey,
  type NamedShare,
} from '../catalogue/shares.ts';
import { Failure } from '../failure.ts';
import { requireTenant } from '../operations/named-records.ts';
import { optionsOf, printJson, printLine, printList, timeText, withServices, type Cli } from './command.ts';
import type { TenantOptions } from './tenant.ts';

interface RevokeOptions {
  readonly key?: string;
}

/** `shares list|revoke|rotate` */
export function register(program: Command, cli: Cli): void {
  const shares = program.command('shares').description('links that show one visualization without a key');
  shares
    .command('list')
    .description('list links, ended ones included')
    .option('--tenant <name>', 'of this tenant only')
    .action((_, command: Command) => list(cli, command));
  shares
    .command('revoke')
    .description('end a link for good, or every link that was made with a key')
    .argument('[id]', 'as listed')
    .option('--key <id>', 'instead: a key, as `keys list` shows it')
    .action((id: string | undefined, _, command: Command) => revoke(cli, command, id));
  shares
    .command('rotate')
    .description('make another secret, which ends every link; where SHARE_SECRET is set, change that instead')
    .action((_, command: Command) => rotate(cli, command));
}

async function list(cli: Cli, command: Command): Promise<void> {
  const options = optionsOf<Partial<TenantOptions>>(command);
  const shares = await withServices(cli, async ({ database }) => {
    const tenant = options.tenant === undefined ? undefined : await requireTenant(database, options.tenant);
    return listAllShares(database, tenant?.id);
  });
  printList(cli, options, shares, {
    headings: ['ID', 'TENANT', 'MAP', 'NAME', 'CREATED', 'STATE'],
    toRow: (share) => [
      share.id,
      share.tenantName,
      `${share.indexName} of ${share.aoiName}`,
      share.name ?? '-',
      timeText(share.createdAt),
      stateOf(share, new Date()),
    ],
  });
}

function stateOf({ revokedAt, expiresAt }: NamedShare, now: Date): string {
  if (revokedAt !== null) return `revoked ${timeText(revokedAt)}`;
  return `${expiresAt > now ? 'valid until' : 'expired'} ${timeText(expiresAt)}`;
}

async function revoke(cli: Cli, command: Command, id: string | undefined): Promise<void> {
  const { key, json } = optionsOf<RevokeOptions>(command);
  if ((id === undefined) === (key === undefined)) {
    throw new Failure('invalid', 'give either the id of a link, or --key with the id of a key');
  }
  const revoked = await withServices(cli, async ({ database }) => {
    if (key !== undefined) return revokeSharesOfKey(database, key);
    if (id !== undefined && (await revokeAnyShare(database, id))) return 1;
    throw new Failure('missing', `no link ${id}; \`chromatile shares list\` shows the ids`);
  });
  if (json === true) printJson(cli, { revoked });
  else printLine(cli, id === undefined ? `Revoked ${revoked} links.` : `Revoked link ${id}.`);
}

async function rotate(cli: Cli, command: Command): Promise<void> {
  await withServices(cli, async ({ database, config }) => {
    if (config.shareSecrets.length > 0) {
      throw new Failure('conflict', 'SHARE_SECRET is set, and links are signed with that: change it, and restart');
    }
    await replaceShareSecret(database);
  });
  if (optionsOf(command).json === true) printJson(cli, { rotated: true });
  else printLine(cli, 'Every link made so far has ended.');
}
