import { assetsOfAoi, type AssetFilter, type AssetRecord } from '../catalogue/assets.ts';
import type { Queryable } from '../catalogue/database.ts';

/**
 * The assets that give an index its pixels, by date, the newest of a date first: rasters of the index, and on dates
 * without one the imagery that has its bands.
 */
export async function assetsShowing(
  db: Queryable,
  aoiId: string,
  indexId: string,
  filter: Pick<AssetFilter, 'assetIds' | 'date'> = {},
): Promise<AssetRecord[]> {
  const assets = await assetsOfAoi(db, aoiId, { ...filter, showing: indexId });
  const withRaster = new Set(assets.filter((asset) => asset.indexId !== null).map(({ date }) => date));
  return assets.filter(({ indexId: held, date }) => held !== null || !withRaster.has(date));
}
