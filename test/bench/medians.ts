/** The middle number; of an even count the upper of both. */
export function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5);
}

/** The number below which the fraction `p` of them lies. */
export function quantile(numbers: readonly number[], p: number): number {
  const sorted = Float64Array.from(numbers).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))];
}
