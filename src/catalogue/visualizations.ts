import { createHash } from 'node:crypto';
import { Failure } from '../failure.ts';
import type { BreakMethod, BreakRange, Ramp } from '../style/style.ts';
import type { Page, Queryable } from './database.ts';
import { isUuid } from './ids.ts';
import type { ExpressionType, IndexType } from './indices.ts';

export type VisualizationStatus = 'creating' | 'success' | 'failed' | 'partial_success';

/** How automatic dynamic legends of a visualization are made. */
export interface DynamicRecipe {
  readonly method: BreakMethod;
  readonly range: BreakRange;
  readonly ramp: Ramp;
  /** How many classes, 1 to 15. */
  readonly bins: number;
}

/** The stored recipe of an AOI's maps of one index, a map per date. */
export interface VisualizationRecord {
  readonly id: string;
  readonly tenantId: string;
  readonly aoiId: string;
  readonly indexId: string;
  /** Who created it. */
  readonly userId: string;
  /** The list it was created with; null follows its AOI, assets registered later included. */
  readonly assetIds: readonly string[] | null;
  /** Asked for on creation, m; null is the satellite's own. */
  readonly resolution: number | null;
  readonly dynamic: DynamicRecipe;
  readonly status: VisualizationStatus;
  readonly progress: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export type NewVisualization = Pick<
  VisualizationRecord,
  'aoiId' | 'indexId' | 'userId' | 'assetIds' | 'resolution' | 'dynamic' | 'status' | 'progress'
> & { readonly tenantId: string };

export interface VisualizationFilter {
  /** The type of its index. */
  readonly type?: IndexType | undefined;
  readonly userId?: string | undefined;
  readonly expressionType?: ExpressionType | undefined;
  readonly indexId?: string | undefined;
  readonly visualizationId?: string | undefined;
}

export interface VisualizationChanges {
  readonly status?: VisualizationStatus;
  readonly progress?: number;
  readonly dynamic?: DynamicRecipe;
}

const COLUMNS = `v.id, v.tenant_id AS "tenantId", v.aoi_id AS "aoiId", v.index_id AS "indexId", v.user_id AS "userId",
  v.asset_ids AS "assetIds", v.resolution, v.dynamic, v.status, v.progress, v.created_at AS "createdAt",
  v.updated_at AS "updatedAt"`;

/** The same assets in another order, or named twice, are the same list. */
function hashAssetIds(assetIds: readonly string[]): string {
  const distinct = [...new Set(assetIds.map((id) => id.toLowerCase()))].sort();
  return createHash('sha256').update(distinct.join()).digest('hex');
}

/**
 * @throws Failure conflict if the AOI has one of the same index that follows it too, or has the same asset list
 */
export async function createVisualization(db: Queryable, input: NewVisualization): Promise<VisualizationRecord> {
  const rows = await db.query(
    `INSERT INTO visualizations AS v (tenant_id, aoi_id, index_id, user_id, asset_ids, asset_ids_hash, resolution,
       dynamic, status, progress)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`,
    [
      input.tenantId,
      input.aoiId,
      input.indexId,
      input.userId,
      input.assetIds,
      input.assetIds === null ? null : hashAssetIds(input.assetIds),
      input.resolution,
      JSON.stringify(input.dynamic),
      input.status,
      input.progress,
    ],
  );
  const visualization = (rows as VisualizationRecord[]).at(0);
  if (visualization === undefined) {
    const assets = input.assetIds === null ? 'all assets of the AOI' : 'the same assets';
    throw new Failure('conflict', `a visualization of this index over ${assets} exists already`);
  }
  return visualization;
}

export async function getVisualization(
  db: Queryable,
  tenantId: string,
  aoiId: string,
  id: string,
): Promise<VisualizationRecord | undefined> {
  if (!isUuid(aoiId) || !isUuid(id)) return undefined;
  const rows = await db.query(
    `SELECT ${COLUMNS} FROM visualizations v WHERE v.tenant_id = $1 AND v.aoi_id = $2 AND v.id = $3`,
    [tenantId, aoiId, id],
  );
  return (rows as VisualizationRecord[]).at(0);
}

/** One page of the AOI's visualizations, newest first, and how many match the filter. */
export async function listVisualizations(
  db: Queryable,
  tenantId: string,
  aoiId: string,
  filter: VisualizationFilter,
  page: Page,
): Promise<{ total: number; visualizations: VisualizationRecord[] }> {
  if (!isUuid(aoiId)) return { total: 0, visualizations: [] };
  const matching = `FROM visualizations v JOIN indices i ON i.id = v.index_id
    WHERE v.tenant_id = $1 AND v.aoi_id = $2 AND ($3::text IS NULL OR i.type = $3)
      AND ($4::text IS NULL OR v.user_id = $4) AND ($5::text IS NULL OR i.expression_type = $5)
      AND ($6::text IS NULL OR v.index_id::text = lower($6)) AND ($7::text IS NULL OR v.id::text = lower($7))`;
  const params = [
    tenantId,
    aoiId,
    filter.type ?? null,
    filter.userId ?? null,
    filter.expressionType ?? null,
    filter.indexId ?? null,
    filter.visualizationId ?? null,
  ];
  const [{ total }] = (await db.query(`SELECT count(*) AS total ${matching}`, params)) as [{ total: number }];
  const visualizations = (await db.query(
    `SELECT ${COLUMNS} ${matching} ORDER BY v.created_at DESC, v.id LIMIT $8 OFFSET $9`,
    [...params, page.limit, page.offset],
  )) as VisualizationRecord[];
  return { total, visualizations };
}

/** Visualizations of an index that take every asset of the AOI: at most one. */
export async function visualizationsFollowing(
  db: Queryable,
  aoiId: string,
  indexId: string,
): Promise<VisualizationRecord[]> {
  return (await db.query(
    `SELECT ${COLUMNS} FROM visualizations v WHERE v.aoi_id = $1 AND v.index_id = $2 AND v.asset_ids IS NULL`,
    [aoiId, indexId],
  )) as VisualizationRecord[];
}

/**
 * Visualizations that show the asset: those that list it, and those that follow its AOI with its index (with any
 * index, when it is band imagery).
 */
export async function visualizationsUsing(db: Queryable, assetId: string): Promise<VisualizationRecord[]> {
  if (!isUuid(assetId)) return [];
  return (await db.query(
    `SELECT ${COLUMNS} FROM visualizations v JOIN assets a ON a.aoi_id = v.aoi_id
     WHERE a.id = $1 AND (a.id = ANY (v.asset_ids)
       OR (v.asset_ids IS NULL AND (a.index_id IS NULL OR a.index_id = v.index_id)))
     ORDER BY v.created_at DESC, v.id`,
    [assetId],
  )) as VisualizationRecord[];
}

/** Changes what is given and leaves the rest; undefined when there is no such visualization. */
export async function updateVisualization(
  db: Queryable,
  id: string,
  changes: VisualizationChanges,
): Promise<VisualizationRecord | undefined> {
  if (!isUuid(id)) return undefined;
  const rows = await db.query(
    `UPDATE visualizations AS v SET status = coalesce($2, v.status), progress = coalesce($3, v.progress),
       dynamic = coalesce($4, v.dynamic), updated_at = now()
     WHERE v.id = $1 RETURNING ${COLUMNS}`,
    [
      id,
      changes.status ?? null,
      changes.progress ?? null,
      changes.dynamic === undefined ? null : JSON.stringify(changes.dynamic),
    ],
  );
  return (rows as VisualizationRecord[]).at(0);
}

/** Removes it with every revision of its legends. False when there is none. */
export async function removeVisualization(
  db: Queryable,
  tenantId: string,
  aoiId: string,
  id: string,
): Promise<boolean> {
  if (!isUuid(aoiId) || !isUuid(id)) return false;
  const rows = await db.query(
    `DELETE FROM visualizations WHERE tenant_id = $1 AND aoi_id = $2 AND id = $3 RETURNING id`,
    [tenantId, aoiId, id],
  );
  return rows.length > 0;
}
