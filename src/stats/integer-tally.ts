import type { Distribution } from './distribution.ts';
import { histogramBin, histogramEdges } from './histogram.ts';
import { percentilesOf } from './quantile.ts';
import { neumaierAdd, type StoredNumbers } from './samples.ts';
import type { Tally } from './tally.ts';

/** Numbers of at most 16 bits: few enough to count each one. */
export type SmallIntegers = Int8Array | Uint8Array | Int16Array | Uint16Array;

export function isSmallIntegers(values: { readonly BYTES_PER_ELEMENT: number }): values is SmallIntegers {
  return values.BYTES_PER_ELEMENT <= 2;
}

/** Different index values, ascending, and how often each occurs. */
interface Occurrences {
  readonly values: Float64Array;
  readonly counts: Float64Array;
}

/** Distribution of small integers, from how often each one occurs: one look at the pixels, and everything exact. */
export function integerTally(kind: SmallIntegers, scale: number, offset: number): Tally {
  const bits = kind.BYTES_PER_ELEMENT === 1 ? 0xff : 0xffff;
  const isSigned = kind instanceof Int8Array || kind instanceof Int16Array;
  const first = isSigned ? -(bits + 1) / 2 : 0;
  const table = new Uint32Array(bits + 1);
  let values: StoredNumbers = kind;
  let valid: Uint8Array = new Uint8Array(0);
  const found = { count: 0, places: 0 };
  return {
    use: (numbers, validity) => {
      values = numbers;
      valid = validity;
    },
    add: (from, to) => {
      countRun(table, first, values, valid, from, to, found);
      return found.count;
    },
    get places() {
      return found.places;
    },
    endLook: () => false,
    addAgain: () => undefined,
    distribution: () => distributionOf(occurrences(table, first, scale, offset)),
  };
}

/** By itself, so that all it works with stays in registers. */
function countRun(
  table: Uint32Array,
  first: number,
  values: StoredNumbers,
  valid: Uint8Array,
  from: number,
  to: number,
  found: { count: number; places: number },
): void {
  const bits = table.length - 1;
  let count = 0;
  let places = 0;
  for (let i = from; i < to; i++) {
    const counts = valid[i];
    table[(values[i] - first) & bits] += counts;
    count += counts;
    places += (i - from) * counts;
  }
  found.count = count;
  found.places = places;
}

function distributionOf({ values, counts }: Occurrences): Distribution | undefined {
  const count = counts.reduce((sum, each) => sum + each, 0);
  if (count === 0) return undefined;
  const [min, max] = [values[0], values[values.length - 1]];
  const mean = Math.min(Math.max(sumOf(values, counts, (value) => value) / count, min), max);
  const variance = sumOf(values, counts, (value) => (value - mean) ** 2) / count;
  return {
    count,
    min,
    max,
    mean,
    std: min === max ? 0 : Math.sqrt(variance),
    percentiles: percentilesOf(count, rankReader(values, counts)),
    histogram: { min, max, counts: binned(values, counts, count) },
  };
}

function occurrences(table: Uint32Array, first: number, scale: number, offset: number): Occurrences {
  const found: number[] = [];
  for (let k = 0; k < table.length; k++) if (table[k] > 0) found.push(k);
  // negative scales count downwards
  if (scale < 0) found.reverse();
  return {
    values: Float64Array.from(found, (k) => (first + k) * scale + offset),
    counts: Float64Array.from(found, (k) => table[k]),
  };
}

function sumOf(values: Float64Array, counts: Float64Array, of: (value: number) => number): number {
  const sum = new Float64Array(2);
  for (let k = 0; k < values.length; k++) neumaierAdd(sum, of(values[k]) * counts[k]);
  return sum[0] + sum[1];
}

/** Values by rank. */
function rankReader(values: Float64Array, counts: Float64Array): (rank: number) => number {
  const ends = new Float64Array(counts.length);
  let end = 0;
  for (let k = 0; k < counts.length; k++) ends[k] = end += counts[k];
  return (rank) => {
    let [low, high] = [0, ends.length - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (ends[middle] > rank) high = middle;
      else low = middle + 1;
    }
    return values[low];
  };
}

function binned(values: Float64Array, counts: Float64Array, count: number): number[] {
  const edges = histogramEdges(values[0], values[values.length - 1]);
  if (edges === undefined) return [count];
  const bins = new Array<number>(edges.length - 1).fill(0);
  for (let k = 0; k < values.length; k++) bins[histogramBin(values[k], edges)] += counts[k];
  return bins;
}
