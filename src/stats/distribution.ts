import type { Histogram } from './histogram.ts';

/** What the counted values of a scene amount to, in index values; ground areas apart. */
export interface Distribution {
  /** At least 1. */
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Population standard deviation. */
  readonly std: number;
  /** Percentiles 0, 1, ... 100. */
  readonly percentiles: readonly number[];
  readonly histogram: Histogram;
}
