import type { IndexRecord } from '../catalogue/indices.ts';
import type { DynamicRecipe } from '../catalogue/visualizations.ts';
import type { Summary } from '../stats/summary.ts';
import { DEFAULT_BINS, dynamicLegend, theoreticalLegend } from '../style/automatic.ts';
import type { Legend, Mode } from '../style/style.ts';

/** How a dynamic legend is made when nobody says otherwise: the contract's defaults. */
export const DEFAULT_RECIPE: DynamicRecipe = {
  method: 'equal_interval',
  range: 'minmax',
  ramp: 'classes',
  bins: DEFAULT_BINS,
};

/** The modes that legends of an index have: both for presets, dynamic for custom indices, none for pictures. */
export function modesOf(index: Pick<IndexRecord, 'type' | 'expressionType'>): readonly Mode[] {
  if (index.expressionType !== 'index') return [];
  return index.type === 'preset' ? ['dynamic', 'theoretical'] : ['dynamic'];
}

/** The automatic legend of one mode, without areas. */
export function automaticLegend(index: IndexRecord, mode: Mode, summary: Summary, recipe: DynamicRecipe): Legend {
  const { colorMap, rescale, breakpoints } = index;
  return mode === 'dynamic'
    ? dynamicLegend(summary, { colorMap, ...recipe })
    : theoreticalLegend({ colorMap, rescale, breakpoints, ramp: recipe.ramp });
}
