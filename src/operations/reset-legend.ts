import { updateVisualization } from '../catalogue/visualizations.ts';
import { invalidField } from '../failure.ts';
import type { Mode } from '../style/style.ts';
import { DEFAULT_RECIPE, automaticLegend } from './automatic-legends.ts';
import { requireDates, requireMode } from './edit-legend.ts';
import { requireLockedAoi, requireVisualization } from './found.ts';
import { measureLegend, scenesOf, summariseScene } from './scene.ts';
import { OPERATOR, type Caller, type Services } from './services.ts';
import { describeVisualization, type VisualizationDetail } from './visualization-detail.ts';
import { append } from './write-legends.ts';

/** A PATCH: legends of one mode, by date (`YYYY-MM-DD`), to be computed again with the default settings. */
export interface LegendReset {
  readonly indexId: string;
  readonly dates: readonly string[];
  readonly mode: Mode;
}

/**
 * Rolls the legends of the dates back to the automatic ones; all of them or, on a failure, none. When every date of
 * a dynamic visualization is reset, dates that come later have the default settings too.
 *
 * @throws Failure `invalid` for another index than the visualization's own, no date, or a mode it does not have;
 * `missing` for a date it does not have
 */
export async function resetLegend(
  services: Services,
  caller: Caller,
  aoiId: string,
  visualizationId: string,
  { indexId, dates, mode }: LegendReset,
): Promise<VisualizationDetail> {
  const userId = caller.userId ?? OPERATOR;
  return services.database.transaction(async (tx) => {
    await requireLockedAoi(tx, caller.tenantId, aoiId);
    const found = await requireVisualization(tx, caller.tenantId, aoiId, visualizationId);
    const { aoi, visualization, index } = found;
    requireOwnIndex(visualization.indexId, indexId);
    requireMode(found, mode);
    if (dates.length === 0) throw invalidField('dates', 'expected at least one date');
    const scenes = await scenesOf(tx, aoi, visualization);
    for (const scene of requireDates(scenes, dates)) {
      const legend = automaticLegend(index, mode, await summariseScene(tx, services.engine, scene), DEFAULT_RECIPE);
      await append(tx, visualization.id, scene, await measureLegend(tx, services.engine, scene, legend), {
        cause: 'patch',
        userId,
      });
    }
    const isForAll = scenes.every(({ date }) => dates.includes(date));
    const changed = isForAll && mode === 'dynamic' ? { dynamic: DEFAULT_RECIPE } : {};
    return describeVisualization(tx, (await updateVisualization(tx, visualization.id, changed)) ?? visualization);
  });
}

/** @throws Failure `invalid` if the request names another index than the visualization shows */
export function requireOwnIndex(own: string, asked: string): void {
  if (own === asked.toLowerCase()) return;
  throw invalidField('index_id', `"${asked.slice(0, 100)}" is not the visualization's index, which is ${own}`);
}
