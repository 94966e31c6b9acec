import type { IndexRecord } from '../catalogue/indices.ts';
import { listShownMaps, type ShownMap, type ShownMapFilter } from '../catalogue/shown-maps.ts';
import { Failure } from '../failure.ts';
import type { Bounds } from '../grid/bounds.ts';
import { areaBbox } from '../grid/geometry.ts';
import type { Grid } from '../grid/grid.ts';
import { middleOf, nativeLevel, nativeTileMatrixSet, tileMatrixSetsOver } from '../grid/tile-choice.ts';
import type { TileMatrixSet } from '../grid/tile-matrix-set.ts';
import type { Mode } from '../style/style.ts';
import { modesOf } from './automatic-legends.ts';
import { findCrs } from './find-crs.ts';
import { revisionOf } from './revision.ts';
import type { Caller, MapId, Services } from './services.ts';
import { requireShown } from './shown.ts';

/** A visualization as map services offer it: a layer, or a collection. */
export interface PublishedMap {
  readonly aoiId: string;
  readonly visualizationId: string;
  /** What a client calls it by: the visualization's id. */
  readonly layerName: string;
  /** What a person calls it by. */
  readonly title: string;
  readonly abstract: string;
  readonly aoiName: string;
  readonly satelliteName: string;
  readonly index: Pick<IndexRecord, 'id' | 'name' | 'title' | 'description' | 'type' | 'expressionType' | 'rescale'>;
  /** `YYYY-MM-DD`, the newest last; at least one. */
  readonly dates: readonly string[];
  /** None for composites and grayscale pictures, which have no legend. */
  readonly modes: readonly Mode[];
  /** Around its AOI, longitude and latitude; `west > east` across the antimeridian. */
  readonly bounds: Bounds;
  /** CRS of its newest raster, such as `EPSG:32635`. */
  readonly crsName: string;
  /** Smallest pixel of its rasters, m. */
  readonly resolutionM: number;
  /** Its finest raster, the newest of several. */
  readonly finest: Grid;
  /** The set in the CRS of its newest raster, or of the UTM zone or pole that it lies in. */
  readonly nativeSet: TileMatrixSet;
  /** The sets that suit its place, the native one included. */
  readonly tileMatrixSets: readonly TileMatrixSet[];
  /** Changes whenever any of its pictures may. */
  readonly revision: string;
  readonly updatedAt: Date;
}

/** Narrows a list to one AOI, or to one visualization. */
export type PublishedFilter = ShownMapFilter;

/**
 * The maps that the caller may see, by AOI and index. What the catalogue says is looked up at most every second.
 *
 * @throws Failure `forbidden` as `refusedLink` if a link asks for another map than its own
 */
export async function listPublishedMaps(
  { database, memory }: Services,
  caller: Caller,
  filter: PublishedFilter = {},
): Promise<readonly PublishedMap[]> {
  const { only } = caller;
  if (only !== undefined) requireShown(caller, { ...only, ...given(filter) });
  const { aoiId, visualizationId } = only ?? filter;
  const key = [caller.tenantId, aoiId ?? '', visualizationId ?? ''].join(' ');
  return memory.publishedMaps.get(key, async () => {
    const shown = await listShownMaps(database, caller.tenantId, { aoiId, visualizationId });
    return shown.map(publish);
  });
}

/** What a filter asks for, ids in lower case. */
function given({ aoiId, visualizationId }: PublishedFilter): Partial<MapId> {
  return {
    ...(aoiId !== undefined && { aoiId: aoiId.toLowerCase() }),
    ...(visualizationId !== undefined && { visualizationId: visualizationId.toLowerCase() }),
  };
}

/**
 * The map of that layer name.
 *
 * @throws Failure `missing`, the same for an unknown name and for another tenant's map; `forbidden` as `refusedLink` for
 *   any name but that of the caller's link
 */
export async function publishedMap(services: Services, caller: Caller, layerName: string): Promise<PublishedMap> {
  const [map] = await listPublishedMaps(services, caller, { visualizationId: layerName });
  if ((map as PublishedMap | undefined) === undefined) {
    throw new Failure('missing', `no layer "${layerName.slice(0, 100)}"`);
  }
  return map;
}

/** The level of a set from which on tiles of the map show the pixels of its rasters, only larger. */
export function nativeLevelOf({ finest, bounds }: Pick<PublishedMap, 'finest' | 'bounds'>, set: TileMatrixSet): number {
  return nativeLevel(set, finest, middleOf(bounds));
}

function publish(shown: ShownMap): PublishedMap {
  const { visualizationId, aoiId, aoiName, aoiDescription, satelliteName, index, boxes, crsName, finest } = shown;
  const bounds = areaBbox(boxes);
  const nativeSet = nativeTileMatrixSet(findCrs(crsName)?.crs ?? finest.crs, middleOf(bounds));
  const told = [`${index.title} (${index.name}) of ${aoiName}, from ${satelliteName}.`, index.description];
  return {
    aoiId,
    visualizationId,
    layerName: visualizationId,
    title: `${aoiName}: ${index.name}`,
    abstract: [...told, aoiDescription].filter((text) => text.trim() !== '').join(' '),
    aoiName,
    satelliteName,
    index,
    dates: shown.dates,
    modes: modesOf(index),
    bounds,
    crsName,
    resolutionM: shown.resolutionM,
    finest,
    nativeSet,
    tileMatrixSets: tileMatrixSetsOver(bounds, nativeSet),
    revision: revisionOf(shown),
    updatedAt: shown.updatedAt,
  };
}
