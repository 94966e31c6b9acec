import type { AssetRecord } from '../catalogue/assets.ts';
import type { Queryable } from '../catalogue/database.ts';
import { getIndex, type IndexRecord } from '../catalogue/indices.ts';
import { currentLegends, type LegendRecord } from '../catalogue/legends.ts';
import type { VisualizationRecord } from '../catalogue/visualizations.ts';
import { Failure } from '../failure.ts';
import { assetsShowing } from './scene-assets.ts';

/** A visualization with everything that its API object shows. */
export interface VisualizationDetail {
  readonly record: VisualizationRecord;
  readonly index: IndexRecord;
  /** The rasters it shows, by date. */
  readonly assets: readonly AssetRecord[];
  /** The current legends, by date, dynamic first. */
  readonly legends: readonly LegendRecord[];
}

export async function describeVisualization(db: Queryable, record: VisualizationRecord): Promise<VisualizationDetail> {
  const { tenantId, aoiId, indexId, assetIds } = record;
  const index = await getIndex(db, tenantId, indexId);
  if (index === undefined) throw new Failure('missing', `no index "${indexId}"`);
  const assets = await assetsShowing(db, aoiId, indexId, { assetIds: assetIds ?? undefined });
  return { record, index, assets, legends: await currentLegends(db, record.id) };
}
