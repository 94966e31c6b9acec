import { histogramOf } from './histogram.ts';
import { extremes } from './order-statistics.ts';
import { quantilesOfStored } from './quantile.ts';
import { gatherStored, neumaierAdd, type PixelAreas, type Samples, type StoredNumbers } from './samples.ts';

/**
 * What the valid values of one scene (AOI, index, date) amount to, in index values. `count` is 0 when nothing is
 * valid, and then every other number is null.
 */
export interface Summary {
  readonly count: number;
  /** Pixels whose centre lies inside the AOI and inside the raster, valid or not. */
  readonly inside: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  /** Population standard deviation. */
  readonly std: number | null;
  /** Percentiles 0, 1, ... 100: 101 numbers, linear between order statistics (Hyndman & Fan type 7). */
  readonly percentiles: readonly number[] | null;
  /** Equal-width counts from `min` to `max`; they sum to `count`. */
  readonly histogram: Histogram | null;
  /** Ground area of the valid pixels, m2. */
  readonly areaM2: number;
}

export interface Histogram {
  readonly min: number;
  readonly max: number;
  readonly counts: readonly number[];
}

const WHOLE_PERCENTILES = Array.from({ length: 101 }, (_, percent) => percent / 100);

/**
 * Statistics of the counted pixels, each one turned into its index value in 64 bit before anything is added up:
 * the numbers that numpy gives for `stored.astype(float64) * scale + offset`.
 */
export function summarise(samples: Samples, areas: PixelAreas): Summary {
  const stored = gatherStored(samples);
  const inside = countInside(samples);
  const count = stored.length;
  if (count === 0) {
    const nothing = { min: null, max: null, mean: null, std: null, percentiles: null, histogram: null };
    return { count, inside, ...nothing, areaM2: 0 };
  }
  const { scale, offset } = samples;
  const [min, max] = extremes(stored, scale, offset);
  const mean = meanOf(stored, scale, offset, min, max);
  return {
    count,
    inside,
    min,
    max,
    mean,
    std: min === max ? 0 : standardDeviation(stored, scale, offset, mean),
    percentiles: quantilesOfStored(stored, scale, offset, WHOLE_PERCENTILES),
    histogram: histogramOf(stored, scale, offset, min, max),
    areaM2: validArea(samples, areas),
  };
}

function countInside({ values, inside }: Samples): number {
  if (inside === undefined) return values.length;
  let count = 0;
  for (let i = 0; i < inside.length; i++) count += inside[i];
  return count;
}

function meanOf(stored: StoredNumbers, scale: number, offset: number, min: number, max: number): number {
  const sum = new Float64Array(2);
  for (let i = 0; i < stored.length; i++) neumaierAdd(sum, stored[i] * scale + offset);
  const mean = (sum[0] + sum[1]) / stored.length;
  // the mean of equal numbers is that number, whatever the division rounds to
  return Math.min(Math.max(mean, min), max);
}

function standardDeviation(stored: StoredNumbers, scale: number, offset: number, mean: number): number {
  const sum = new Float64Array(2);
  for (let i = 0; i < stored.length; i++) {
    const distance = stored[i] * scale + offset - mean;
    neumaierAdd(sum, distance * distance);
  }
  return Math.sqrt((sum[0] + sum[1]) / stored.length);
}

/** Ground area of the counted pixels, m2. */
function validArea(samples: Samples, areas: PixelAreas): number {
  const { valid, inside, width } = samples;
  const row = new Float64Array(width);
  const total = new Float64Array(2);
  for (let y = 0, i = 0; i < valid.length; y++) {
    areas.fillRow(y, row);
    for (let x = 0; x < width; x++, i++) {
      if (valid[i] === 1 && (inside === undefined || inside[i] === 1)) neumaierAdd(total, row[x]);
    }
  }
  return total[0] + total[1];
}
