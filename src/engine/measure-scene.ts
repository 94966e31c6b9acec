import type { CogStore } from '../cog/store.ts';
import { pixelAreas } from '../raster/area.ts';
import { classAreas, type SlotAreas } from '../stats/class-areas.ts';
import type { Cuts } from '../stats/classify.ts';
import type { Samples } from '../stats/samples.ts';
import { summarise, type Summary } from '../stats/summary.ts';
import { isComposite } from './layer.ts';
import { readScene, type ScenePixels } from './read-scene.ts';
import type { SceneSource } from './scene-source.ts';

const NOTHING: Summary = {
  count: 0,
  inside: 0,
  min: null,
  max: null,
  mean: null,
  std: null,
  percentiles: null,
  histogram: null,
  areaM2: 0,
};

/** The statistics of a scene's valid pixels; of a composite, which has no one value, only how many and how large. */
export async function takeSummary(cogs: CogStore, { scene }: { readonly scene: SceneSource }): Promise<Summary> {
  const pixels = await readScene(cogs, scene);
  if (pixels === undefined) return NOTHING;
  const summary = summarise(samplesOf(pixels), pixelAreas(pixels.raster.grid));
  const { count, inside, areaM2 } = summary;
  return scene.layers.some(isComposite) ? { ...NOTHING, count, inside, areaM2 } : summary;
}

export interface ClassAreasTask {
  readonly scene: SceneSource;
  readonly cuts: Cuts;
  /** Slots of the cuts, 0 included. */
  readonly slots: number;
}

/** Pixels and ground area in each slot of a legend's cuts. */
export async function measureClasses(cogs: CogStore, { scene, cuts, slots }: ClassAreasTask): Promise<SlotAreas> {
  const pixels = await readScene(cogs, scene);
  if (pixels === undefined) return { counts: Array<number>(slots).fill(0), areasM2: Array<number>(slots).fill(0) };
  return classAreas(samplesOf(pixels), cuts, pixelAreas(pixels.raster.grid), slots);
}

function samplesOf({ raster, inside }: ScenePixels): Samples {
  const { values, valid, grid, encoding } = raster;
  return { values, valid, inside, width: grid.width, scale: encoding.scale, offset: encoding.offset };
}
