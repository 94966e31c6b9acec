import type { Distribution } from './distribution.ts';
import { distributionOfFloats } from './float-distribution.ts';
import type { Histogram } from './histogram.ts';
import { distributionOfIntegers, isSmallIntegers } from './integer-distribution.ts';
import { neumaierAdd, type PixelAreas, type Samples } from './samples.ts';

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

/**
 * Statistics of the counted pixels, each one turned into its index value in 64 bit before anything is added up:
 * the numbers that numpy gives for `stored.astype(float64) * scale + offset`.
 */
export function summarise(samples: Samples, areas: PixelAreas): Summary {
  const { counted, inside, areaM2 } = countPixels(samples, areas);
  const distribution = distributionOf(samples, counted);
  if (distribution === undefined) {
    const nothing = { min: null, max: null, mean: null, std: null, percentiles: null, histogram: null };
    return { count: 0, inside, ...nothing, areaM2: 0 };
  }
  return { ...distribution, inside, areaM2 };
}

function distributionOf({ values, scale, offset }: Samples, counted: Uint8Array): Distribution | undefined {
  return isSmallIntegers(values)
    ? distributionOfIntegers(values, counted, scale, offset)
    : distributionOfFloats(values, counted, scale, offset);
}

/** Which pixels count, how many lie inside, and the ground area of those that count, m2. */
function countPixels(
  { valid, inside, width }: Samples,
  areas: PixelAreas,
): { counted: Uint8Array; inside: number; areaM2: number } {
  const within = inside ?? valid;
  const counted = new Uint8Array(valid.length);
  const row = new Float64Array(width);
  const total = new Float64Array(2);
  let pixels = 0;
  for (let y = 0, i = 0; i < counted.length; y++) {
    areas.fillRow(y, row);
    // areas of one row are nearly alike: their plain sum is good to the last digits
    let sum = 0;
    for (let x = 0; x < width; x++, i++) {
      const counts = valid[i] & within[i];
      counted[i] = counts;
      pixels += within[i];
      sum += counts * row[x];
    }
    neumaierAdd(total, sum);
  }
  return { counted, inside: inside === undefined ? valid.length : pixels, areaM2: total[0] + total[1] };
}
