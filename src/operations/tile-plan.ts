import { createHash } from 'node:crypto';
import type { Queryable } from '../catalogue/database.ts';
import { areaOnMap } from '../engine/draw-tile.ts';
import type { SceneSource } from '../engine/scene-source.ts';
import type { Bounds } from '../grid/bounds.ts';
import { WEB_MERCATOR } from '../grid/tile-matrix-set.ts';
import { paletteOf } from '../render/palette.ts';
import type { Palette } from '../render/png.ts';
import type { Cuts } from '../stats/classify.ts';
import { cutsOf } from '../style/cuts.ts';
import type { Mode } from '../style/style.ts';
import { requireVisualization } from './found.ts';
import { styleScene } from './resolve-scene.ts';
import type { Caller } from './services.ts';

/** One date of a visualization in one mode: all that its tiles have in common. */
export interface TilePlan {
  /** Names the pixels, the border and the style. */
  readonly tag: string;
  readonly scene: SceneSource;
  readonly cuts: Cuts;
  readonly palette: Palette;
  /** Of a composite, instead of cuts and palette. */
  readonly stretch: readonly [min: number, max: number] | undefined;
  /** Boxes around the AOI's rings, in web mercator. */
  readonly boxes: readonly Bounds[];
}

/** Changed whenever the same tile comes to be drawn in other pixels. */
const DRAWING = 1;
const TRANSPARENT = new Uint8Array(4);

/**
 * Looks up what tiles of a date are drawn from.
 *
 * @throws Failure `missing` for unknown ids and dates; `invalid` for a mode that the visualization does not have
 */
export async function planTiles(
  db: Queryable,
  caller: Caller,
  aoiId: string,
  visualizationId: string,
  { date, mode }: { readonly date: string; readonly mode: Mode },
): Promise<TilePlan> {
  const found = await requireVisualization(db, caller.tenantId, aoiId, visualizationId);
  const { scene, style, stretch } = await styleScene(db, found, date, mode);
  const { source, encoding } = scene;
  const cuts = cutsOf(style, encoding);
  const colors = style.intervals.map(({ color }) => color);
  const parts = [DRAWING, source.key, [...cuts.thresholds], [...cuts.slots], colors, stretch];
  return {
    tag: createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 24),
    scene: source,
    cuts,
    palette: paletteOf(colors, TRANSPARENT),
    stretch,
    boxes: areaOnMap(found.aoi.geometry, WEB_MERCATOR).rings.map(boxOf),
  };
}

function boxOf(ring: Float64Array): Bounds {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < ring.length; i += 2) {
    minX = Math.min(minX, ring[i]);
    maxX = Math.max(maxX, ring[i]);
    minY = Math.min(minY, ring[i + 1]);
    maxY = Math.max(maxY, ring[i + 1]);
  }
  return [minX, minY, maxX, maxY];
}
