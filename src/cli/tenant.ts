import type { Command } from 'commander';
import type { Queryable } from '../catalogue/database.ts';
import type { TenantRecord } from '../catalogue/tenants.ts';
import { DEFAULT_TENANT, requireTenant } from '../operations/named-records.ts';

/** The option of every command that acts for a tenant. */
export interface TenantOptions {
  readonly tenant: string;
}

/** Adds `--tenant` to a command. */
export function withTenantOption(command: Command): Command {
  return command.option('--tenant <name>', 'tenant to act for', DEFAULT_TENANT);
}

/**
 * The tenant that a command acts for; the default one is made on first use.
 *
 * @throws Failure missing that lists the tenants there are
 */
export function tenantOf(db: Queryable, { tenant }: TenantOptions): Promise<TenantRecord> {
  return requireTenant(db, tenant);
}
