import type { StoredNumbers } from './samples.ts';

/** Bins of the first look: fine enough that few numbers share one, small enough for the cache. */
const BIN_COUNT = 4096;
/** Up to here sorting is as quick as another look. */
const SORT_LIMIT = 4096;

/**
 * The index values (`stored * scale + offset`) that stand at the given ranks when all are sorted, by rank. A
 * histogram finds the bins that hold those ranks and only their members are looked at again, until a bin is small
 * enough to sort: exact, and some 20 times quicker than sorting everything.
 *
 * @param stored finite numbers, at least one
 * @param ranks ascending, distinct, from 0 to `stored.length - 1`
 */
export function orderStatistics(
  stored: StoredNumbers,
  scale: number,
  offset: number,
  ranks: readonly number[],
): Map<number, number> {
  const found = new Map<number, number>();
  select(stored, scale, offset, ranks, 0, found);
  return found;
}

/** Finds `ranks` (as numbered in the whole) among `numbers`, which stand from rank `start` on. */
function select(
  numbers: StoredNumbers,
  scale: number,
  offset: number,
  ranks: readonly number[],
  start: number,
  found: Map<number, number>,
): void {
  const [min, max] = extremes(numbers, scale, offset);
  if (min === max) {
    for (const rank of ranks) found.set(rank, min);
    return;
  }
  const perHalf = binsPerHalf(min, max);
  // a span of a few smallest doubles has no equal bins
  if (numbers.length <= SORT_LIMIT || !Number.isFinite(perHalf)) {
    const sorted = Float64Array.from(numbers, (n) => n * scale + offset).sort();
    for (const rank of ranks) found.set(rank, sorted[rank - start]);
    return;
  }
  const starts = binStarts(numbers, scale, offset, min, perHalf);
  const wanted = ranksByBin(starts, ranks, start);
  const members = gatherBins(numbers, scale, offset, min, perHalf, starts, wanted);
  for (const [bin, binRanks] of wanted) {
    select(members.get(bin) ?? new Float64Array(0), 1, 0, binRanks, start + starts[bin], found);
  }
}

/** Smallest and largest index value. */
export function extremes(numbers: StoredNumbers, scale: number, offset: number): [min: number, max: number] {
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < numbers.length; i++) {
    const value = numbers[i] * scale + offset;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return [min, max];
}

/** Bins per half a unit above `min`: `max - min` itself may be beyond the largest double. */
function binsPerHalf(min: number, max: number): number {
  return BIN_COUNT / (max / 2 - min / 2);
}

function binOf(value: number, min: number, perHalf: number): number {
  const bin = Math.floor((value / 2 - min / 2) * perHalf);
  return bin < BIN_COUNT ? bin : BIN_COUNT - 1;
}

/** Rank, counted from 0, at which each bin begins; one longer than there are bins. */
function binStarts(numbers: StoredNumbers, scale: number, offset: number, min: number, perHalf: number): Float64Array {
  const starts = new Float64Array(BIN_COUNT + 1);
  for (let i = 0; i < numbers.length; i++) starts[binOf(numbers[i] * scale + offset, min, perHalf) + 1]++;
  for (let bin = 0; bin < BIN_COUNT; bin++) starts[bin + 1] += starts[bin];
  return starts;
}

function ranksByBin(starts: Float64Array, ranks: readonly number[], start: number): Map<number, number[]> {
  const wanted = new Map<number, number[]>();
  let bin = 0;
  for (const rank of ranks) {
    while (starts[bin + 1] <= rank - start) bin++;
    const known = wanted.get(bin);
    if (known === undefined) wanted.set(bin, [rank]);
    else known.push(rank);
  }
  return wanted;
}

/** Index values of the members of each wanted bin, unsorted. */
function gatherBins(
  numbers: StoredNumbers,
  scale: number,
  offset: number,
  min: number,
  perHalf: number,
  starts: Float64Array,
  wanted: ReadonlyMap<number, unknown>,
): Map<number, Float64Array> {
  const members = new Map<number, Float64Array>();
  const ends = new Float64Array(BIN_COUNT);
  const places: (Float64Array | undefined)[] = new Array<Float64Array | undefined>(BIN_COUNT).fill(undefined);
  for (const bin of wanted.keys()) {
    const place = new Float64Array(starts[bin + 1] - starts[bin]);
    members.set(bin, place);
    places[bin] = place;
  }
  for (let i = 0; i < numbers.length; i++) {
    const value = numbers[i] * scale + offset;
    const bin = binOf(value, min, perHalf);
    const place = places[bin];
    if (place !== undefined) place[ends[bin]++] = value;
  }
  return members;
}
