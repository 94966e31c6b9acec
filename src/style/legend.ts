import { intervalLabel } from './classes.ts';
import { decimalsFor, typesetNumber } from './number-format.ts';
import { niceTicks } from './ticks.ts';
import type { Ends, LegendClass, PaintedInterval, Style } from './style.ts';

/** One row of a legend drawing: a class with its text, its ground area and its share of the valid area. */
export interface LegendRow {
  readonly color: string;
  /** The class's name; empty where it has none beyond its interval. */
  readonly label: string;
  /** The class's bounds as text, such as `0.2 – 0.5`, or `< 0.2` and `≥ 0.8` where data lie beyond an open end. */
  readonly interval: string;
  readonly areaHa: number;
  /** Share of the valid area, 0 to 100. */
  readonly percent: number;
}

/** A continuous colour bar: `colors` are equal steps from `min` to `max` (`none` in gaps), ticks lie within them. */
export interface LegendBar {
  readonly colors: readonly string[];
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly { readonly value: number; readonly text: string }[];
}

/** What a drawing of a legend shows: the same classes, colours and numbers as the picture. Rows ascend. */
export interface LegendModel {
  readonly kind: 'classes' | 'continuous';
  readonly rows: readonly LegendRow[];
  /** Present when `kind` is `continuous`. */
  readonly bar?: LegendBar;
  readonly ends: Ends;
}

export interface LegendModelOptions {
  /** Decimals of all numbers; as many as the edges need when left out. */
  readonly decimals?: number | undefined;
  /** Smallest and largest valid value: an open end with data beyond it is written `< …` or `≥ …`. */
  readonly dataRange?: readonly [min: number, max: number] | undefined;
  /** About how many ticks the bar has; 5 when left out. */
  readonly tickCount?: number | undefined;
}

const BAR_STEPS = 250;
const M2_PER_HA = 10_000;

/**
 * What a drawing of this style's legend shows. A continuous style of constant data has no bar to draw: its one class
 * is its legend. No classes, no rows.
 */
export function legendModel(style: Style, options: LegendModelOptions = {}): LegendModel {
  const { classes, ends } = style;
  const decimals = options.decimals ?? decimalsFor(distinctBounds(classes));
  const labelDecimals = decimalsFor(distinctBounds(classes));
  const rows = classes.map((item, i) => ({
    color: item.color,
    label: item.label === intervalLabel(item.min, item.max, labelDecimals) ? '' : item.label,
    interval: intervalText(item, decimals, openSides(style, i, options.dataRange)),
    areaHa: item.area / M2_PER_HA,
    percent: item.area_percentage,
  }));
  if (style.ramp !== 'continuous' || style.intervals.length < 2) return { kind: 'classes', rows, ends };
  return { kind: 'continuous', rows, bar: legendBar(style.intervals, options), ends };
}

function distinctBounds(classes: readonly LegendClass[]): number[] {
  return [...new Set(classes.flatMap(({ min, max }) => [min, max]))];
}

/** On which sides a class takes data from beyond its bounds. */
function openSides(
  { classes, ends }: Style,
  i: number,
  dataRange: LegendModelOptions['dataRange'],
): { below: boolean; above: boolean } {
  const isOpen = ends === 'open' && dataRange !== undefined;
  return {
    below: isOpen && i === 0 && dataRange[0] < classes[0].min,
    above: isOpen && i === classes.length - 1 && dataRange[1] > classes[i].max,
  };
}

function intervalText(
  { min, max }: LegendClass,
  decimals: number,
  { below, above }: ReturnType<typeof openSides>,
): string {
  const [low, high] = [typesetNumber(min, decimals), typesetNumber(max, decimals)];
  if (below && above) return 'all values';
  if (below) return `< ${high}`;
  if (above) return `≥ ${low}`;
  return min === max ? low : `${low} – ${high}`;
}

function legendBar(intervals: readonly PaintedInterval[], options: LegendModelOptions): LegendBar {
  const min = intervals[0].min;
  const max = intervals[intervals.length - 1].max;
  const colors = Array.from({ length: BAR_STEPS }, (_, i) => {
    const value = min + ((i + 0.5) / BAR_STEPS) * (max - min);
    return intervals.find((interval) => value >= interval.min && value < interval.max)?.color ?? 'none';
  });
  const values = niceTicks(min, max, options.tickCount ?? 5);
  const decimals = options.decimals ?? decimalsFor(values);
  return { colors, min, max, ticks: values.map((value) => ({ value, text: typesetNumber(value, decimals) })) };
}
