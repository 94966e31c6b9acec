import { Failure } from '../failure.ts';
import { measuredArea, requireValidArea } from './areas.ts';
import { COLUMNS, toAsset, type AssetRecord, type NewAsset } from './asset-rows.ts';
import type { Page, Queryable } from './database.ts';
import { isUuid } from './ids.ts';

export type { AssetBand, AssetKind, AssetRecord, AssetStatus, AssetVersion, NewAsset } from './asset-rows.ts';

export interface AssetUpsert {
  readonly asset: AssetRecord;
  readonly status: 'added' | 'updated' | 'unchanged';
}

export interface AssetFilter {
  /** Only rasters of that index. */
  readonly indexId?: string | undefined;
  /** Only rasters of that index, and imagery that has all of its bands. */
  readonly showing?: string | undefined;
  /** `YYYY-MM-DD` */
  readonly date?: string | undefined;
  readonly assetIds?: readonly string[] | undefined;
}

/** Everything that registering again may change, in the order of the insert's parameters. */
const WRITTEN = `index_id, kind, name, description, date, band_list, file_size, file_modified_ms, header_hash,
  crs_name, crs_definition, affine, width, height, dtype, value_scale, value_offset, nodata, resolution_m, status,
  progress, geometry, area_m2, centroid`;

function columnsOf(alias: string): string {
  return WRITTEN.replace(/\w+/g, (column) => `${alias}.${column}`);
}

const UPSERT = `
  INSERT INTO assets AS a (tenant_id, aoi_id, path, band, ${WRITTEN})
  SELECT aois.tenant_id, aois.id, $2::text, $3::int, $4::uuid, $5, $6, $7, $8::date, $9::text[], $10::bigint,
    $11::float8, $12, $13, $14, $15::float8[], $16::int, $17::int, $18, $19::float8, $20::float8, $21::float8,
    $22::float8, $23, $24::int, area.*
  FROM aois, ${measuredArea('$25')} WHERE aois.id = $1
  ON CONFLICT (aoi_id, path, band) DO UPDATE SET (${WRITTEN}) = ROW (${columnsOf('excluded')}), updated_at = now()
  WHERE (${columnsOf('a')}) IS DISTINCT FROM (${columnsOf('excluded')})
  RETURNING ${COLUMNS}`;

/**
 * Registers a band of a file for an AOI, or brings its row up to date. When the row changes, the statistics of every
 * scene that it is part of are removed: they described other pixels.
 *
 * @throws Failure invalid if the outline is not a valid polygon; conflict if the band is registered as imagery and is
 * to be an index raster now, or the other way round
 */
export async function upsertAsset(db: Queryable, input: NewAsset): Promise<AssetUpsert> {
  await requireValidArea(db, input.geometry);
  const key = [input.aoiId, input.path, input.band];
  const find = `SELECT ${COLUMNS} FROM assets a WHERE a.aoi_id = $1 AND a.path = $2 AND a.band = $3`;
  const before = (await db.query(`${find} FOR UPDATE`, key)).map(toAsset).at(0);
  if (before !== undefined && (before.indexId === null) !== (input.indexId === null)) {
    const known = before.indexId === null ? 'band imagery' : `a raster of ${before.bandList.join()}`;
    throw new Failure(
      'conflict',
      `band ${input.band} of ${input.name} is registered already, as ${known}: remove that first`,
    );
  }
  const { version, grid, encoding } = input;
  const written = await db.query(UPSERT, [
    ...key,
    input.indexId,
    input.kind,
    input.name,
    input.description,
    input.date,
    input.bandList,
    version.size,
    version.modifiedMs,
    version.headerHash,
    grid.crs.name,
    grid.crs.definition,
    grid.affine,
    grid.width,
    grid.height,
    encoding.dtype,
    encoding.scale,
    encoding.offset,
    encoding.nodata,
    input.resolutionM,
    input.status ?? 'success',
    input.progress ?? 100,
    JSON.stringify(input.geometry),
  ]);
  const asset = written.map(toAsset).at(0);
  if (asset === undefined) {
    if (before === undefined) throw new Error(`no AOI ${input.aoiId} to register ${input.name} for`);
    return { asset: before, status: 'unchanged' };
  }
  if (before === undefined) return { asset, status: 'added' };
  await dropSummariesOf(db, asset.aoiId, asset.id);
  return { asset, status: 'updated' };
}

/** Removes the statistics of the scenes that an asset is part of. */
export async function dropSummariesOf(db: Queryable, aoiId: string, assetId: string): Promise<void> {
  await db.query(`DELETE FROM scene_summaries WHERE aoi_id = $1 AND $2::uuid = ANY (asset_ids)`, [aoiId, assetId]);
}

