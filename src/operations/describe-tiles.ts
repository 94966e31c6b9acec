import { sceneBoxes } from '../engine/scene-area.ts';
import type { Bounds } from '../grid/bounds.ts';
import { levelFitting, middleOf } from '../grid/tile-choice.ts';
import { tileGrid, tileLevels, type TileMatrixSet } from '../grid/tile-matrix-set.ts';
import type { Mode } from '../style/style.ts';
import { nativeLevelOf, publishedMap, type PublishedMap } from './published-maps.ts';
import type { Caller, Services } from './services.ts';
import { tilePlan, type TilePlan } from './tile-plan.ts';

/** What a client has to know of a map before it asks for tiles. */
export interface TiledMap {
  readonly map: PublishedMap;
  /** Of the very legends and rasters that are told of here. */
  readonly revision: string;
  /** Names the scale: equal ids paint equal values in equal classes. Absent for pictures without a legend. */
  readonly scaleId: string | undefined;
  describe(set: TileMatrixSet): TileLevels;
}

/** A map on one set. */
export interface TileLevels {
  readonly first: number;
  /** From here on tiles show the rasters' own pixels, only larger. */
  readonly native: number;
  /** Where to begin looking: longitude, latitude and a level that shows the whole area. */
  readonly center: readonly [lon: number, lat: number, level: number];
}

/** The whole area is to fit on a map of this many pixels a side to begin with. */
const FIRST_VIEW_PIXELS = 512;

/**
 * A date of a map in one mode as tiles of any set.
 *
 * @throws Failure `missing` for unknown ids and dates; `invalid` for a mode that the visualization does not have
 */
export async function describeTiles(
  services: Services,
  caller: Caller,
  aoiId: string,
  visualizationId: string,
  request: { readonly date: string; readonly mode: Mode },
): Promise<TiledMap> {
  const plan = await tilePlan(services, caller, aoiId, visualizationId, request);
  const map = await publishedMap(services, caller, visualizationId);
  return {
    map,
    revision: plan.revision,
    scaleId: plan.scaleId,
    describe: (set) => describeLevels(plan, map, set),
  };
}

function describeLevels({ scene }: TilePlan, map: PublishedMap, set: TileMatrixSet): TileLevels {
  const native = nativeLevelOf(map, set);
  const [first] = tileLevels(set);
  const boxes = sceneBoxes(scene, tileGrid(set, first, 0, 0, 1)) ?? [];
  const whole = boxes.reduce<Bounds>(
    ([w, s, e, n], [minX, minY, maxX, maxY]) => [
      Math.min(w, minX),
      Math.min(s, minY),
      Math.max(e, maxX),
      Math.max(n, maxY),
    ],
    [Infinity, Infinity, -Infinity, -Infinity],
  );
  const level = Math.min(native, levelFitting(set, whole, FIRST_VIEW_PIXELS));
  return { first, native, center: [...middleOf(map.bounds), level] };
}
