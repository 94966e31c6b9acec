import { Failure } from '../failure.ts';
import type { Queryable } from './database.ts';

/** A workspace: everything but satellites and preset indices belongs to exactly one. */
export interface TenantRecord {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
}

const COLUMNS = `id, name, created_at AS "createdAt"`;

/** @throws Failure conflict if the name is taken */
export async function createTenant(db: Queryable, name: string): Promise<TenantRecord> {
  const rows = (await db.query(`INSERT INTO tenants (name) VALUES ($1) ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`, [
    name,
  ])) as TenantRecord[];
  const tenant = rows.at(0);
  if (tenant === undefined) throw new Failure('conflict', `a tenant named "${name}" exists already`);
  return tenant;
}

/** The tenant of that exact name. */
export async function findTenant(db: Queryable, name: string): Promise<TenantRecord | undefined> {
  const rows = (await db.query(`SELECT ${COLUMNS} FROM tenants WHERE name = $1`, [name])) as TenantRecord[];
  return rows.at(0);
}

/** Every tenant, newest first. */
export async function listTenants(db: Queryable): Promise<TenantRecord[]> {
  return (await db.query(`SELECT ${COLUMNS} FROM tenants ORDER BY created_at DESC, id`)) as TenantRecord[];
}
