import { Failure } from '../failure.ts';
import { COLUMNS, toAsset, type AssetBand, type AssetRecord, type NewAsset } from './asset-rows.ts';
import { dropSummariesOf, getAsset, upsertAsset, type AssetUpsert } from './assets.ts';
import type { Queryable } from './database.ts';

/** Band imagery of an AOI; what it says besides its bands is of the finest one. */
export interface NewImagery {
  readonly asset: NewAsset & { readonly indexId: null };
  /** In the satellite's order, at least one. */
  readonly bands: readonly AssetBand[];
}

/**
 * The imagery of the AOI that is made from any of these bands already; undefined when there is none.
 *
 * @throws Failure conflict if they belong to several
 */
export async function findImagery(
  db: Queryable,
  aoiId: string,
  bands: readonly Pick<AssetBand, 'path' | 'band'>[],
): Promise<AssetRecord | undefined> {
  const rows = await db.query(
    `SELECT ${COLUMNS} FROM assets a WHERE a.aoi_id = $1 AND a.id IN (
       SELECT b.asset_id FROM asset_bands b
       JOIN jsonb_to_recordset($2) AS given (path text, band integer) ON b.path = given.path AND b.band = given.band)
     ORDER BY a.created_at, a.id`,
    [aoiId, JSON.stringify(bands.map(({ path, band }) => ({ path, band })))],
  );
  const found = rows.map(toAsset);
  if (found.length > 1) {
    const names = found.map(({ name, id }) => `${name} (${id})`).join(', ');
    throw new Failure(
      'conflict',
      `these bands belong to ${found.length} assets already: remove all but one of ${names}`,
    );
  }
  return found.at(0);
}

const UPSERT_BANDS = `
  INSERT INTO asset_bands AS b (tenant_id, asset_id, name, position, path, band, file_size, file_modified_ms,
    header_hash, affine, width, height, dtype, value_scale, value_offset, nodata)
  SELECT a.tenant_id, a.id, given.name, position, given.path, given.band, size, "modifiedMs", "headerHash",
    ARRAY (SELECT jsonb_array_elements_text(given.affine)::float8), given.width, given.height, given.dtype, scale,
    "offset", given.nodata
  FROM assets a, jsonb_to_recordset($2) AS given (name text, position integer, path text, band integer, size bigint,
    "modifiedMs" float8, "headerHash" text, affine jsonb, width integer, height integer, dtype text, scale float8,
    "offset" float8, nodata float8)
  WHERE a.id = $1
  ON CONFLICT (asset_id, name) DO UPDATE SET
    (position, path, band, file_size, file_modified_ms, header_hash, affine, width, height, dtype, value_scale,
      value_offset, nodata) =
    ROW (excluded.position, excluded.path, excluded.band, excluded.file_size, excluded.file_modified_ms,
      excluded.header_hash, excluded.affine, excluded.width, excluded.height, excluded.dtype, excluded.value_scale,
      excluded.value_offset, excluded.nodata), updated_at = now()
  WHERE (b.position, b.path, b.band, b.file_size, b.file_modified_ms, b.header_hash, b.affine, b.width, b.height,
      b.dtype, b.value_scale, b.value_offset, b.nodata)
    IS DISTINCT FROM (excluded.position, excluded.path, excluded.band, excluded.file_size, excluded.file_modified_ms,
      excluded.header_hash, excluded.affine, excluded.width, excluded.height, excluded.dtype, excluded.value_scale,
      excluded.value_offset, excluded.nodata)
  RETURNING b.name`;

/**
 * Registers imagery for an AOI, or brings that which any of its bands belong to up to date. When anything changes, the
 * statistics of every scene computed from it are removed.
 *
 * @throws Failure as `findImagery` and `upsertAsset`
 */
export async function upsertImagery(db: Queryable, { asset, bands }: NewImagery): Promise<AssetUpsert> {
  const before = await findImagery(db, asset.aoiId, bands);
  if (before !== undefined) await moveAsset(db, before, asset);
  const upserted = await upsertAsset(db, asset);
  const { id, tenantId, aoiId } = upserted.asset;
  const written = await db.query(UPSERT_BANDS, [id, JSON.stringify(bands.map(toRow))]);
  const removed = await db.query(
    `DELETE FROM asset_bands WHERE asset_id = $1 AND NOT (name = ANY ($2::text[])) RETURNING name`,
    [id, bands.map(({ name }) => name)],
  );
  if (before !== undefined && written.length + removed.length > 0) {
    await db.query(`UPDATE assets SET updated_at = now() WHERE id = $1`, [id]);
    await dropSummariesOf(db, aoiId, id);
  }
  const stored = (await getAsset(db, tenantId, aoiId, id)) ?? upserted.asset;
  const hasChanged = upserted.status !== 'unchanged' || written.length + removed.length > 0;
  return { asset: stored, status: before === undefined ? 'added' : hasChanged ? 'updated' : 'unchanged' };
}

/** Lets the asset go by its finest band of today, as which it is then found. */
async function moveAsset(db: Queryable, { id, path, band }: AssetRecord, to: NewAsset): Promise<void> {
  if (path === to.path && band === to.band) return;
  await db.query(
    `UPDATE assets SET path = $2, band = $3 WHERE id = $1
       AND NOT EXISTS (SELECT FROM assets o WHERE o.aoi_id = assets.aoi_id AND o.path = $2 AND o.band = $3)`,
    [id, to.path, to.band],
  );
}

function toRow({ version, grid, encoding, ...band }: AssetBand, position: number): object {
  const { affine, width, height } = grid;
  return { ...band, ...version, ...encoding, affine, width, height, position };
}
