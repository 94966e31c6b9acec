import type { Histogram } from './histogram.ts';
import { visitRuns, wholeRows, type PixelAreas } from './runs.ts';
import { neumaierAdd, type Samples } from './samples.ts';
import { plainTally, type Tally } from './tally.ts';

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
  const { values, valid, inside, width, scale, offset } = samples;
  const counted = inside === undefined ? valid : valid.map((bit, i) => bit & inside[i]);
  const tally = plainTally(values, scale, offset);
  const piece = { col: 0, row: 0, width, height: values.length / width };
  const spans = wholeRows(width, piece.height);
  tally.use(values, counted);
  const area = new AreaSum();
  visitRuns(piece, spans, areas, (from, to, areaM2, stepM2) =>
    area.add(tally.add(from, to), tally.places, areaM2, stepM2),
  );
  if (tally.endLook()) visitRuns(piece, spans, areas, (from, to) => tally.addAgain(from, to));
  const pixels = inside === undefined ? valid.length : inside.reduce((sum, bit) => sum + bit, 0);
  return summaryOf(tally, pixels, area);
}

/** @param inside pixels that were looked at, valid or not */
export function summaryOf(tally: Tally, inside: number, area: AreaSum): Summary {
  const distribution = tally.distribution();
  return distribution === undefined ? emptySummary(inside) : { ...distribution, inside, areaM2: area.m2 };
}

/** The summary of pixels of which none is valid. */
export function emptySummary(inside: number): Summary {
  const none = { min: null, max: null, mean: null, std: null, percentiles: null, histogram: null };
  return { count: 0, inside, ...none, areaM2: 0 };
}

/** Ground area of the valid pixels of runs. */
export class AreaSum {
  readonly #sum = new Float64Array(2);

  /**
   * @param count valid pixels of a run
   * @param places sum of their positions in it
   * @param areaM2 of the run's first pixel
   * @param stepM2 by how much each next one is larger
   */
  add(count: number, places: number, areaM2: number, stepM2: number): void {
    neumaierAdd(this.#sum, count * areaM2 + places * stepM2);
  }

  get m2(): number {
    return this.#sum[0] + this.#sum[1];
  }
}
