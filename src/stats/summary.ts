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