export async function getAsset(
  db: Queryable,
  tenantId: string,
  aoiId: string,
  id: string,
): Promise<AssetRecord | undefined> {
  if (!isUuid(aoiId) || !isUuid(id)) return undefined;
  const rows = await db.query(
    `SELECT ${COLUMNS} FROM assets a WHERE a.tenant_id = $1 AND a.aoi_id = $2 AND a.id = $3`,
    [tenantId, aoiId, id],
  );
  return rows.map(toAsset).at(0);
}

/** One page of the AOI's assets, newest first, and how many there are. */
export async function listAssets(
  db: Queryable,
  tenantId: string,
  aoiId: string,
  page: Page,
): Promise<{ total: number; assets: AssetRecord[] }> {
  if (!isUuid(aoiId)) return { total: 0, assets: [] };
  const [{ total }] = (await db.query(`SELECT count(*) AS total FROM assets WHERE tenant_id = $1 AND aoi_id = $2`, [
    tenantId,
    aoiId,
  ])) as [{ total: number }];
  const rows = await db.query(
    `SELECT ${COLUMNS} FROM assets a WHERE a.tenant_id = $1 AND a.aoi_id = $2
     ORDER BY a.created_at DESC, a.id LIMIT $3 OFFSET $4`,
    [tenantId, aoiId, page.limit, page.offset],
  );
  return { total, assets: rows.map(toAsset) };
}

/**
 * Assets of an AOI that the caller may already see, by date; within a date the newest first, which is the one on
 * top.
 */
export async function assetsOfAoi(db: Queryable, aoiId: string, filter: AssetFilter = {}): Promise<AssetRecord[]> {
  const rows = await db.query(
    `SELECT ${COLUMNS} FROM assets a WHERE a.aoi_id = $1
       AND ($2::uuid IS NULL OR a.index_id = $2 
         OR ($3::bool AND a.index_id IS NULL AND a.band_list @> (SELECT bands FROM indices WHERE id = $2)))
       AND ($4::date IS NULL OR a.date = $4) AND ($5::text[] IS NULL OR a.id::text = ANY ($5))
     ORDER BY a.date, a.created_at DESC, a.id`,
    [
      aoiId,
      filter.showing ?? filter.indexId ?? null,
      filter.showing !== undefined,
      filter.date ?? null,
      filter.assetIds?.map((id) => id.toLowerCase()) ?? null,
    ],
  );
  return rows.map(toAsset);
}

/** Removes the asset's row (never the file) with the statistics of its scenes. False when there is none. */
export async function removeAsset(db: Queryable, tenantId: string, aoiId: string, id: string): Promise<boolean> {
  if (!isUuid(aoiId) || !isUuid(id)) return false;
  const rows = await db.query(`DELETE FROM assets WHERE tenant_id = $1 AND aoi_id = $2 AND id = $3 RETURNING id`, [
    tenantId,
    aoiId,
    id,
  ]);
  if (rows.length === 0) return false;
  await dropSummariesOf(db, aoiId, id);
  return true;
}

/** The tenant's assets made from that file, whole or in part. */
export async function assetsByPath(db: Queryable, tenantId: string, path: string): Promise<AssetRecord[]> {
  const rows = await db.query(
    `SELECT ${COLUMNS} FROM assets a WHERE a.tenant_id = $1
       AND (a.path = $2 OR a.id IN (SELECT asset_id FROM asset_bands WHERE tenant_id = $1 AND path = $2))
     ORDER BY a.created_at DESC, a.id`,
    [tenantId, path],
  );
  return rows.map(toAsset);
}

/** The tenant's assets that a file of that name is part of, in whatever folder or bucket it lies. */
export async function assetsByFileName(db: Queryable, tenantId: string, fileName: string): Promise<AssetRecord[]> {
  const isNamed = `regexp_replace(split_part(path, '?', 1), '^.*/', '') = $2`;
  const rows = await db.query(
    `SELECT ${COLUMNS} FROM assets a WHERE a.tenant_id = $1
       AND (${isNamed} OR a.id IN (SELECT asset_id FROM asset_bands WHERE tenant_id = $1 AND ${isNamed}))
     ORDER BY a.created_at DESC, a.id`,
    [tenantId, fileName],
  );
  return rows.map(toAsset);
}

/** The tenant's assets of that name, or the one of that id. */
export async function assetsByName(db: Queryable, tenantId: string, idOrName: string): Promise<AssetRecord[]> {
  const rows = await db.query(
    `SELECT ${COLUMNS} FROM assets a WHERE a.tenant_id = $1 AND (a.name = $2 OR a.id::text = lower($2))
     ORDER BY a.created_at DESC, a.id`,
    [tenantId, idOrName],
  );
  return rows.map(toAsset);
}
