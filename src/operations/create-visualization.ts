import type { AoiRecord } from '../catalogue/aois.ts';
import { assetsOfAoi, type AssetRecord } from '../catalogue/assets.ts';
import type { Queryable } from '../catalogue/database.ts';
import { getIndex, type IndexRecord } from '../catalogue/indices.ts';
import { createVisualization as insertVisualization, getVisualization } from '../catalogue/visualizations.ts';
import { Failure, invalidField } from '../failure.ts';
import { checkBins, checkRange } from '../style/automatic.ts';
import type { BreakMethod, BreakRange, Ramp } from '../style/style.ts';
import { DEFAULT_RECIPE } from './automatic-legends.ts';
import { requireLockedAoi } from './found.ts';
import { scenesOf } from './scene.ts';
import { OPERATOR, type Caller, type Services } from './services.ts';
import { describeVisualization, type VisualizationDetail } from './visualization-detail.ts';
import { writeLegends, writeStatus } from './write-legends.ts';

export interface VisualizationInput {
  readonly indexId: string;
  /** The rasters to show; all of the AOI's, later ones included, when absent or empty. */
  readonly assetIds?: readonly string[] | undefined;
  /** Pixel size of pictures, m; the raster's own unless given. */
  readonly resolution?: number | undefined;
  readonly dynamicMethod?: BreakMethod | undefined;
  readonly dynamicRange?: BreakRange | undefined;
  readonly ramp?: Ramp | undefined;
  readonly bins?: number | undefined;
}

/**
 * Makes a visualization with both automatic legends of every date.
 *
 * @throws Failure `missing` for an unknown AOI; `invalid` for an unknown index or asset, an index of another
 * satellite, or nothing to show; `conflict` if the AOI shows the same already
 */
export async function createVisualization(
  services: Services,
  caller: Caller,
  aoiId: string,
  input: VisualizationInput,
): Promise<VisualizationDetail> {
  const { database, engine } = services;
  const { tenantId } = caller;
  const userId = caller.userId ?? OPERATOR;
  const dynamic = {
    method: input.dynamicMethod ?? DEFAULT_RECIPE.method,
    range: checkRange(input.dynamicRange ?? DEFAULT_RECIPE.range),
    ramp: input.ramp ?? DEFAULT_RECIPE.ramp,
    bins: checkBins(input.bins ?? DEFAULT_RECIPE.bins),
  };
  const resolution = input.resolution ?? null;
  return database.transaction(async (tx) => {
    const aoi = await requireLockedAoi(tx, tenantId, aoiId);
    const index = await requireIndex(tx, aoi, input.indexId);
    const assetIds = await listedAssets(tx, aoi, index, input.assetIds ?? []);
    const stated = { status: 'success', progress: 100 } as const;
    const recipe = { tenantId, aoiId: aoi.id, indexId: index.id, userId, assetIds, resolution, dynamic };
    const record = await insertVisualization(tx, { ...recipe, ...stated });
    const scenes = await scenesOf(tx, aoi, record);
    if (scenes.length === 0) {
      const bands = index.bands.join(', ');
      throw new Failure(
        'invalid',
        `the AOI "${aoi.name}" has no raster of ${index.name}: no asset overlaps it, and no imagery of it has ${bands}`,
      );
    }
    for (const scene of scenes) await writeLegends(tx, engine, scene, record, index, { cause: 'created', userId });
    await writeStatus(tx, engine, aoi, record);
    return describeVisualization(tx, (await getVisualization(tx, tenantId, aoi.id, record.id)) ?? record);
  });
}

async function requireIndex(db: Queryable, aoi: AoiRecord, id: string): Promise<IndexRecord> {
  const index = await getIndex(db, aoi.tenantId, id);
  if (index === undefined) throw invalidField('index_id', `no index "${id.slice(0, 100)}"; GET /v0/indices lists them`);
  if (index.satelliteId !== aoi.satelliteId) {
    throw invalidField('index_id', `${index.name} (${id}) is of another satellite than the AOI "${aoi.name}"`);
  }
  return index;
}

/** The list as it is stored: null where it was left out or empty. */
async function listedAssets(
  db: Queryable,
  aoi: AoiRecord,
  index: IndexRecord,
  ids: readonly string[],
): Promise<string[] | null> {
  if (ids.length === 0) return null;
  const known = await assetsOfAoi(db, aoi.id, { assetIds: ids });
  const byId = new Map(known.map((asset) => [asset.id, asset]));
  ids.forEach((id, i) => {
    const asset = byId.get(id.toLowerCase());
    const field = `src_asset_ids[${i}]`;
    if (asset === undefined) throw invalidField(field, `no asset "${id.slice(0, 100)}" of this AOI`);
    if (!shows(asset, index))
      throw invalidField(
        field,
        `${asset.name} is no raster of ${index.name}, nor has it the bands ${index.bands.join(', ')}`,
      );
  });
  return [...byId.keys()];
}

function shows({ indexId, bandList }: AssetRecord, { id, bands }: IndexRecord): boolean {
  return indexId === null ? bands.every((name) => bandList.includes(name)) : indexId === id;
}
