import { createHash } from 'node:crypto';
import type { Queryable } from '../catalogue/database.ts';
import { listShownMaps, type ShownMap } from '../catalogue/shown-maps.ts';
import type { SceneSource } from '../engine/scene-source.ts';
import { paletteOf } from '../render/palette.ts';
import type { Palette } from '../render/png.ts';
import type { Cuts } from '../stats/classify.ts';
import { cutsOf } from '../style/cuts.ts';
import type { Mode } from '../style/style.ts';
import { requireVisualization } from './found.ts';
import { styleScene } from './resolve-scene.ts';
import { DRAWING, revisionOf } from './revision.ts';
import type { Caller, Services } from './services.ts';

/** One date of a visualization in one mode: all that its tiles have in common. */
export interface TilePlan {
  /** Names the pixels, the border and the style. */
  readonly tag: string;
  readonly scene: SceneSource;
  readonly cuts: Cuts;
  readonly palette: Palette;
  /** Of a composite, instead of cuts and palette. */
  readonly stretch: readonly [min: number, max: number] | undefined;
  /** Names the scale: equal ids paint equal values in equal classes. Absent for pictures without a legend. */
  readonly scaleId: string | undefined;
  /** Of the whole visualization, as `published-maps.ts` tells it; empty where it has none yet. */
  readonly revision: string;
}

const TRANSPARENT = new Uint8Array(4);

/**
 * What tiles of a date are drawn from, looked up at most every second.
 *
 * @throws Failure `missing` for unknown ids and dates; `invalid` for a mode that the visualization does not have
 */
export function tilePlan(
  { database, memory }: Services,
  caller: Caller,
  aoiId: string,
  visualizationId: string,
  { date, mode }: { readonly date: string; readonly mode: Mode },
): Promise<TilePlan> {
  const key = [caller.tenantId, aoiId, visualizationId, date, mode].join(' ');
  return memory.tilePlans.get(key, async () => {
    const plan = await planTiles(database, caller, aoiId, visualizationId, { date, mode });
    return { ...plan, scene: knownScene(memory.scenes, plan.scene) };
  });
}

/** Scenes remembered at most: a border of 10,000 points is 500 kB. */
const MAX_SCENES = 64;

/** The same scene as before where there is one: its border need not be projected again for every plan. */
function knownScene(scenes: Map<string, SceneSource>, scene: SceneSource): SceneSource {
  const known = scenes.get(scene.key) ?? scene;
  scenes.delete(scene.key); // to the young end of the map's insertion order
  scenes.set(scene.key, known);
  const oldest = scenes.keys().next().value;
  if (scenes.size > MAX_SCENES && oldest !== undefined) scenes.delete(oldest);
  return known;
}

async function planTiles(
  db: Queryable,
  caller: Caller,
  aoiId: string,
  visualizationId: string,
  { date, mode }: { readonly date: string; readonly mode: Mode },
): Promise<TilePlan> {
  // before all that it names: who looks up both meanwhile may see new pictures under the old name, never the reverse
  const [shown] = await listShownMaps(db, caller.tenantId, { aoiId, visualizationId });
  const found = await requireVisualization(db, caller.tenantId, aoiId, visualizationId);
  const { scene, style, stretch, legend } = await styleScene(db, found, date, mode);
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
    scaleId: legend?.scaleId,
    revision: (shown as ShownMap | undefined) === undefined ? '' : revisionOf(shown),
  };
}
