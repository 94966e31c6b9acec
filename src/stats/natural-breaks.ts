import { distinctEdges } from './breaks.ts';
import type { Histogram } from './histogram.ts';

/**
 * Weighted numbers to cluster, ascending: `starts` is where each begins (a bin's lower edge, or the value itself),
 * `centres` what stands for it, `weights` how many there are, each above 0.
 */
export interface WeightedBins {
  readonly starts: readonly number[];
  readonly centres: readonly number[];
  readonly weights: readonly number[];
}

/**
 * Edges of at most `n` classes whose values lie closest to their class's mean (Jenks' natural breaks), found exactly
 * by dynamic programming: Wang & Song (2011), Ckmeans.1d.dp, https://doi.org/10.32614/RJ-2011-015. An inner edge is
 * the start of the upper class's first bin.
 *
 * @param bins at least one; a few thousand at most (the time grows with their square)
 */
export function naturalBreaks(bins: WeightedBins, min: number, max: number, n: number): number[] {
  const count = bins.starts.length;
  const classes = Math.min(n, count);
  if (min === max || classes < 2) return distinctEdges(min, [], max);
  const firsts = clusterFirsts(bins, classes);
  return distinctEdges(
    min,
    firsts.map((first) => bins.starts[first]),
    max,
  );
}

/** The filled bins of a histogram that reach into [low, high]. */
export function binsOfHistogram(histogram: Histogram, low = histogram.min, high = histogram.max): WeightedBins {
  const { min, max, counts } = histogram;
  const step = (max - min) / counts.length;
  const [starts, centres, weights]: [number[], number[], number[]] = [[], [], []];
  counts.forEach((count, bin) => {
    const start = Math.max(min + bin * step, low);
    const end = Math.min(bin === counts.length - 1 ? max : min + (bin + 1) * step, high);
    if (count === 0 || start > end) return;
    starts.push(start);
    centres.push((start + end) / 2);
    weights.push(count);
  });
  return { starts, centres, weights };
}

/** Index of the first bin of every cluster but the lowest. */
function clusterFirsts(bins: WeightedBins, classes: number): number[] {
  const count = bins.centres.length;
  const within = withinSums(bins);
  let costs = Float64Array.from({ length: count }, (_, last) => within(0, last));
  const splits: Int32Array[] = [];
  for (let k = 1; k < classes; k++) {
    const next = new Float64Array(count).fill(Infinity);
    const split = new Int32Array(count);
    for (let last = k; last < count; last++) {
      for (let first = last; first >= k; first--) {
        const own = within(first, last);
        // a cluster only gets costlier as it grows downwards
        if (own > next[last]) break;
        const cost = costs[first - 1] + own;
        if (cost < next[last]) {
          next[last] = cost;
          split[last] = first;
        }
      }
    }
    costs = next;
    splits.push(split);
  }
  const firsts: number[] = [];
  for (let last = count - 1, k = splits.length - 1; k >= 0; k--) {
    firsts.unshift(splits[k][last]);
    last = splits[k][last] - 1;
  }
  return firsts;
}

/** Weighted sum of squared distances from their mean of the bins first..last, from prefix sums. */
function withinSums({ centres, weights }: WeightedBins): (first: number, last: number) => number {
  const count = centres.length;
  // distances from the middle, in units of the span: squares of large numbers would cancel away the small ones
  const middle = centres[count >> 1];
  const span = centres[count - 1] - centres[0];
  const w = new Float64Array(count + 1);
  const s = new Float64Array(count + 1);
  const q = new Float64Array(count + 1);
  for (let i = 0; i < count; i++) {
    const x = (centres[i] - middle) / span;
    w[i + 1] = w[i] + weights[i];
    s[i + 1] = s[i] + weights[i] * x;
    q[i + 1] = q[i] + weights[i] * x * x;
  }
  return (first, last) => {
    const sum = s[last + 1] - s[first];
    return Math.max(0, q[last + 1] - q[first] - (sum * sum) / (w[last + 1] - w[first]));
  };
}
