/** Where percentile `percent` of `count` sorted values lies: between the ranks floor and floor + 1. */
function positionOf(percent: number, count: number): number {
  return (percent / 100) * (count - 1);
}

/** Ranks of the values that the percentiles 0, 1, ... 100 of `count` sorted values are made of; ascending, distinct. */
export function percentileRanks(count: number): number[] {
  const ranks = new Set<number>();
  for (let percent = 0; percent <= 100; percent++) {
    const below = Math.floor(positionOf(percent, count));
    ranks.add(below).add(Math.min(below + 1, count - 1));
  }
  return [...ranks].sort((a, b) => a - b);
}

/**
 * The percentiles 0, 1, ... 100. Exact order statistics, linear between them: Hyndman & Fan (1996) type 7, numpy's
 * default.
 *
 * @param valueAt the value of each rank that `percentileRanks` names
 */
export function percentilesOf(count: number, valueAt: (rank: number) => number): number[] {
  return Array.from({ length: 101 }, (_, percent) => {
    const position = positionOf(percent, count);
    const below = Math.floor(position);
    return between(valueAt(below), valueAt(Math.min(below + 1, count - 1)), position - below);
  });
}

/**
 * Value at the fraction `p` of a list of 101 percentiles, linear between whole percentiles: exact at those, close
 * to the data in between.
 *
 * @param p in [0, 1], not percent
 */
export function quantileOfPercentiles(percentiles: readonly number[], p: number): number {
  // whole percentiles must not slip to a neighbour: 0.29 * 100 is 28.999999999999996
  const position = Math.round(p * 100 * 1e9) / 1e9;
  const below = Math.floor(position);
  return between(percentiles[below], percentiles[Math.min(below + 1, 100)], position - below);
}

/** Linear from `low` to `high`, rounded as numpy's `_lerp` rounds, so that both agree to the last bit. */
function between(low: number, high: number, t: number): number {
  const span = high - low;
  // halves of numbers beyond 1e308, whose difference has no double
  if (!Number.isFinite(span)) return low * (1 - t) + high * t;
  return t >= 0.5 ? high - span * (1 - t) : low + span * t;
}
