import { createHash } from 'node:crypto';
import type { AoiRecord } from '../catalogue/aois.ts';
import type { AssetRecord } from '../catalogue/assets.ts';
import type { Queryable } from '../catalogue/database.ts';
import { getIndex } from '../catalogue/indices.ts';
import {
  getClassAreas,
  getSummary,
  putClassAreas,
  putSummary,
  sceneKey,
  type IndexFormula,
} from '../catalogue/scenes.ts';
import type { VisualizationRecord } from '../catalogue/visualizations.ts';
import type { Engine } from '../engine/engine.ts';
import type { SceneSource } from '../engine/scene-source.ts';
import type { AreaGeometry } from '../grid/geometry.ts';
import type { Encoding } from '../raster/raster.ts';
import type { Cuts } from '../stats/classify.ts';
import type { Summary } from '../stats/summary.ts';
import { cutsOf } from '../style/cuts.ts';
import { classStyle, withAreas } from '../style/resolve.ts';
import type { Legend } from '../style/style.ts';
import { layersOf } from './layers.ts';
import { assetsShowing } from './scene-assets.ts';

/** One AOI, index and date. */
export interface Scene {
  readonly aoi: AoiRecord;
  readonly indexId: string;
  /** `YYYY-MM-DD` */
  readonly date: string;
  /** Newest on top, at least one. */
  readonly assets: readonly AssetRecord[];
  /** Names its pixels; the AOI's border apart. */
  readonly key: string;
  readonly source: SceneSource;
  /** Of the numbers that its files store. */
  readonly encoding: Encoding;
}

/** The scene that these assets of one date make. */
export function makeScene(aoi: AoiRecord, index: IndexFormula, assets: readonly AssetRecord[]): Scene {
  const key = sceneKey(index, assets);
  const layers = layersOf(index, assets);
  return {
    aoi,
    indexId: index.id,
    date: assets[0].date,
    assets,
    key,
    source: { key: `${key} ${borderKey(aoi.geometry)}`, geometry: aoi.geometry, layers },
    encoding: layers[0].encoding,
  };
}

const borderKeys = new WeakMap<AreaGeometry, string>();

function borderKey(geometry: AreaGeometry): string {
  let key = borderKeys.get(geometry);
  if (key === undefined) borderKeys.set(geometry, (key = hash(geometry)));
  return key;
}

/** The scenes that a visualization shows, by date ascending, or those of one date only. */
export async function scenesOf(
  db: Queryable,
  aoi: AoiRecord,
  shown: Pick<VisualizationRecord, 'indexId' | 'assetIds'>,
  date?: string,
): Promise<Scene[]> {
  const index = await getIndex(db, aoi.tenantId, shown.indexId);
  if (index === undefined) return [];
  const assets = await assetsShowing(db, aoi.id, index.id, { assetIds: shown.assetIds ?? undefined, date });
  const byDate = new Map<string, AssetRecord[]>();
  for (const asset of assets) byDate.set(asset.date, [...(byDate.get(asset.date) ?? []), asset]);
  return [...byDate.values()].map((sameDay) => makeScene(aoi, index, sameDay));
}

/** The scene's stored statistics; taken and stored where they are not yet. */
export async function summariseScene(db: Queryable, engine: Engine, scene: Scene): Promise<Summary> {
  const stored = await getSummary(db, scene.key);
  if (stored !== undefined) return stored;
  const summary = await engine.run('takeSummary', { scene: scene.source });
  const { aoi, key, indexId, date, assets } = scene;
  await putSummary(db, { sceneKey: key, aoiId: aoi.id, indexId, date, assetIds: assets.map(({ id }) => id), summary });
  return summary;
}

/** The legend with the area and share that each of its classes has in the scene. */
export async function measureLegend(db: Queryable, engine: Engine, scene: Scene, legend: Legend): Promise<Legend> {
  const cuts = cutsOf(classStyle(legend), scene.encoding);
  const slots = legend.classes.length + 1;
  const cutsKey = hashCuts(cuts);
  const stored = await getClassAreas(db, scene.key, cutsKey);
  if (stored !== undefined) return withAreas(legend, stored);
  const areas = await engine.run('measureClasses', { scene: scene.source, cuts, slots });
  await putClassAreas(db, scene.key, cutsKey, areas);
  return withAreas(legend, areas);
}

function hashCuts({ thresholds, slots }: Cuts): string {
  return hash([[...thresholds], [...slots]]);
}

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
