import { createHash } from 'node:crypto';
import type { SlotAreas } from '../stats/class-areas.ts';
import type { Summary } from '../stats/summary.ts';
import type { AssetBand, AssetRecord, AssetVersion } from './assets.ts';
import type { Queryable } from './database.ts';
import type { IndexRecord } from './indices.ts';

/** Statistics of one scene: one AOI, index and date. */
export interface SceneSummary {
  readonly sceneKey: string;
  readonly aoiId: string;
  readonly indexId: string;
  /** `YYYY-MM-DD` */
  readonly date: string;
  /** Newest on top. */
  readonly assetIds: readonly string[];
  readonly summary: Summary;
}

/** What decides the values of an index. */
export type IndexFormula = Pick<IndexRecord, 'id' | 'expression' | 'bands'>;

/**
 * The name of what a scene's pixels are: SHA-256 over the index, and its assets with their versions, in order; of
 * imagery over the expression and the bands that it reads. A changed file, or one more, is another scene; so are two
 * indices computed from the same imagery.
 *
 * @param assets of one AOI and date, newest on top
 */
export function sceneKey(
  { id: indexId, expression, bands }: IndexFormula,
  assets: readonly Pick<AssetRecord, 'id' | 'indexId' | 'version' | 'bands'>[],
): string {
  const parts = assets.map((asset) => {
    if (asset.indexId !== null) return [asset.id, ...versionParts(asset.version)];
    const read = asset.bands.filter(({ name }) => bands.includes(name));
    return [asset.id, expression, read.map((band) => [...bandParts(band), ...versionParts(band.version)])];
  });
  return createHash('sha256')
    .update(JSON.stringify([indexId, parts]))
    .digest('hex');
}

function versionParts({ size, modifiedMs, headerHash }: AssetVersion): (string | number)[] {
  return [size, modifiedMs, headerHash];
}

function bandParts({ name, path, band, encoding: { scale, offset } }: AssetBand): (string | number)[] {
  return [name, path, band, scale, offset];
}

/** The stored statistics of a scene, or undefined when they were never taken or no longer hold. */
export async function getSummary(db: Queryable, key: string): Promise<Summary | undefined> {
  const rows = (await db.query(`SELECT summary FROM scene_summaries WHERE scene_key = $1`, [key])) as {
    summary: Summary;
  }[];
  return rows.at(0)?.summary;
}

/** Statistics of several scenes at once, by scene key; those never taken are absent. */
export async function getSummaries(db: Queryable, keys: readonly string[]): Promise<Map<string, Summary>> {
  const rows = (await db.query(`SELECT scene_key, summary FROM scene_summaries WHERE scene_key = ANY ($1::text[])`, [
    keys,
  ])) as { scene_key: string; summary: Summary }[];
  return new Map(rows.map((row) => [row.scene_key, row.summary]));
}

/** Keeps a scene's statistics; the same scene taken again replaces them. */
export async function putSummary(db: Queryable, scene: SceneSummary): Promise<void> {
  await db.query(
    `INSERT INTO scene_summaries (scene_key, tenant_id, aoi_id, index_id, date, asset_ids, summary)
     SELECT $1, tenant_id, id, $3::uuid, $4::date, $5::uuid[], $6::jsonb FROM aois WHERE id = $2
     ON CONFLICT (scene_key) DO UPDATE SET summary = excluded.summary, updated_at = now()`,
    [scene.sceneKey, scene.aoiId, scene.indexId, scene.date, scene.assetIds, JSON.stringify(scene.summary)],
  );
}

/** Areas per class of a scene as stored under the cuts that they were taken with. */
export async function getClassAreas(db: Queryable, key: string, cutsKey: string): Promise<SlotAreas | undefined> {
  const rows = await db.query(
    `SELECT counts, areas_m2 AS "areasM2" FROM class_areas WHERE scene_key = $1 AND cuts_key = $2`,
    [key, cutsKey],
  );
  return (rows as SlotAreas[]).at(0);
}

/** Keeps the areas per class of a scene whose statistics are stored; does nothing for any other scene. */
export async function putClassAreas(
  db: Queryable,
  key: string,
  cutsKey: string,
  { counts, areasM2 }: SlotAreas,
): Promise<void> {
  await db.query(
    `INSERT INTO class_areas (scene_key, tenant_id, cuts_key, counts, areas_m2)
     SELECT scene_key, tenant_id, $2, $3::float8[], $4::float8[] FROM scene_summaries WHERE scene_key = $1
     ON CONFLICT (scene_key, cuts_key) DO UPDATE SET counts = excluded.counts, areas_m2 = excluded.areas_m2,
       updated_at = now()`,
    [key, cutsKey, counts, areasM2],
  );
}
