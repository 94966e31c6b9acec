import {
  checkItems,
  invalidItems,
  isAbsent,
  orderedItems,
  settleBounds,
  type BoundedItem,
  type LegendItemInput,
} from './class-bounds.ts';
import { automaticLabels, classColors, intervalLabel, rampColors, type Span } from './classes.ts';
import { parseColor } from './color.ts';
import { decimalsFor } from './number-format.ts';
import type { Legend, LegendClass } from './style.ts';

export type { LegendItemInput } from './class-bounds.ts';

/** One date of a PUT. */
export interface LegendEdit {
  /** What was sent for the date. Null, absent or empty asks for the automatic classes, in dynamic mode only. */
  readonly items: readonly LegendItemInput[] | null | undefined;
  /** The automatic legend of that date and mode; a dynamic one with as many bins as were asked for. */
  readonly automatic: Legend;
  /** The legend that is being replaced. */
  readonly previous?: Legend | undefined;
  /** The count that the items must have, in dynamic mode. */
  readonly bins?: number | undefined;
  /** Path of the date in the request, for faults: `legend.2024_05_06`. */
  readonly field: string;
}

/**
 * The legend that a PUT makes of one date, without areas.
 *
 * - No items: the automatic legend, open.
 * - Items without any bound: the automatic classes (in theoretical mode the present ones) with the given labels and
 *   colours; nothing closes.
 * - Items with bounds: those classes, ascending, closed. A bound left out takes its neighbour's, else the automatic
 *   one at its place. Gaps may be, overlaps may not.
 * - A label or colour left out stays as it was where the number of classes does, else it is automatic.
 *
 * @throws Failure `invalid` naming every item at fault
 */
export function editLegend(edit: LegendEdit): Legend {
  const { items, automatic, previous, bins, field } = edit;
  const isDynamic = automatic.mode === 'dynamic';
  if (isAbsent(items) || items.length === 0) {
    if (isDynamic) return automatic;
    throw invalidItems([{ field, reason: 'theoretical classes cannot be computed: give their bounds' }]);
  }
  checkItems(items, isDynamic, field);
  if (isDynamic && bins !== undefined && items.length !== bins) {
    throw invalidItems([{ field, reason: `has ${items.length} classes where dynamic_bins is ${bins}` }]);
  }
  const base = isDynamic ? automatic : (previous ?? automatic);
  if (items.every(({ min, max }) => isAbsent(min) && isAbsent(max))) {
    return { ...automatic, classes: dress(boundless(items, base, field), edit), ends: base.ends, isEdited: true };
  }
  const why = isDynamic ? 'cannot be computed: the data of this date' : 'is missing, and the present legend';
  const bounded = settleBounds(items, base.classes, field, why);
  const constant = isDynamic && base.classes.length === 1 ? base.classes[0] : undefined;
  return { ...automatic, classes: dress(orderedItems(bounded, constant, field), edit), ends: 'closed', isEdited: true };
}

/** The base's classes under items that only name and colour. A date's data may have fewer classes than asked for. */
function boundless(items: readonly LegendItemInput[], base: Legend, field: string): BoundedItem[] {
  const { classes, mode } = base;
  if (mode === 'theoretical' && classes.length !== items.length) {
    const reason = `has ${items.length} classes without bounds where the legend has ${classes.length}`;
    throw invalidItems([{ field, reason }]);
  }
  return classes.map(({ min, max }, place) => ({ ...items[place], min, max, place }));
}

/** The classes with what was given, what they had before, or what is automatic, in this order. */
function dress(items: readonly BoundedItem[], { automatic, previous }: LegendEdit): LegendClass[] {
  const isSameCount = (legend: Legend | undefined): boolean => legend?.classes.length === items.length;
  const kept = isSameCount(previous) ? previous : undefined;
  const base = isSameCount(automatic) ? automatic : undefined;
  // colours of another way to paint stay only where someone chose them
  const keptColors =
    kept !== undefined && (kept.isEdited || kept.ramp === automatic.ramp) ? ownColors(kept) : undefined;
  const colors = keptColors ?? (base && ownColors(base)) ?? plainColors(items, automatic);
  const keptLabels = kept && ownLabels(kept.classes);
  const baseLabels = base && ownLabels(base.classes);
  const labels = plainLabels(items);
  return items.map(({ min, max, label, color }, i) => ({
    min,
    max,
    label: label ?? keptLabels?.[i] ?? baseLabels?.[i] ?? labels[i],
    color: parseColor(color ?? '') ?? colors[i],
    area: 0,
    area_percentage: 0,
  }));
}

function plainLabels(spans: readonly Span[]): string[] {
  // five have names, whatever their bounds
  if (spans.length === 5) return automaticLabels([spans[0].min, ...spans.map(({ max }) => max)]);
  const decimals = spanDecimals(spans);
  return spans.map(({ min, max }) => intervalLabel(min, max, decimals));
}

function plainColors(spans: readonly Span[], { ramp, colorMap }: Legend): string[] {
  return ramp === 'continuous' ? rampColors(spans, colorMap) : classColors(spans.length, colorMap);
}

/** Labels that say more than their class's interval, which may now be another one. */
function ownLabels(classes: readonly LegendClass[]): (string | undefined)[] {
  const decimals = spanDecimals(classes);
  return classes.map(({ min, max, label }) => (label === intervalLabel(min, max, decimals) ? undefined : label));
}

/** Colours of a legend, unless they are only what the colour map gives to its present bounds. */
function ownColors(legend: Legend): string[] | undefined {
  const plain = plainColors(legend.classes, legend);
  const colors = legend.classes.map(({ color }) => color);
  return colors.every((color, i) => color === plain[i]) ? undefined : colors;
}

function spanDecimals(spans: readonly Span[]): number {
  return decimalsFor([...new Set(spans.flatMap(({ min, max }) => [min, max]))]);
}
