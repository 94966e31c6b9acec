import { isInteger, type Encoding } from '../../raster/raster.ts';
import { cutsOf } from '../cuts.ts';
import { firstStored, previousStored } from '../stored-numbers.ts';
import type { PaintedInterval, Style } from '../style.ts';

/** What a segment is painted with; undefined paints nothing. */
export type Paint = Pick<PaintedInterval, 'color' | 'label'> | undefined;

/**
 * A style as neighbouring segments of the number line: values below `cuts[0]` have `paints[0]`, values between
 * `cuts[i - 1]` and `cuts[i]` have `paints[i]`, values above the last cut the last paint. `cuts` ascend; `paints` is
 * one longer.
 */
export interface Segments {
  readonly cuts: readonly number[];
  readonly paints: readonly Paint[];
}

/** Segments of the numbers that the file stores; each cut is the first stored number of the segment above it. */
export function storedSegments(style: Style, encoding: Encoding): Segments {
  const { thresholds, slots } = cutsOf(style, encoding);
  const paintOf = (slot: number): Paint => (slot === 0 ? undefined : style.intervals[slot - 1]);
  return { cuts: [...thresholds], paints: [...slots].map(paintOf) };
}

/** Segments in which one stored number is not painted: for programs that do not leave nodata out by themselves. */
export function withoutNumber({ cuts, paints }: Segments, hole: number, encoding: Encoding): Segments {
  const stored = isInteger(encoding) || encoding.dtype === 'float64' ? hole : Math.fround(hole);
  if (!Number.isFinite(stored) || (isInteger(encoding) && !Number.isInteger(stored))) return { cuts, paints };
  const at = cuts.filter((cut) => cut <= stored).length;
  if (paints[at] === undefined) return { cuts, paints };
  const above = firstAbove(stored, encoding);
  // where a segment begins or ends with the hole, its own cut moves
  const low = cuts[at - 1] === stored ? { cuts: [], paints: [] } : { cuts: [stored], paints: [paints[at]] };
  const high = cuts[at] === above ? { cuts: [], paints: [] } : { cuts: [above], paints: [paints[at]] };
  return {
    cuts: [...cuts.slice(0, at), ...low.cuts, ...high.cuts, ...cuts.slice(at)],
    paints: [...paints.slice(0, at), ...low.paints, undefined, ...high.paints, ...paints.slice(at + 1)],
  };
}

/**
 * The same with every cut half way between two numbers that the file can store, so that it does not matter on which
 * side of a cut a program counts the cut itself. Between neighbours in 64 bit there is no room: there it is the lower.
 */
export function halfway({ cuts, paints }: Segments, encoding: Encoding): Segments {
  return { cuts: cuts.map((first) => midpoint(lastBelow(first, encoding), first)), paints };
}

/**
 * The same in index values as a program sees that applies scale and offset in 32 bit (QGIS; files of 64-bit floats
 * it reads in 64), ascending whatever the sign of the scale.
 */
export function valueHalfway(style: Style, encoding: Encoding): Segments {
  const { scale, offset, dtype } = encoding;
  const isScaled = scale !== 1 || offset !== 0;
  const seen = (stored: number): number => {
    const value = stored * scale + offset;
    return isScaled && dtype !== 'float64' ? Math.fround(value) : value;
  };
  const { cuts, paints } = storedSegments(style, encoding);
  const cutAt = (first: number): number => {
    if (isInteger(encoding)) return (first - 0.5) * scale + offset;
    const sides = [seen(lastBelow(first, encoding)), seen(first)];
    return midpoint(Math.min(...sides), Math.max(...sides));
  };
  const values = cuts.map(cutAt);
  return scale < 0 ? { cuts: values.reverse(), paints: [...paints].reverse() } : { cuts: values, paints };
}

/** The stored number before the first one of a segment. */
export function lastBelow(first: number, encoding: Encoding): number {
  return isInteger(encoding) ? first - 1 : previousStored(encoding.dtype, first);
}

/** The stored number after another. */
function firstAbove(stored: number, encoding: Encoding): number {
  return isInteger(encoding) ? stored + 1 : firstStored(encoding.dtype, (candidate) => candidate > stored);
}

function midpoint(lower: number, upper: number): number {
  const middle = lower / 2 + upper / 2;
  return middle < upper ? middle : lower;
}
