import type { Distribution } from './distribution.ts';
import { histogramEdges } from './histogram.ts';
import type { KeyCounter } from './key-counter.ts';
import { percentileRanks, percentilesOf } from './quantile.ts';
import { keyReader, type KeyReader } from './sort-keys.ts';
import type { Tally } from './tally.ts';

/**
 * Distribution of numbers of 32 or 64 bits in two looks at them: how many have each sort key, with their moments; then
 * those whose key holds a percentile or straddles an edge of the histogram. Exact order statistics and counts, without
 * sorting and without a copy.
 */
export function keyTally(counter: KeyCounter, scale: number, offset: number): Tally {
  let plan: SecondLook | undefined;
  return {
    use: (values, valid) => counter.use(values as typeof counter.kind, valid),
    add: (from, to) => counter.count(from, to),
    get places() {
      return counter.places;
    },
    endLook: () => {
      const { count, min, max } = counter.moments;
      if (count === 0 || min === max) return false;
      plan = planSecondLook(counter, scale, offset);
      counter.choose([...plan.places.keys()]);
      return true;
    },
    addAgain: (from, to) => counter.countAgain(from, to),
    distribution: () => {
      const { count, min, max, mean, std } = counter.moments;
      if (count === 0) return undefined;
      if (plan !== undefined) return { count, min, max, mean, std, ...plan.read() };
      const percentiles = new Array<number>(101).fill(min);
      return { count, min, max, mean: min, std: 0, percentiles, histogram: { min, max, counts: [count] } };
    },
  };
}

/** What is yet to be known after the first look. */
interface SecondLook {
  /** Keys to look at again, and their places in what the counter then tells. */
  readonly places: ReadonlyMap<number, number>;
  /** After the second look. */
  read(): Pick<Distribution, 'percentiles' | 'histogram'>;
}

function planSecondLook(counter: KeyCounter, scale: number, offset: number): SecondLook {
  const { count, min, max } = counter.moments;
  // negative scales count downwards
  const storedRank = (rank: number): number => (scale < 0 ? count - 1 - rank : rank);
  const found = occupied(counter);
  const ranks = percentileRanks(count).map(storedRank);
  const wanted = keysOfRanks(
    found,
    ranks.sort((a, b) => a - b),
  );
  const edges = histogramEdges(min, max) ?? Float64Array.of(min, max);
  const valueOf = (number: number): number => number * scale + offset + 0;
  const reader = keyReader(counter.kind);
  const cuts = Array.from(edges.subarray(1, -1), (edge) => cutAt(edge, reader, found, valueOf, scale < 0));
  const straddling = cuts.flatMap(({ key }) => key ?? []);
  const places = new Map([...new Set([...wanted.keys(), ...straddling])].map((key, place) => [key, place]));
  const membersOf = (key: number) => counter.members(places.get(key) ?? -1);
  return {
    places,
    read: () => {
      const statistics = new Map<number, number>();
      for (const [key, { start, ranks: inKey }] of wanted) {
        const members = membersOf(key).atRanks(inKey.map((rank) => rank - start));
        for (const [rank, number] of members) statistics.set(rank + start, valueOf(number));
      }
      const below = cuts.map((cut, i) => {
        let numbers = cut.below;
        if (cut.key === undefined) return numbers;
        membersOf(cut.key).forEach((number, members) => {
          if (valueOf(number) < edges[i + 1]) numbers += members;
        });
        return numbers;
      });
      return {
        percentiles: percentilesOf(count, (rank) => statistics.get(storedRank(rank)) ?? NaN),
        histogram: { min, max, counts: [...below, count].map((end, i) => end - (i === 0 ? 0 : below[i - 1])) },
      };
    },
  };
}

/** Keys that occur, ascending, and the rank at which each begins; one more rank than keys. */
interface Occupied {
  readonly keys: Uint32Array;
  readonly starts: Float64Array;
}

function occupied(counter: KeyCounter): Occupied {
  const keys = counter.keys();
  const starts = new Float64Array(keys.length + 1);
  for (let i = 0; i < keys.length; i++) starts[i + 1] = starts[i] + counter.counts[keys[i]];
  return { keys, starts };
}

/** Ranks that fall into one key, and the rank at which the key begins. */
interface WantedRanks {
  readonly start: number;
  readonly ranks: number[];
}

/** The ranks, ascending, by the key that holds them. */
function keysOfRanks({ keys, starts }: Occupied, ranks: readonly number[]): Map<number, WantedRanks> {
  const wanted = new Map<number, WantedRanks>();
  let at = 0;
  for (const rank of ranks) {
    while (starts[at + 1] <= rank) at++;
    const known = wanted.get(keys[at]);
    if (known === undefined) wanted.set(keys[at], { start: starts[at], ranks: [rank] });
    else known.ranks.push(rank);
  }
  return wanted;
}

/** How many values are less than an edge: those `below`, and some of those of `key` where it holds both sorts. */
interface Cut {
  readonly below: number;
  readonly key?: number;
}

function cutAt(
  edge: number,
  reader: KeyReader,
  { keys, starts }: Occupied,
  valueOf: (number: number) => number,
  isFalling: boolean,
): Cut {
  // positions count keys by ascending values, which those of negative scales do not have
  const keyAt = (position: number): number => (isFalling ? keys.length - 1 - position : position);
  const least = (i: number): number => valueOf(isFalling ? reader.highest(keys[i]) : reader.lowest(keys[i]));
  const most = (i: number): number => valueOf(isFalling ? reader.lowest(keys[i]) : reader.highest(keys[i]));
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (most(keyAt(middle)) < edge) low = middle + 1;
    else high = middle;
  }
  if (low === keys.length) return { below: starts[low] };
  const i = keyAt(low);
  const below = isFalling ? starts[keys.length] - starts[i + 1] : starts[i];
  return least(i) < edge ? { below, key: keys[i] } : { below };
}
