/** The nearest whole number; halves go away from 0, as GDAL rounds them (`Math.round` takes them up). */
export function roundHalfAway(value: number): number {
  return value < 0 ? -Math.round(-value) : Math.round(value);
}
