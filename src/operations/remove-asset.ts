import { getAsset, removeAsset as removeRow } from '../catalogue/assets.ts';
import { Failure } from '../failure.ts';
import { requireLockedAoi } from './found.ts';
import type { Services } from './services.ts';
import { scenesTouchedBy, updateScenes } from './update-scenes.ts';

/**
 * Forgets an asset, never its file. Dates that it alone made leave the visualizations of its AOI.
 *
 * @throws Failure `missing` if the AOI has no such asset
 */
export async function removeAsset(
  services: Services,
  { tenantId, aoiId, assetId }: { readonly tenantId: string; readonly aoiId: string; readonly assetId: string },
): Promise<void> {
  await services.database.transaction(async (tx) => {
    const aoi = await requireLockedAoi(tx, tenantId, aoiId);
    const asset = await getAsset(tx, tenantId, aoiId, assetId);
    if (asset === undefined) throw new Failure('missing', `no asset "${assetId.slice(0, 100)}"`);
    await removeRow(tx, tenantId, aoiId, assetId);
    await updateScenes(services, tx, aoi, await scenesTouchedBy(tx, aoi, [asset]));
  });
}
