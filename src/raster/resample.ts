import { areaReach, averageKernel, modeKernel, SNAP_PX } from './resample-area.ts';
import { bilinearKernel, bilinearReach } from './resample-bilinear.ts';
import { cubicKernel, cubicReach } from './resample-cubic.ts';
import { nearestKernel } from './resample-nearest.ts';
import type { Canvas, Kernel, LevelPixels } from './kernel.ts';
import type { Encoding } from './raster.ts';

/**
 * How a value is taken from the source: `nearest`, the pixel that holds the position; `bilinear` and `cubic`
 * (Catmull-Rom), a weighted mean of its neighbours, which where the target is coarser than the source is taken over
 * as many as the target pixel spans; `average` and `mode`, the mean and the most frequent number of the pixels that
 * the target pixel covers. Nodata carries no weight in any of them.
 *
 * The first three are valid where the pixel that holds the position is, so that they paint one outline; the last two
 * where any pixel that they cover is. Both rules are GDAL's.
 */
export type Resampling = 'nearest' | 'bilinear' | 'cubic' | 'average' | 'mode';

/** All of them, the one that changes least first. */
export const RESAMPLINGS = ['nearest', 'bilinear', 'cubic', 'average', 'mode'] as const satisfies readonly Resampling[];

/** A kernel that takes from `source` and fills `canvas`. */
export function makeKernel(resampling: Resampling, source: LevelPixels, canvas: Canvas): Kernel {
  switch (resampling) {
    case 'nearest':
      return nearestKernel(source, canvas);
    case 'bilinear':
      return bilinearKernel(source, canvas);
    case 'cubic':
      return cubicKernel(source, canvas);
    case 'average':
      return averageKernel(source, canvas);
    case 'mode':
      return modeKernel(source, canvas);
  }
}

/** How far a kernel goes, in source pixels. */
export interface Reach {
  /** From a position to the far edge of the last pixel that it takes. */
  readonly cols: number;
  readonly rows: number;
  /** From the source's edge to the last position outside that still has a value. */
  readonly outsideCols: number;
  readonly outsideRows: number;
}

/** Reach of a kernel for target pixels that span so many source pixels. */
export function reachOf(resampling: Resampling, spanCols: number, spanRows: number): Reach {
  switch (resampling) {
    case 'nearest':
      return { cols: 0, rows: 0, outsideCols: 0, outsideRows: 0 };
    case 'bilinear':
      return { cols: bilinearReach(spanCols), rows: bilinearReach(spanRows), outsideCols: 0, outsideRows: 0 };
    case 'cubic': {
      // taps are square, so the coarser direction decides for both
      const reach = cubicReach(Math.max(spanCols, spanRows));
      return { cols: reach, rows: reach, outsideCols: 0, outsideRows: 0 };
    }
    case 'average':
    case 'mode': {
      const [halfCols, halfRows] = [spanCols / 2, spanRows / 2];
      return {
        cols: areaReach(spanCols),
        rows: areaReach(spanRows),
        // a footprint that only meets the edge covers nothing
        outsideCols: Math.max(0, halfCols - SNAP_PX),
        outsideRows: Math.max(0, halfRows - SNAP_PX),
      };
    }
  }
}

/**
 * Encoding of what a kernel makes. `nearest` and `mode` keep stored numbers. The others keep the stored units, with
 * the same scale and offset, but no longer whole ones: a float dtype wide enough to hold the source's integers.
 */
export function resampledEncoding(resampling: Resampling, encoding: Encoding): Encoding {
  if (resampling === 'nearest' || resampling === 'mode') return encoding;
  const isWide = encoding.dtype === 'float64' || encoding.dtype === 'int32' || encoding.dtype === 'uint32';
  return { ...encoding, dtype: isWide ? 'float64' : 'float32' };
}
