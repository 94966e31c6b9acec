import type { Queryable } from '../catalogue/database.ts';
import { findProject, listProjects, type ProjectRecord } from '../catalogue/projects.ts';
import { findSatellite, listSatellites, type SatelliteRecord } from '../catalogue/satellites.ts';
import { createTenant, findTenant, listTenants, type TenantRecord } from '../catalogue/tenants.ts';
import { Failure } from '../failure.ts';

/** The tenant that operators mean when they name none. */
export const DEFAULT_TENANT = 'default';

/** How many valid names a message lists. */
const MAX_LISTED = 20;

/**
 * The tenant of that name; the default one is made when it is first needed.
 *
 * @throws Failure missing that lists the tenants there are
 */
export async function requireTenant(db: Queryable, name: string = DEFAULT_TENANT): Promise<TenantRecord> {
  const tenant = await findTenant(db, name);
  if (tenant !== undefined) return tenant;
  if (name === DEFAULT_TENANT) return createTenant(db, name);
  const tenants = await listTenants(db);
  throw unknown('tenant', name, namesOf(tenants));
}

/**
 * The tenant's project of that id or name.
 *
 * @throws Failure missing that lists the tenant's projects
 */
export async function requireProject(db: Queryable, tenantId: string, idOrName: string): Promise<ProjectRecord> {
  const project = await findProject(db, tenantId, idOrName);
  if (project !== undefined) return project;
  const { projects } = await listProjects(db, tenantId, { pageNum: 1, pageSize: MAX_LISTED + 1 });
  throw unknown('project', idOrName, namesOf(projects));
}

/**
 * The satellite of that id, or of that name in any case.
 *
 * @throws Failure missing that lists the satellites
 */
export async function requireSatellite(db: Queryable, idOrName: string): Promise<SatelliteRecord> {
  const satellite = await findSatellite(db, idOrName);
  if (satellite !== undefined) return satellite;
  throw unknown('satellite', idOrName, namesOf(await listSatellites(db)));
}

function namesOf(records: readonly { readonly name: string }[]): string[] {
  return records.map(({ name }) => name);
}

function unknown(kind: string, name: string, valid: readonly string[]): Failure {
  const listed = valid.slice(0, MAX_LISTED).join(', ') + (valid.length > MAX_LISTED ? ' …' : '');
  const found = valid.length === 0 ? `there is no ${kind} yet` : `there are: ${listed}`;
  return new Failure('missing', `no ${kind} "${name}"; ${found}`);
}
