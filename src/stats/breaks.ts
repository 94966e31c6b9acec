/**
 * Breakpoints by method. Every function returns ascending, distinct edges: n + 1 for n classes, fewer where the data
 * have fewer distinct breakpoints, and `[v, v]` for constant data.
 */

/** Edges of `n` classes of equal width. */
export function equalInterval(min: number, max: number, n: number): number[] {
  // weighted ends instead of min + i * step: -1..1 in five then gives 0.2, not 0.19999999999999996
  const inner = Array.from({ length: n - 1 }, (_, k) => weighted(min, max, k + 1, n));
  return distinctEdges(min, inner, max);
}

/**
 * Edges of `n` classes that hold equally many values, between two fractions of the data.
 *
 * @param quantile value at a fraction p in [0, 1]
 */
export function quantileBreaks(
  quantile: (p: number) => number,
  n: number,
  [low, high]: readonly [low: number, high: number] = [0, 1],
): number[] {
  const inner = Array.from({ length: n - 1 }, (_, k) => quantile(weighted(low, high, k + 1, n)));
  return distinctEdges(quantile(low), inner, quantile(high));
}

/**
 * Edges one standard deviation apart, centred on the mean: an odd number of classes has one centred on it, an even
 * number an edge at it. The end classes reach to the ends of the data; classes beyond those are left out.
 */
export function stdDevBreaks(mean: number, std: number, min: number, max: number, n: number): number[] {
  const inner = Array.from({ length: n - 1 }, (_, k) => mean + (k + 1 - n / 2) * std);
  return distinctEdges(min, inner, max);
}

/** `min`, those inner edges that lie strictly between their neighbours, `max`. */
export function distinctEdges(min: number, inner: readonly number[], max: number): number[] {
  const edges = [min];
  for (const edge of inner) {
    if (edge > edges[edges.length - 1] && edge < max) edges.push(edge);
  }
  edges.push(max);
  return edges;
}

function weighted(a: number, b: number, i: number, n: number): number {
  const mix = (a * (n - i) + b * i) / n;
  return Number.isFinite(mix) ? mix : a * (1 - i / n) + b * (i / n);
}
