import type { Histogram } from '../stats/histogram.ts';

/**
 * Heights of equal columns between two values: how many pixels lie in each, the highest being 1. What lies beyond is
 * left out. Counts are spread evenly over the width of their bin.
 *
 * @param min below `max`
 */
export function columnHeights(histogram: Histogram, min: number, max: number, columns: number): Float64Array {
  const heights = new Float64Array(columns);
  const { counts } = histogram;
  const binWidth = (histogram.max - histogram.min) / counts.length;
  const columnWidth = (max - min) / columns;
  for (const [bin, count] of counts.entries()) {
    if (count === 0) continue;
    // in columns; a bin of no width lies in one of them
    const from = (histogram.min + bin * binWidth - min) / columnWidth;
    const to = Math.max(from + binWidth / columnWidth, from + 1e-9);
    for (let column = Math.max(0, Math.floor(from)); column < Math.min(columns, to); column++) {
      const share = (Math.min(to, column + 1) - Math.max(from, column)) / (to - from);
      heights[column] += count * Math.max(0, share);
    }
  }
  const highest = heights.reduce((most, height) => Math.max(most, height), 0);
  return highest > 0 ? heights.map((height) => height / highest) : heights;
}

/** What a histogram is drawn into: `along` the bar from its low end, `rise` away from it; image pixels. */
export interface HistogramFrame {
  readonly along: number;
  readonly rise: number;
  /** Image pixels of a column, whole, so that edges stay sharp. */
  readonly column: number;
}

/** The outline of columns as points [along, rise], from the foot of the first to the foot of the last. */
export function columnOutline(heights: Float64Array, { along, rise, column }: HistogramFrame): [number, number][] {
  const points: [number, number][] = [[0, 0]];
  for (const [i, share] of heights.entries()) {
    // what is there shows, were it one pixel in a million
    const height = share > 0 ? Math.max(1, Math.round(share * rise)) : 0;
    points.push([i * column, height], [Math.min((i + 1) * column, along), height]);
  }
  points.push([along, 0]);
  return points;
}
