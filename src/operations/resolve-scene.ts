import type { LegendRecord } from '../catalogue/legends.ts';
import { currentLegend } from '../catalogue/legends.ts';
import type { Queryable } from '../catalogue/database.ts';
import { resolveStyle } from '../style/resolve.ts';
import type { Mode, Style } from '../style/style.ts';
import { modesOf } from './automatic-legends.ts';
import { requireDates, requireMode } from './edit-legend.ts';
import type { FoundVisualization } from './found.ts';
import { scenesOf, type Scene } from './scene.ts';

/** One date of a visualization with the style that paints it. */
export interface StyledScene {
  readonly scene: Scene;
  readonly style: Style;
  /** Of a composite, which no style paints: the values that each of its colours begins and ends with. */
  readonly stretch?: readonly [min: number, max: number];
  /** Absent for composites, and for grayscale indices, which are painted from black to white over their range. */
  readonly legend?: LegendRecord;
}

/**
 * What a date looks like in a mode.
 *
 * @throws Failure `missing` for a date the visualization does not have; `invalid` for a mode it does not have
 */
export async function styleScene(
  db: Queryable,
  found: FoundVisualization,
  date: string,
  mode: Mode,
): Promise<StyledScene> {
  const { aoi, visualization, index } = found;
  const [scene] = requireDates(await scenesOf(db, aoi, visualization), [date]);
  if (index.expressionType === 'composite') {
    return { scene, style: grayStyle(index.rescale), stretch: index.rescale };
  }
  if (modesOf(index).length === 0) return { scene, style: grayStyle(index.rescale) };
  requireMode(found, mode);
  const legend = await currentLegend(db, visualization.id, date, mode);
  if (legend === undefined) throw new Error(`visualization ${visualization.id} lacks its ${mode} legend of ${date}`);
  return { scene, style: resolveStyle(legend.legend), legend };
}

function grayStyle([min, max]: readonly [number, number]): Style {
  return resolveStyle({
    mode: 'theoretical',
    classes: [{ min, max, label: '', color: '#808080', area: 0, area_percentage: 0 }],
    ends: 'open',
    ramp: 'continuous',
    colorMap: 'grayscale',
    method: 'equal_interval',
    range: 'minmax',
    isEdited: false,
  });
}
