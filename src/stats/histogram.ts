/** Equal-width counts from `min` to `max`. */
export interface Histogram {
  readonly min: number;
  readonly max: number;
  readonly counts: readonly number[];
}

/** Bins of a stored histogram. */
export const HISTOGRAM_BINS = 256;

/**
 * Edges of equal bins from `min` to `max`, each `[low, high)` and the last one closed: those of `numpy.histogram`.
 * Undefined for constant data, and for a span too narrow or too wide for equal steps in 64 bit: one bin then tells
 * all that can be told.
 */
export function histogramEdges(min: number, max: number, binCount = HISTOGRAM_BINS): Float64Array | undefined {
  const span = max - min;
  const step = span / binCount;
  if (!(step > 0 && Number.isFinite(span) && min + step > min)) return undefined;
  return Float64Array.from({ length: binCount + 1 }, (_, i) => (i === binCount ? max : min + i * step));
}

/** The bin of a value from the first edge to the last. */
export function histogramBin(value: number, edges: Float64Array): number {
  const last = edges.length - 2;
  const [min, max] = [edges[0], edges[last + 1]];
  let bin = Math.min(Math.floor(((value - min) / (max - min)) * (last + 1)), last);
  // the division may land a value that lies on an edge one bin off
  if (value < edges[bin]) bin--;
  else if (bin < last && value >= edges[bin + 1]) bin++;
  return bin;
}
