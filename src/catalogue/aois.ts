import { Failure } from '../failure.ts';
import type { AreaGeometry } from '../grid/geometry.ts';
import { measuredArea, requireValidArea } from './areas.ts';
import type { Page, Queryable } from './database.ts';
import { isUuid } from './ids.ts';

export type AoiStatus = 'success' | 'started' | 'running' | 'failed' | 'updating' | 'partial_success';

/**
 * A polygon of interest. `geometry` is EPSG:4326 exactly as given: across the antimeridian either continuous
 * longitudes beyond 180 or a MultiPolygon split at it.
 */
export interface AoiRecord {
  readonly id: string;
  readonly tenantId: string;
  readonly projectId: string;
  readonly satelliteId: string;
  /** Who created it. */
  readonly userId: string;
  readonly name: string;
  readonly description: string;
  readonly provider: string;
  readonly geometry: AreaGeometry;
  /** What the loaded feature carried besides its name. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** On the WGS 84 ellipsoid. */
  readonly areaM2: number;
  /** `[lon, lat]`, longitude in [-180, 180). */
  readonly centroid: readonly [lon: number, lat: number];
  readonly status: AoiStatus;
  readonly progress: number;
  readonly isFavourite: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface NewAoi {
  readonly tenantId: string;
  readonly projectId: string;
  readonly satelliteId: string;
  readonly userId: string;
  readonly name: string;
  readonly description: string;
  readonly provider: string;
  readonly geometry: AreaGeometry;
  readonly properties?: Readonly<Record<string, unknown>> | undefined;
  /** `success` unless given. */
  readonly status?: AoiStatus | undefined;
  /** 100 unless given. */
  readonly progress?: number | undefined;
}

export interface AoiFilter {
  readonly aoiId?: string | undefined;
  /** Exact. */
  readonly aoiName?: string | undefined;
  readonly projectIds?: readonly string[] | undefined;
  /** A day in UTC, `YYYY-MM-DD`. */
  readonly createdOn?: string | undefined;
  readonly updatedOn?: string | undefined;
}

/** What `upsertAoi` did. Where `isReshaped`, statistics and legends of the AOI describe its old shape. */
export interface AoiUpsert {
  readonly aoi: AoiRecord;
  readonly status: 'added' | 'updated' | 'unchanged';
  readonly isReshaped: boolean;
}

const COLUMNS = `a.id, a.tenant_id AS "tenantId", a.project_id AS "projectId", a.satellite_id AS "satelliteId",
  a.user_id AS "userId", a.name, a.description, a.provider, ST_AsGeoJSON(a.geometry, 15)::json AS geometry,
  a.properties, a.area_m2 AS "areaM2", a.centroid, a.status, a.progress, a.is_favourite AS "isFavourite",
  a.created_at AS "createdAt", a.updated_at AS "updatedAt"`;

const INSERT = `
  INSERT INTO aois AS a (tenant_id, project_id, satellite_id, user_id, name, description, provider, properties,
    status, progress, geometry, area_m2, centroid)
  SELECT $1::uuid, $2::uuid, $3::uuid, $4, $5, $6, $7, $8::jsonb, $9, $10::int, area.*
  FROM ${measuredArea('$11')}`;

function insertParams(input: NewAoi): unknown[] {
  return [
    input.tenantId,
    input.projectId,
    input.satelliteId,
    input.userId,
    input.name,
    input.description,
    input.provider,
    JSON.stringify(input.properties ?? {}),
    input.status ?? 'success',
    input.progress ?? 100,
    JSON.stringify(input.geometry),
  ];
}

/**
 * Makes an AOI and measures it. Project and satellite must exist, the project in the same tenant.
 *
 * @throws Failure invalid if the polygon is not valid, saying where; conflict if the project has an AOI of that name
 */
export async function createAoi(db: Queryable, input: NewAoi): Promise<AoiRecord> {
  await requireValidArea(db, input.geometry);
  const rows = await db.query(`${INSERT} ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`, insertParams(input));
  const aoi = (rows as AoiRecord[]).at(0);
  if (aoi === undefined) {
    throw new Failure('conflict', `an AOI named "${input.name}" exists already in this project`);
  }
  return aoi;
}

/**
 * Makes the AOI, or brings the project's AOI of that name up to date. Its creator, status and progress stay. When its
 * shape changes, the statistics stored for the old one are removed.
 *
 * @throws Failure invalid if the polygon is not valid, saying where
 */
export async function upsertAoi(db: Queryable, input: NewAoi): Promise<AoiUpsert> {
  await requireValidArea(db, input.geometry);
  const before = (await db.query(
    `SELECT a.id, a.geometry = ST_SetSRID(ST_GeomFromGeoJSON($3), 4326) AS "isSameShape"
     FROM aois a WHERE a.project_id = $1 AND a.name = $2 FOR UPDATE`,
    [input.projectId, input.name, JSON.stringify(input.geometry)],
  )) as { id: string; isSameShape: boolean }[];
  const rows = await db.query(
    `${INSERT}
     ON CONFLICT (project_id, name) DO UPDATE SET satellite_id = excluded.satellite_id,
       description = excluded.description, provider = excluded.provider, properties = excluded.properties,
       geometry = excluded.geometry, area_m2 = excluded.area_m2, centroid = excluded.centroid, updated_at = now()
     WHERE (a.satellite_id, a.description, a.provider, a.properties, a.geometry) IS DISTINCT FROM
       (excluded.satellite_id, excluded.description, excluded.provider, excluded.properties, excluded.geometry)
     RETURNING ${COLUMNS}`,
    insertParams(input),
  );
  const written = (rows as AoiRecord[]).at(0);
  const isReshaped = before.some((row) => !row.isSameShape);
  if (written === undefined) {
    const unchanged = await db.query(`SELECT ${COLUMNS} FROM aois a WHERE a.project_id = $1 AND a.name = $2`, [
      input.projectId,
      input.name,
    ]);
    return { aoi: (unchanged as [AoiRecord])[0], status: 'unchanged', isReshaped };
  }
  if (isReshaped) await db.query(`DELETE FROM scene_summaries WHERE aoi_id = $1`, [written.id]);
  return { aoi: written, status: before.length === 0 ? 'added' : 'updated', isReshaped };
}

export async function getAoi(db: Queryable, tenantId: string, id: string): Promise<AoiRecord | undefined> {
  if (!isUuid(id)) return undefined;
  const rows = await db.query(`SELECT ${COLUMNS} FROM aois a WHERE a.tenant_id = $1 AND a.id = $2`, [tenantId, id]);
  return (rows as AoiRecord[]).at(0);
}

/**
 * The same as `getAoi`, for a transaction that writes what hangs on the AOI: others that do so wait until it has ended,
 * and then see what it wrote. Who only reads does not wait.
 */
export async function lockAoi(tx: Queryable, tenantId: string, id: string): Promise<AoiRecord | undefined> {
  if (!isUuid(id)) return undefined;
  const where = `a.tenant_id = $1 AND a.id = $2 FOR NO KEY UPDATE`;
  const rows = await tx.query(`SELECT ${COLUMNS} FROM aois a WHERE ${where}`, [tenantId, id]);
  return (rows as AoiRecord[]).at(0);
}

/** The tenant's AOI of that id, or all of that name (it may occur in several projects), newest first. */
export async function findAois(db: Queryable, tenantId: string, idOrName: string): Promise<AoiRecord[]> {
  return (await db.query(
    `SELECT ${COLUMNS} FROM aois a WHERE a.tenant_id = $1 AND (a.id::text = lower($2) OR a.name = $2)
     ORDER BY a.created_at DESC, a.id`,
    [tenantId, idOrName],
  )) as AoiRecord[];
}

/** One page of the tenant's AOIs, newest first, and how many match the filter. */
export async function listAois(
  db: Queryable,
  tenantId: string,
  filter: AoiFilter,
  page: Page,
): Promise<{ total: number; aois: AoiRecord[] }> {
  const where = `a.tenant_id = $1 AND ($2::text IS NULL OR a.id::text = lower($2))
    AND ($3::text IS NULL OR a.name = $3) AND ($4::text[] IS NULL OR a.project_id::text = ANY ($4))
    AND ($5::date IS NULL OR (a.created_at AT TIME ZONE 'UTC')::date = $5)
    AND ($6::date IS NULL OR (a.updated_at AT TIME ZONE 'UTC')::date = $6)`;
  const params = [
    tenantId,
    filter.aoiId ?? null,
    filter.aoiName ?? null,
    filter.projectIds?.map((id) => id.toLowerCase()) ?? null,
    filter.createdOn ?? null,
    filter.updatedOn ?? null,
  ];
  const [{ total }] = (await db.query(`SELECT count(*) AS total FROM aois a WHERE ${where}`, params)) as [
    { total: number },
  ];
  const aois = (await db.query(
    `SELECT ${COLUMNS} FROM aois a WHERE ${where} ORDER BY a.created_at DESC, a.id LIMIT $7 OFFSET $8`,
    [...params, page.limit, page.offset],
  )) as AoiRecord[];
  return { total, aois };
}

/**
 * The tenant's AOIs that share a point with the area, whole turns of longitude apart included (an AOI drawn at
 * longitude 181 meets a raster at -179). Newest first.
 *
 * @throws Failure invalid if the area is not a valid polygon
 */
export async function aoisOverlapping(db: Queryable, tenantId: string, area: AreaGeometry): Promise<AoiRecord[]> {
  await requireValidArea(db, area);
  return (await db.query(
    `WITH hit AS (
       SELECT DISTINCT a.id FROM (VALUES (-720), (-360), (0), (360), (720)) AS turn (degrees)
       JOIN aois a ON ST_Intersects(a.geometry,
         ST_Translate(ST_SetSRID(ST_GeomFromGeoJSON($2), 4326), turn.degrees, 0))
       WHERE a.tenant_id = $1
     ) SELECT ${COLUMNS} FROM aois a JOIN hit USING (id) ORDER BY a.created_at DESC, a.id`,
    [tenantId, JSON.stringify(area)],
  )) as AoiRecord[];
}

/** Removes the AOI with its assets' rows, statistics, visualizations and legends. False when there is none. */
export async function removeAoi(db: Queryable, tenantId: string, id: string): Promise<boolean> {
  if (!isUuid(id)) return false;
  const rows = await db.query(`DELETE FROM aois WHERE tenant_id = $1 AND id = $2 RETURNING id`, [tenantId, id]);
  return rows.length > 0;
}
