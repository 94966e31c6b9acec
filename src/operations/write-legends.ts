import { isDeepStrictEqual } from 'node:util';
import type { Queryable } from '../catalogue/database.ts';
import type { IndexRecord } from '../catalogue/indices.ts';
import { appendLegend, currentLegend, type LegendCause, type LegendRecord } from '../catalogue/legends.ts';
import { getSummaries } from '../catalogue/scenes.ts';
import type { DynamicRecipe, VisualizationRecord } from '../catalogue/visualizations.ts';
import { updateVisualization } from '../catalogue/visualizations.ts';
import type { Engine } from '../engine/engine.ts';
import type { AoiRecord } from '../catalogue/aois.ts';
import type { Summary } from '../stats/summary.ts';
import type { Legend } from '../style/style.ts';
import { automaticLegend, modesOf } from './automatic-legends.ts';
import { measureLegend, scenesOf, summariseScene, type Scene } from './scene.ts';

/** Who writes a legend, and why. */
export interface Author {
  readonly cause: LegendCause;
  readonly userId: string;
}

/**
 * Brings both modes' legends of a visualization up to one scene: automatic ones are made anew, edited ones keep
 * their classes and have their areas counted again. A legend that comes out the same gets no new revision.
 */
export async function writeLegends(
  db: Queryable,
  engine: Engine,
  scene: Scene,
  visualization: VisualizationRecord,
  index: IndexRecord,
  author: Author,
): Promise<void> {
  const summary = await summariseScene(db, engine, scene);
  for (const mode of modesOf(index)) {
    const previous = await currentLegend(db, visualization.id, scene.date, mode);
    const legend =
      previous?.legend.isEdited === true
        ? previous.legend
        : automaticLegend(index, mode, summary, recipeOf(previous, visualization.dynamic));
    const measured = await measureLegend(db, engine, scene, legend);
    if (previous?.sceneKey === scene.key && isDeepStrictEqual(previous.legend, measured)) continue;
    await append(db, visualization.id, scene, measured, author);
  }
}

/** Adds a legend that has its areas as the next revision of its date and mode. */
export function append(
  db: Queryable,
  visualizationId: string,
  scene: Scene,
  legend: Legend,
  { cause, userId }: Author,
): Promise<LegendRecord> {
  const { date, key } = scene;
  return appendLegend(db, { visualizationId, date, mode: legend.mode, legend, sceneKey: key, cause, userId });
}

/** What an automatic legend was asked to be for its date alone, else what the visualization is. */
function recipeOf(previous: LegendRecord | undefined, general: DynamicRecipe): DynamicRecipe {
  if (previous?.cause !== 'put') return general;
  const { method, range, ramp, classes } = previous.legend;
  return { method, range, ramp, bins: Math.max(classes.length, 1) };
}

/** Sets the status that a visualization's scenes give it: `partial_success` when one has no valid pixel. */
export async function writeStatus(
  db: Queryable,
  engine: Engine,
  aoi: AoiRecord,
  visualization: VisualizationRecord,
): Promise<void> {
  const scenes = await scenesOf(db, aoi, visualization);
  const stored = await getSummaries(
    db,
    scenes.map(({ key }) => key),
  );
  const summaries: Summary[] = [];
  for (const scene of scenes) summaries.push(stored.get(scene.key) ?? (await summariseScene(db, engine, scene)));
  const status = summaries.some(({ count }) => count === 0) ? 'partial_success' : 'success';
  if (status !== visualization.status) await updateVisualization(db, visualization.id, { status, progress: 100 });
}
