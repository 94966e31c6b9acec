import { getAoi, lockAoi, type AoiRecord } from '../catalogue/aois.ts';
import type { Queryable } from '../catalogue/database.ts';
import { getIndex, type IndexRecord } from '../catalogue/indices.ts';
import { getVisualization, type VisualizationRecord } from '../catalogue/visualizations.ts';
import { Failure } from '../failure.ts';

/** The tenant's AOI. @throws Failure `missing`, the same for an unknown id and for another tenant's */
export async function requireAoi(db: Queryable, tenantId: string, id: string): Promise<AoiRecord> {
  return found(await getAoi(db, tenantId, id), 'AOI', id);
}

/**
 * The tenant's AOI, for a transaction that brings statistics and legends up to its border and its rasters: one such
 * transaction at a time, or each would miss what the other adds. @throws Failure `missing` as `requireAoi`
 */
export async function requireLockedAoi(tx: Queryable, tenantId: string, id: string): Promise<AoiRecord> {
  return found(await lockAoi(tx, tenantId, id), 'AOI', id);
}

/** An AOI's visualization with the AOI and the index that it shows. */
export interface FoundVisualization {
  readonly aoi: AoiRecord;
  readonly visualization: VisualizationRecord;
  readonly index: IndexRecord;
}

/** @throws Failure `missing` if the tenant has no such AOI, or the AOI no such visualization */
export async function requireVisualization(
  db: Queryable,
  tenantId: string,
  aoiId: string,
  id: string,
): Promise<FoundVisualization> {
  const aoi = await requireAoi(db, tenantId, aoiId);
  const visualization = found(await getVisualization(db, tenantId, aoiId, id), 'visualization', id);
  const index = found(await getIndex(db, tenantId, visualization.indexId), 'index', visualization.indexId);
  return { aoi, visualization, index };
}

function found<T>(record: T | undefined, noun: string, id: string): T {
  if (record === undefined) throw new Failure('missing', `no ${noun} "${id.slice(0, 100)}"`);
  return record;
}
