import { isInteger, type Encoding } from '../raster/raster.ts';
import type { Cuts } from '../stats/classify.ts';
import { firstStored } from './stored-numbers.ts';
import type { PaintedInterval, Style } from './style.ts';

/**
 * How far a decimal edge may lie from a whole stored number and still mean it: 7000 * 0.0001 is
 * 0.7000000000000001 in 64 bit, and yet the class up to 0.7 holds 7000 (contract, section 10).
 */
const WHOLE_TOLERANCE = 1e-6;

/**
 * Where a style's intervals begin and end in the numbers a file stores; slot k is `style.intervals[k - 1]`. Painter,
 * class areas and style files all read these. Open ends give the first and the last interval everything beyond them;
 * gaps, and everything beyond closed ends, are slot 0. Thresholds are numbers that the file can store, so an interval
 * that none of them falls into has none.
 */
export function cutsOf(style: Style, encoding: Encoding): Cuts {
  const spans = style.intervals.map((interval, i) => storedSpan(interval, i, style, encoding));
  // negative scales count downwards: the highest values are the lowest stored numbers
  if (encoding.scale < 0) spans.reverse();
  const thresholds: number[] = [];
  const slots: number[] = [0];
  const change = (at: number, slot: number): void => {
    if (at === Infinity) return;
    if (at === -Infinity || thresholds.at(-1) === at) slots[slots.length - 1] = slot;
    else {
      thresholds.push(at);
      slots.push(slot);
    }
  };
  for (const { begin, end, slot } of spans) {
    change(begin, slot);
    change(end, 0);
  }
  return merged(thresholds, slots);
}

/**
 * The stored number at which the values from `edge` on begin, or, where the scale is negative, end: a pixel's value
 * is at least `edge` on one side of it, and less on the other.
 */
export function storedCut(edge: number, encoding: Encoding): number {
  const { scale, offset } = encoding;
  if (isInteger(encoding)) {
    const x = (edge - offset) / scale;
    return scale > 0 ? firstWhole(x) : firstWholeAbove(x);
  }
  if (scale > 0) return firstStored(encoding.dtype, (stored) => stored * scale + offset >= edge);
  return firstStored(encoding.dtype, (stored) => stored * scale + offset < edge);
}

/** As `storedCut` for the values above `edge`: what a closed maximum leaves outside. */
export function storedCutAbove(edge: number, encoding: Encoding): number {
  const { scale, offset } = encoding;
  if (isInteger(encoding)) {
    const x = (edge - offset) / scale;
    return scale > 0 ? firstWholeAbove(x) : firstWhole(x);
  }
  if (scale > 0) return firstStored(encoding.dtype, (stored) => stored * scale + offset > edge);
  return firstStored(encoding.dtype, (stored) => stored * scale + offset <= edge);
}

/** The first whole number at or above x. Adding 0 makes 0 of the -0 that rounding up may give. */
function firstWhole(x: number): number {
  return Math.ceil(x - WHOLE_TOLERANCE) + 0;
}

function firstWholeAbove(x: number): number {
  return Math.floor(x + WHOLE_TOLERANCE) + 1;
}

interface StoredSpan {
  /** First stored number of the interval. */
  readonly begin: number;
  /** First stored number above it. */
  readonly end: number;
  readonly slot: number;
}

function storedSpan(interval: PaintedInterval, i: number, style: Style, encoding: Encoding): StoredSpan {
  const isOpen = style.ends === 'open';
  const low = isOpen && i === 0 ? undefined : storedCut(interval.min, encoding);
  const high = isOpen && i === style.intervals.length - 1 ? undefined : highCut(interval, encoding);
  const [begin, end] = encoding.scale > 0 ? [low, high] : [high, low];
  return { begin: begin ?? -Infinity, end: end ?? Infinity, slot: i + 1 };
}

function highCut({ max, isMaxClosed }: PaintedInterval, encoding: Encoding): number {
  return isMaxClosed ? storedCutAbove(max, encoding) : storedCut(max, encoding);
}

/** Without the thresholds that have the same slot on both sides. */
function merged(thresholds: readonly number[], slots: readonly number[]): Cuts {
  const kept = thresholds.map((_, i) => i).filter((i) => slots[i] !== slots[i + 1]);
  return {
    thresholds: Float64Array.from(kept, (i) => thresholds[i]),
    slots: Uint8Array.from([slots[0], ...kept.map((i) => slots[i + 1])]),
  };
}
