import { assetsByName } from '../catalogue/assets.ts';
import { getIndex } from '../catalogue/indices.ts';
import { Failure } from '../failure.ts';
import { registerAsset, type AssetRegistration } from './register-asset.ts';
import { registerImagery, type ImageryRegistration } from './register-imagery.ts';
import type { Services } from './services.ts';

/**
 * Reads an asset's files again after they were replaced, and brings statistics and legends up to them. Bands keep the
 * scale and offset that they were registered with unless their file states others.
 *
 * @throws Failure `missing` if the tenant has no such asset, or as `registerAsset` and `registerImagery`
 */
export async function refreshAsset(
  services: Services,
  { tenantId, assetId }: { readonly tenantId: string; readonly assetId: string },
): Promise<AssetRegistration | ImageryRegistration> {
  const asset = (await assetsByName(services.database, tenantId, assetId)).find(({ id }) => id === assetId);
  if (asset === undefined) throw new Failure('missing', `no asset "${assetId.slice(0, 100)}"`);
  const { aoiId, path, band, date, name, indexId } = asset;
  if (indexId === null) {
    const bands = asset.bands.map((each) => ({ ...each, scaling: each.encoding }));
    const source = { kind: 'known', bands, isItem: asset.kind === 'stac_item' } as const;
    return registerImagery(services, { tenantId, aoiId, source, date, name });
  }
  const index = await getIndex(services.database, tenantId, indexId);
  return registerAsset(services, { tenantId, aoiId, path, band, date, name, indexName: index?.name });
}
