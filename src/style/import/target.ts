import type { Encoding } from '../../raster/raster.ts';
import type { Legend } from '../style.ts';

/** The date that a legend is made for. */
export interface ImportTarget {
  readonly encoding: Encoding;
  /** Band of its raster, from 1. */
  readonly band: number;
  /** The automatic legend of the date and mode, painted in classes. */
  readonly automatic: Legend;
  readonly previous?: Legend | undefined;
  /** Smallest and largest value inside the AOI; null without any. */
  readonly dataRange: readonly [min: number, max: number] | null;
}
