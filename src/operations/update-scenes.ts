import type { AoiRecord } from '../catalogue/aois.ts';
import { assetsOfAoi, type AssetRecord } from '../catalogue/assets.ts';
import type { Queryable } from '../catalogue/database.ts';
import { getIndex } from '../catalogue/indices.ts';
import { currentLegends, dropDate } from '../catalogue/legends.ts';
import { listVisualizations } from '../catalogue/visualizations.ts';
import { scenesOf, summariseScene } from './scene.ts';
import type { Services } from './services.ts';
import { writeLegends, writeStatus } from './write-legends.ts';

/** One index and date of an AOI. */
export interface SceneName {
  readonly indexId: string;
  /** `YYYY-MM-DD` */
  readonly date: string;
}

const ALL = { offset: 0, limit: 1_000_000 };

/**
 * Brings statistics and legends up to the assets and the shape that an AOI now has: in the catalogue for every
 * scene, and in each visualization that shows it. Dates without an asset leave their visualizations, keeping their
 * history.
 *
 * @param names the scenes that changed; all of the AOI's when left out
 */
export async function updateScenes(
  { engine }: Pick<Services, 'engine'>,
  db: Queryable,
  aoi: AoiRecord,
  names?: readonly SceneName[],
): Promise<void> {
  const changed = names ?? (await namesOf(db, aoi));
  for (const indexId of new Set(changed.map((name) => name.indexId))) {
    const dates = datesOf(changed, indexId);
    const scenes = await scenesOf(db, aoi, { indexId, assetIds: null }, dates.size === 1 ? [...dates][0] : undefined);
    for (const scene of scenes.filter(({ date }) => dates.has(date))) await summariseScene(db, engine, scene);
  }
  const { visualizations } = await listVisualizations(db, aoi.tenantId, aoi.id, {}, ALL);
  for (const visualization of visualizations) {
    const dates = datesOf(changed, visualization.indexId);
    const index = await getIndex(db, aoi.tenantId, visualization.indexId);
    if (dates.size === 0 || index === undefined) continue;
    const scenes = await scenesOf(db, aoi, visualization);
    for (const scene of scenes.filter(({ date }) => dates.has(date))) {
      await writeLegends(db, engine, scene, visualization, index, { cause: 'asset', userId: visualization.userId });
    }
    const shown = new Set(scenes.map(({ date }) => date));
    for (const { date } of await currentLegends(db, visualization.id)) {
      if (!shown.has(date)) await dropDate(db, visualization.id, date);
    }
    await writeStatus(db, engine, aoi, visualization);
  }
}

/**
 * The scenes that an asset gives pixels to: of an index raster the one it is; of imagery, from which anything can be
 * computed, those of the indices that the AOI's visualizations show.
 */
export async function scenesTouchedBy(
  db: Queryable,
  aoi: AoiRecord,
  assets: readonly Pick<AssetRecord, 'indexId' | 'date'>[],
): Promise<SceneName[]> {
  const { visualizations } = await listVisualizations(db, aoi.tenantId, aoi.id, {}, ALL);
  const names = new Map<string, SceneName>();
  for (const { indexId: held, date } of assets) {
    const touched = held === null ? visualizations.map(({ indexId }) => indexId) : [held];
    for (const indexId of touched) names.set(`${indexId} ${date}`, { indexId, date });
  }
  return [...names.values()];
}

function datesOf(names: readonly SceneName[], indexId: string): Set<string> {
  return new Set(names.filter((name) => name.indexId === indexId).map(({ date }) => date));
}

async function namesOf(db: Queryable, aoi: AoiRecord): Promise<SceneName[]> {
  return scenesTouchedBy(db, aoi, await assetsOfAoi(db, aoi.id));
}
