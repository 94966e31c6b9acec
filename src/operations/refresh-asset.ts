import { assetsByName } from '../catalogue/assets.ts';
import { getIndex } from '../catalogue/indices.ts';
import { Failure } from '../failure.ts';
import { registerAsset, type AssetRegistration } from './register-asset.ts';
import type { Services } from './services.ts';

/**
 * Reads an asset's file again after it was replaced on disk, and brings statistics and legends up to it.
 *
 * @throws Failure `missing` if the tenant has no such asset, or as `registerAsset`
 */
export async function refreshAsset(
  services: Services,
  { tenantId, assetId }: { readonly tenantId: string; readonly assetId: string },
): Promise<AssetRegistration> {
  const asset = (await assetsByName(services.database, tenantId, assetId)).find(({ id }) => id === assetId);
  if (asset === undefined) throw new Failure('missing', `no asset "${assetId.slice(0, 100)}"`);
  const { aoiId, path, band, date, name, indexId } = asset;
  const index = indexId === null ? undefined : await getIndex(services.database, tenantId, indexId);
  return registerAsset(services, { tenantId, aoiId, path, band, date, name, indexName: index?.name });
}
