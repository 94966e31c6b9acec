import { createHash } from 'node:crypto';
import type { AoiRecord } from '../catalogue/aois.ts';
import { assetsOfAoi, type AssetRecord } from '../catalogue/assets.ts';
import type { Queryable } from '../catalogue/database.ts';
import { getClassAreas, getSummary, putClassAreas, putSummary, sceneKey } from '../catalogue/scenes.ts';
import type { VisualizationRecord } from '../catalogue/visualizations.ts';
import type { CogStore } from '../cog/store.ts';
import { pixelAreas } from '../raster/area.ts';
import { classAreas, type SlotAreas } from '../stats/class-areas.ts';
import type { Cuts } from '../stats/classify.ts';
import { summarise, type Summary } from '../stats/summary.ts';
import { cutsOf } from '../style/cuts.ts';
import { classStyle, withAreas } from '../style/resolve.ts';
import type { Legend } from '../style/style.ts';
import { readScene, samplesOf, type ScenePixels } from './read-scene.ts';

/** One AOI, index and date. Pixels are read when something asks for them, and then only once. */
export interface Scene {
  readonly aoi: AoiRecord;
  readonly indexId: string;
  /** `YYYY-MM-DD` */
  readonly date: string;
  /** Newest on top, at least one. */
  readonly assets: readonly AssetRecord[];
  readonly key: string;
  pixels(): Promise<ScenePixels | undefined>;
}

/** The scene that these assets of one date make. */
export function makeScene(cogs: CogStore, aoi: AoiRecord, indexId: string, assets: readonly AssetRecord[]): Scene {
  let reading: Promise<ScenePixels | undefined> | undefined;
  return {
    aoi,
    indexId,
    date: assets[0].date,
    assets,
    key: sceneKey(indexId, assets),
    pixels: () => (reading ??= readScene(cogs, aoi.geometry, assets)),
  };
}

/** The scenes that a visualization shows, by date ascending, or those of one date only. */
export async function scenesOf(
  db: Queryable,
  cogs: CogStore,
  aoi: AoiRecord,
  shown: Pick<VisualizationRecord, 'indexId' | 'assetIds'>,
  date?: string,
): Promise<Scene[]> {
  const assets = await assetsOfAoi(db, aoi.id, { indexId: shown.indexId, assetIds: shown.assetIds ?? undefined, date });
  const byDate = new Map<string, AssetRecord[]>();
  for (const asset of assets) byDate.set(asset.date, [...(byDate.get(asset.date) ?? []), asset]);
  return [...byDate.values()].map((sameDay) => makeScene(cogs, aoi, shown.indexId, sameDay));
}

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

/** The scene's stored statistics; taken and stored where they are not yet. */
export async function summariseScene(db: Queryable, scene: Scene): Promise<Summary> {
  const stored = await getSummary(db, scene.key);
  if (stored !== undefined) return stored;
  const pixels = await scene.pixels();
  const summary = pixels === undefined ? NOTHING : summarise(samplesOf(pixels), pixelAreas(pixels.raster.grid));
  const { aoi, key, indexId, date, assets } = scene;
  await putSummary(db, { sceneKey: key, aoiId: aoi.id, indexId, date, assetIds: assets.map(({ id }) => id), summary });
  return summary;
}

/** The legend with the area and share that each of its classes has in the scene. */
export async function measureLegend(db: Queryable, scene: Scene, legend: Legend): Promise<Legend> {
  const cuts = cutsOf(classStyle(legend), scene.assets[0].encoding);
  const slots = legend.classes.length + 1;
  const cutsKey = hashCuts(cuts);
  const stored = await getClassAreas(db, scene.key, cutsKey);
  if (stored !== undefined) return withAreas(legend, stored);
  const areas = await countAreas(scene, cuts, slots);
  await putClassAreas(db, scene.key, cutsKey, areas);
  return withAreas(legend, areas);
}

async function countAreas(scene: Scene, cuts: Cuts, slots: number): Promise<SlotAreas> {
  const pixels = await scene.pixels();
  if (pixels === undefined) return { counts: Array<number>(slots).fill(0), areasM2: Array<number>(slots).fill(0) };
  return classAreas(samplesOf(pixels), cuts, pixelAreas(pixels.raster.grid), slots);
}

function hashCuts({ thresholds, slots }: Cuts): string {
  return createHash('sha256')
    .update(JSON.stringify([[...thresholds], [...slots]]))
    .digest('hex');
}
