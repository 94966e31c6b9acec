import type { Distribution } from './distribution.ts';
import { HISTOGRAM_BINS, histogramBin, histogramEdges } from './histogram.ts';
import { Moments } from './moments.ts';
import { orderStatistics } from './order-statistics.ts';
import { percentileRanks, percentilesOf } from './quantile.ts';
import { KEY_COUNT, rangeOfKey, sortKeysOf, type WideNumbers } from './sort-keys.ts';

/**
 * Distribution of numbers of 32 or 64 bits in two looks at them: how many have each sort key, with their moments; then
 * those whose key holds a percentile or straddles an edge of the histogram. Exact order statistics and counts, without
 * sorting and without a copy. Undefined when none counts.
 */
export function distributionOfFloats(
  stored: WideNumbers,
  counted: Uint8Array,
  scale: number,
  offset: number,
): Distribution | undefined {
  const { counts, moments } = countKeys(stored, counted, scale, offset);
  const { count, min, max } = moments;
  if (count === 0) return undefined;
  if (min === max) {
    const percentiles = new Array<number>(101).fill(min);
    return { count, min, max, mean: min, std: 0, percentiles, histogram: { min, max, counts: [count] } };
  }
  const ranks = percentileRanks(count);
  // negative scales count downwards
  const storedRank = (rank: number): number => (scale < 0 ? count - 1 - rank : rank);
  const { keys, starts } = occupied(counts);
  const wanted = keysOfRanks(
    keys,
    starts,
    ranks.map(storedRank).sort((a, b) => a - b),
  );
  const bins = sortIntoBins(stored, keys, counts, histogramEdges(min, max), { scale, offset, min, max });
  const members = lookAgain(stored, counted, counts, new Set([...wanted.keys(), ...bins.straddling]));
  const valueOf = (number: number): number => number * scale + offset + 0;
  const statistics = new Map<number, number>();
  for (const [key, { start, ranks: inKey }] of wanted) {
    const found = orderStatistics(
      members.get(key) ?? new Float64Array(0),
      1,
      0,
      inKey.map((rank) => rank - start),
    );
    for (const [rank, number] of found) statistics.set(rank + start, valueOf(number));
  }
  for (const key of bins.straddling) {
    for (const number of members.get(key) ?? []) bins.add(valueOf(number), 1);
  }
  return {
    count,
    min,
    max,
    mean: moments.mean,
    std: moments.std,
    percentiles: percentilesOf(count, (rank) => statistics.get(storedRank(rank)) ?? NaN),
    histogram: { min, max, counts: bins.counts },
  };
}

/** Numbers taken at a time. */
const CHUNK = 1024;

function countKeys(
  stored: WideNumbers,
  counted: Uint8Array,
  scale: number,
  offset: number,
): { counts: Uint32Array; moments: Moments } {
  const { words, stride, upper, flip, sign, shift } = sortKeysOf(stored);
  const counts = new Uint32Array(KEY_COUNT);
  const moments = new Moments();
  for (let from = 0; from < stored.length; from += CHUNK) {
    const end = Math.min(from + CHUNK, stored.length);
    let first = from;
    while (first < end && counted[first] === 0) first++;
    if (first === end) continue;
    // deviations from a number that is among them keep their digits
    const pivot = stored[first] * scale + offset;
    // one by one: taken apart from an array they would be boxed, and the loop three times slower
    let n = 0;
    let min = Infinity;
    let max = -Infinity;
    let sum = 0;
    let squares = 0;
    for (let i = first; i < end; i++) {
      if (counted[i] === 0) continue;
      const value = stored[i] * scale + offset;
      const deviation = value - pivot;
      if (value < min) min = value;
      if (value > max) max = value;
      n++;
      sum += deviation;
      squares += deviation * deviation;
      const word = words[i * stride + upper];
      counts[(word ^ (((word >> 31) & flip) | sign)) >>> shift]++;
    }
    moments.add({ n, min, max, pivot, sum, squares });
  }
  return { counts, moments };
}

/** Keys that occur, ascending, and the rank at which each begins. */
function occupied(counts: Uint32Array): { keys: number[]; starts: number[] } {
  const keys: number[] = [];
  const starts: number[] = [];
  let start = 0;
  for (let key = 0; key < counts.length; key++) {
    if (counts[key] === 0) continue;
    keys.push(key);
    starts.push(start);
    start += counts[key];
  }
  return { keys, starts };
}

/** Ranks that fall into one key, and the rank at which the key begins. */
interface WantedRanks {
  readonly start: number;
  readonly ranks: number[];
}

/** The ranks, ascending, by the key that holds them. */
function keysOfRanks(
  keys: readonly number[],
  starts: readonly number[],
  ranks: readonly number[],
): Map<number, WantedRanks> {
  const wanted = new Map<number, WantedRanks>();
  let at = 0;
  for (const rank of ranks) {
    while (at + 1 < starts.length && starts[at + 1] <= rank) at++;
    const known = wanted.get(keys[at]);
    if (known === undefined) wanted.set(keys[at], { start: starts[at], ranks: [rank] });
    else known.ranks.push(rank);
  }
  return wanted;
}

/** Counts of the histogram so far, and the keys whose numbers have to be looked at one by one. */
interface Bins {
  readonly counts: number[];
  readonly straddling: readonly number[];
  add(value: number, count: number): void;
}

function sortIntoBins(
  stored: WideNumbers,
  keys: readonly number[],
  keyCounts: Uint32Array,
  edges: Float64Array | undefined,
  { scale, offset, min, max }: { scale: number; offset: number; min: number; max: number },
): Bins {
  const counts = new Array<number>(edges === undefined ? 1 : HISTOGRAM_BINS).fill(0);
  const binOf = (value: number): number => (edges === undefined ? 0 : histogramBin(value, edges));
  const straddling: number[] = [];
  const clamp = (number: number): number => Math.min(Math.max(number * scale + offset, min), max);
  for (const key of keys) {
    const [low, high] = rangeOfKey(stored, key);
    const bin = binOf(clamp(low));
    if (bin === binOf(clamp(high))) counts[bin] += keyCounts[key];
    else straddling.push(key);
  }
  return { counts, straddling, add: (value, count) => void (counts[binOf(value)] += count) };
}

/** The counted numbers of some keys, by key. */
function lookAgain(
  stored: WideNumbers,
  counted: Uint8Array,
  counts: Uint32Array,
  keys: ReadonlySet<number>,
): Map<number, Float64Array> {
  const { words, stride, upper, flip, sign, shift } = sortKeysOf(stored);
  const members = new Map<number, Float64Array>();
  /** 1 and more: the place in `lists`; at most some 460 of them */
  const listOf = new Uint16Array(KEY_COUNT);
  const lists: Float64Array[] = [];
  for (const key of keys) {
    const list = new Float64Array(counts[key]);
    members.set(key, list);
    listOf[key] = lists.push(list);
  }
  const ends = new Uint32Array(lists.length + 1);
  for (let i = 0; i < stored.length; i++) {
    const word = words[i * stride + upper];
    const list = listOf[(word ^ (((word >> 31) & flip) | sign)) >>> shift];
    if (list === 0 || counted[i] === 0) continue;
    lists[list - 1][ends[list]++] = stored[i];
  }
  return members;
}
