import { distinctEdges, equalInterval, quantileBreaks, stdDevBreaks } from '../stats/breaks.ts';
import { binsOfHistogram, naturalBreaks } from '../stats/natural-breaks.ts';
import { quantileOfPercentiles } from '../stats/quantile.ts';
import type { Summary } from '../stats/summary.ts';
import { Failure } from '../failure.ts';
import { buildClasses } from './classes.ts';
import type { BreakMethod, BreakRange, Breakpoints, ColorMap, Legend, Ramp } from './style.ts';

/** Classes of a dynamic legend, and of a theoretical one without breakpoints, unless asked otherwise. */
export const DEFAULT_BINS = 5;
/** Most classes that a legend can have. */
export const MAX_BINS = 15;

/** How a dynamic legend is asked for; `colorMap` is the index's, the rest has the contract's defaults. */
export interface DynamicOptions {
  readonly colorMap: ColorMap;
  readonly bins?: number | undefined;
  readonly method?: BreakMethod | undefined;
  readonly range?: BreakRange | undefined;
  readonly ramp?: Ramp | undefined;
}

/** What a theoretical legend is made of: the index's own breakpoints, else equal classes over its valid range. */
export interface TheoreticalOptions {
  readonly colorMap: ColorMap;
  readonly rescale: readonly [min: number, max: number];
  readonly breakpoints?: Breakpoints | null | undefined;
  readonly ramp?: Ramp | undefined;
}

/**
 * The automatic legend of one date, from that date's own statistics: open, without areas. Fewer classes than asked
 * for where the data have fewer distinct breakpoints, one for constant data, none where nothing is valid.
 *
 * @throws Failure `invalid` if bins or range cannot be
 */
export function dynamicLegend(summary: Summary, options: DynamicOptions): Legend {
  const { colorMap, method = 'equal_interval', range = 'minmax', ramp = 'classes' } = options;
  const edges = dynamicEdges(summary, checkBins(options.bins ?? DEFAULT_BINS), method, checkRange(range));
  const classes = edges.length === 0 ? [] : buildClasses({ edges, colorMap, ramp });
  return { mode: 'dynamic', classes, ends: 'open', ramp, colorMap, method, range, isEdited: false };
}

/** The automatic legend that is the same on every date: open, without areas. */
export function theoreticalLegend({ colorMap, rescale, breakpoints, ramp = 'classes' }: TheoreticalOptions): Legend {
  const edges = breakpoints?.edges ?? equalInterval(rescale[0], rescale[1], DEFAULT_BINS);
  const classes = buildClasses({ edges, colorMap, ramp, labels: breakpoints?.labels, colors: breakpoints?.colors });
  const laidOut = { method: 'equal_interval', range: 'minmax' } as const;
  return { mode: 'theoretical', classes, ends: 'open', ramp, colorMap, ...laidOut, isEdited: false };
}

/**
 * The number of classes asked for.
 *
 * @throws Failure `invalid` unless it is a whole number from 1 to 15
 */
export function checkBins(bins: number): number {
  if (Number.isInteger(bins) && bins >= 1 && bins <= MAX_BINS) return bins;
  const reason = `must be a whole number from 1 to ${MAX_BINS}, not ${bins}`;
  throw new Failure('invalid', `dynamic_bins ${reason}`, { details: [{ field: 'dynamic_bins', reason }] });
}

/**
 * The range asked for.
 *
 * @throws Failure `invalid` unless it is `minmax` or two ascending percentiles
 */
export function checkRange(range: BreakRange): BreakRange {
  if (range === 'minmax' || (range[0] >= 0 && range[0] < range[1] && range[1] <= 100)) return range;
  const reason = `must be "minmax" or two ascending percentiles from 0 to 100, not [${range[0]}, ${range[1]}]`;
  throw new Failure('invalid', `dynamic_range ${reason}`, { details: [{ field: 'dynamic_range', reason }] });
}

function dynamicEdges(summary: Summary, bins: number, method: BreakMethod, range: BreakRange): number[] {
  const { min, max, mean, std, percentiles, histogram } = summary;
  if (min === null || max === null || mean === null || std === null) return [];
  if (percentiles === null || histogram === null) return [];
  const quantile = (p: number): number => quantileOfPercentiles(percentiles, p);
  const [low, high] = range === 'minmax' ? [0, 1] : [range[0] / 100, range[1] / 100];
  const [from, to] = range === 'minmax' ? [min, max] : [quantile(low), quantile(high)];
  // constant between the percentiles: one class that, being open, takes everything
  if (from === to) return distinctEdges(from, [], to);
  switch (method) {
    case 'equal_interval':
      return equalInterval(from, to, bins);
    case 'quantile':
      return quantileBreaks(quantile, bins, [low, high]);
    case 'natural_breaks':
      return naturalBreaks(binsOfHistogram(histogram, from, to), from, to, bins);
    case 'std_dev':
      return stdDevBreaks(mean, std, from, to, bins);
  }
}
