import { Failure } from '../failure.ts';
import type { Queryable } from './database.ts';
import { isUuid } from './ids.ts';

/** A named group of AOIs of one tenant. `name` is a slug, `title` the display name. */
export interface ProjectRecord {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly title: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface NewProject {
  readonly tenantId: string;
  readonly name: string;
  readonly title: string;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
}

const COLUMNS = `id, tenant_id AS "tenantId", name, title, metadata, created_at AS "createdAt",
  updated_at AS "updatedAt"`;

/** One page of the tenant's projects, newest first, and how many there are. `pageNum` counts from 1. */
export async function listProjects(
  db: Queryable,
  tenantId: string,
  { pageNum, pageSize }: { pageNum: number; pageSize: number },
): Promise<{ count: number; projects: ProjectRecord[] }> {
  const [{ count }] = (await db.query(`SELECT count(*) FROM projects WHERE tenant_id = $1`, [tenantId])) as [
    { count: number },
  ];
  const projects = (await db.query(
    `SELECT ${COLUMNS} FROM projects WHERE tenant_id = $1 ORDER BY created_at DESC, id LIMIT $2 OFFSET $3`,
    [tenantId, pageSize, (pageNum - 1) * pageSize],
  )) as ProjectRecord[];
  return { count, projects };
}

export async function getProject(db: Queryable, tenantId: string, id: string): Promise<ProjectRecord | undefined> {
  if (!isUuid(id)) return undefined;
  const rows = (await db.query(`SELECT ${COLUMNS} FROM projects WHERE tenant_id = $1 AND id = $2`, [
    tenantId,
    id,
  ])) as ProjectRecord[];
  return rows.at(0);
}

/** The project of that id or, failing that, of that name. */
export async function findProject(
  db: Queryable,
  tenantId: string,
  idOrName: string,
): Promise<ProjectRecord | undefined> {
  const rows = (await db.query(
    `SELECT ${COLUMNS} FROM projects WHERE tenant_id = $1 AND (id::text = lower($2) OR name = $2)
     ORDER BY id::text = lower($2) DESC LIMIT 1`,
    [tenantId, idOrName],
  )) as ProjectRecord[];
  return rows.at(0);
}

/** @throws Failure conflict if the tenant has a project of that name */
export async function createProject(db: Queryable, input: NewProject): Promise<ProjectRecord> {
  const rows = (await db.query(
    `INSERT INTO projects (tenant_id, name, title, metadata) VALUES ($1, $2, $3, $4)
     ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`,
    [input.tenantId, input.name, input.title, JSON.stringify(input.metadata ?? {})],
  )) as ProjectRecord[];
  const project = rows.at(0);
  if (project === undefined) throw new Failure('conflict', `a project named "${input.name}" exists already`);
  return project;
}
