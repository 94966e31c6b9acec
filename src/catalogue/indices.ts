import { Failure } from '../failure.ts';
import type { Reference } from '../presets/types.ts';
import type { Breakpoints, ColorMap } from '../style/style.ts';
import type { Page, Queryable } from './database.ts';
import { isUuid } from './ids.ts';

export type ExpressionType = 'index' | 'composite' | 'grayscale';
export type IndexType = 'preset' | 'custom';

/** A spectral index over one satellite's bands: a preset that everybody sees, or a custom one of a tenant. */
export interface IndexRecord {
  readonly id: string;
  /** Null for a preset. */
  readonly tenantId: string | null;
  readonly satelliteId: string;
  readonly name: string;
  /** The name in full, such as `Normalized Difference Vegetation Index`; a custom index repeats its name. */
  readonly title: string;
  readonly description: string;
  readonly expression: string;
  readonly expressionType: ExpressionType;
  readonly type: IndexType;
  readonly colorMap: ColorMap;
  /** Valid range in index values. */
  readonly rescale: readonly [min: number, max: number];
  /** Band names that the expression uses, in order of appearance. */
  readonly bands: readonly string[];
  /** Null for a custom index. */
  readonly breakpoints: Breakpoints | null;
  readonly reference: Reference | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export type NewIndex = Pick<
  IndexRecord,
  'satelliteId' | 'name' | 'description' | 'expression' | 'expressionType' | 'colorMap' | 'rescale' | 'bands'
>;

export interface IndexFilter {
  readonly satelliteId?: string | undefined;
  readonly type?: IndexType | undefined;
  readonly expressionType?: ExpressionType | undefined;
  readonly indexId?: string | undefined;
}

const COLUMNS = `id, tenant_id AS "tenantId", satellite_id AS "satelliteId", name, title, description, expression,
  expression_type AS "expressionType", type, color_map AS "colorMap", rescale, bands, breakpoints, reference,
  created_at AS "createdAt", updated_at AS "updatedAt"`;

/** A tenant sees the presets and its own. */
const VISIBLE = `(tenant_id IS NULL OR tenant_id = $1)`;

/** One page of the indices that the tenant sees, newest first, and how many match the filter. */
export async function listIndices(
  db: Queryable,
  tenantId: string,
  filter: IndexFilter,
  page: Page,
): Promise<{ total: number; indices: IndexRecord[] }> {
  const where = `${VISIBLE} AND ($2::text IS NULL OR satellite_id::text = lower($2)) AND ($3::text IS NULL OR type = $3)
    AND ($4::text IS NULL OR expression_type = $4) AND ($5::text IS NULL OR id::text = lower($5))`;
  const params = [
    tenantId,
    filter.satelliteId ?? null,
    filter.type ?? null,
    filter.expressionType ?? null,
    filter.indexId ?? null,
  ];
  const [{ total }] = (await db.query(`SELECT count(*) AS total FROM indices WHERE ${where}`, params)) as [
    { total: number },
  ];
  const indices = (await db.query(
    `SELECT ${COLUMNS} FROM indices WHERE ${where} ORDER BY created_at DESC, id LIMIT $6 OFFSET $7`,
    [...params, page.limit, page.offset],
  )) as IndexRecord[];
  return { total, indices };
}

export async function getIndex(db: Queryable, tenantId: string, id: string): Promise<IndexRecord | undefined> {
  if (!isUuid(id)) return undefined;
  const rows = await db.query(`SELECT ${COLUMNS} FROM indices WHERE ${VISIBLE} AND id = $2`, [tenantId, id]);
  return (rows as IndexRecord[]).at(0);
}

/** The satellite's index of that name in any case; the tenant's own comes before a preset. */
export async function findIndex(
  db: Queryable,
  tenantId: string,
  satelliteId: string,
  name: string,
): Promise<IndexRecord | undefined> {
  const rows = await db.query(
    `SELECT ${COLUMNS} FROM indices WHERE ${VISIBLE} AND satellite_id = $2 AND lower(name) = lower($3)
     ORDER BY tenant_id NULLS LAST LIMIT 1`,
    [tenantId, satelliteId, name],
  );
  return (rows as IndexRecord[]).at(0);
}

/**
 * Makes a custom index. Names are compared in any case, because rasters are paired with indices by name.
 *
 * @throws Failure conflict if the tenant or the presets have an index of that name on that satellite
 */
export async function createIndex(db: Queryable, tenantId: string, input: NewIndex): Promise<IndexRecord> {
  const rows = (await db.query(
    `INSERT INTO indices (tenant_id, satellite_id, name, title, description, expression, expression_type, type,
       color_map, rescale, bands)
     SELECT $1::uuid, $2::uuid, $3::text, $3::text, $4, $5, $6, 'custom', $7, $8, $9
     WHERE NOT EXISTS (
       SELECT FROM indices WHERE tenant_id IS NULL AND satellite_id = $2::uuid AND lower(name) = lower($3::text))
     ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`,
    [
      tenantId,
      input.satelliteId,
      input.name,
      input.description,
      input.expression,
      input.expressionType,
      JSON.stringify(input.colorMap),
      input.rescale,
      input.bands,
    ],
  )) as IndexRecord[];
  const index = rows.at(0);
  if (index === undefined) {
    throw new Failure('conflict', `an index named "${input.name}" exists already for this satellite`);
  }
  return index;
}
