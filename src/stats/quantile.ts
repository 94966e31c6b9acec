import { orderStatistics } from './order-statistics.ts';
import { gatherStored, type Samples } from './samples.ts';

/**
 * Index values below which the fractions `ps` of the counted pixels lie, in the order asked for; undefined when no
 * pixel counts. Exact order statistics, linear between them: Hyndman & Fan (1996) type 7, numpy's default.
 *
 * @param ps each in [0, 1], not percent
 * @throws RangeError if a fraction lies outside [0, 1]
 */
export function quantilesOf(samples: Samples, ps: readonly number[]): number[] | undefined {
  const stored = gatherStored(samples);
  return stored.length === 0 ? undefined : quantilesOfStored(stored, samples.scale, samples.offset, ps);
}

/** As `quantilesOf`, for at least one stored number, every one of which counts. */
export function quantilesOfStored(
  stored: Samples['values'],
  scale: number,
  offset: number,
  ps: readonly number[],
): number[] {
  const last = stored.length - 1;
  const ranks = new Set<number>();
  for (const p of ps) {
    if (!(p >= 0 && p <= 1)) throw new RangeError(`a quantile's fraction must lie in [0, 1], not ${p}`);
    ranks.add(Math.floor(p * last)).add(Math.min(Math.floor(p * last) + 1, last));
  }
  const statistics = orderStatistics(
    stored,
    scale,
    offset,
    [...ranks].sort((a, b) => a - b),
  );
  return ps.map((p) => {
    const below = Math.floor(p * last);
    const low = statistics.get(below) ?? NaN;
    const high = statistics.get(Math.min(below + 1, last)) ?? NaN;
    return between(low, high, p * last - below);
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
