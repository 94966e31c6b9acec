import { resolveColorMap } from './color-maps.ts';
import { decimalsFor, formatNumber } from './number-format.ts';
import { sampleColor, stepColors } from './stops.ts';
import type { ColorMap, LegendClass, Ramp } from './style.ts';

/** Names of five automatic classes. */
const FIVE_LABELS = ['Very Low', 'Low', 'Moderate', 'High', 'Very High'];

/** Bounds of a class. */
export type Span = Pick<LegendClass, 'min' | 'max'>;

/** What classes are made of; what is left out is found automatically. */
export interface ClassParts {
  /** Ascending, one more than there are classes; `[v, v]` for constant data. */
  readonly edges: readonly number[];
  readonly colorMap: ColorMap;
  readonly ramp?: Ramp;
  readonly labels?: readonly string[] | undefined;
  readonly colors?: readonly string[] | undefined;
  readonly decimals?: number | undefined;
}

/** Classes between edges, with labels and colours, and no areas yet. */
export function buildClasses({
  edges,
  colorMap,
  ramp = 'classes',
  labels,
  colors,
  decimals,
}: ClassParts): LegendClass[] {
  const named = labels ?? automaticLabels(edges, decimals);
  const spans = edges.slice(1).map((max, i) => ({ min: edges[i], max }));
  // under a continuous ramp the picture has the ramp's colours, so the classes must too
  const painted = ramp === 'continuous' ? rampColors(spans, colorMap) : (colors ?? classColors(spans.length, colorMap));
  return spans.map((span, i) => ({ ...span, label: named[i], color: painted[i], area: 0, area_percentage: 0 }));
}

/** Very Low to Very High for five classes, else each class's interval. */
export function automaticLabels(edges: readonly number[], decimals = decimalsFor(edges)): string[] {
  if (edges.length === 6) return FIVE_LABELS;
  return edges.slice(1).map((max, i) => intervalLabel(edges[i], max, decimals));
}

/** A class's interval as a label: `0.2 - 0.5`; one number where both ends are the same. */
export function intervalLabel(min: number, max: number, decimals: number): string {
  if (min === max) return formatNumber(min, decimals);
  return `${formatNumber(min, decimals)} - ${formatNumber(max, decimals)}`;
}

/** Colours of `n` classes: the colour map at the middle of each of `n` equal parts. */
export function classColors(n: number, colorMap: ColorMap): string[] {
  return stepColors(resolveColorMap(colorMap), n);
}

/** Colours that a ramp from the first `min` to the last `max` has at the centres of ascending classes. */
export function rampColors(spans: readonly Span[], colorMap: ColorMap): string[] {
  if (spans.length === 0) return [];
  const stops = resolveColorMap(colorMap);
  const { min: first } = spans[0];
  const { max: last } = spans[spans.length - 1];
  return spans.map(({ min, max }) => sampleColor(stops, rampPosition(min, max, first, last)));
}

/** Where the centre of [min, max] lies between `first` (0) and `last` (1); the middle where those are the same. */
export function rampPosition(min: number, max: number, first: number, last: number): number {
  return last > first ? (min / 2 + max / 2 - first) / (last - first) : 0.5;
}
