import type { StoredNumbers } from './samples.ts';
import type { Histogram } from './summary.ts';

/** Bins of a stored histogram. */
export const HISTOGRAM_BINS = 256;

/**
 * Counts of the index values in equal bins from `min` to `max`, each `[low, high)` and the last one closed: the bins
 * of `numpy.histogram`, edges settled the same way. Constant data have one bin.
 */
export function histogramOf(
  stored: StoredNumbers,
  scale: number,
  offset: number,
  min: number,
  max: number,
  binCount = HISTOGRAM_BINS,
): Histogram {
  const span = max - min;
  const step = span / binCount;
  // too narrow or too wide a span for equal steps in 64 bit: one bin tells all that can be told
  if (!(step > 0 && Number.isFinite(span) && min + step > min)) return { min, max, counts: [stored.length] };
  const edges = Float64Array.from({ length: binCount + 1 }, (_, i) => (i === binCount ? max : min + i * step));
  const counts = new Array<number>(binCount).fill(0);
  for (let i = 0; i < stored.length; i++) {
    const value = stored[i] * scale + offset;
    let bin = Math.min(Math.floor(((value - min) / span) * binCount), binCount - 1);
    // the division may land a value that lies on an edge one bin off
    if (value < edges[bin]) bin--;
    else if (bin < binCount - 1 && value >= edges[bin + 1]) bin++;
    counts[bin]++;
  }
  return { min, max, counts };
}
