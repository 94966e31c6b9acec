/**
 * Pixel to CRS transform `[a, b, c, d, e, f]`, in GDAL's and rasterio's `Affine` order:
 * `x = a * col + b * row + c`, `y = d * col + e * row + f`, where (0, 0) is the outer corner of the first pixel
 * and (0.5, 0.5) its centre.
 */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** CRS coordinates of a pixel position (fractional positions allowed). */
export function applyAffine([a, b, c, d, e, f]: Affine, col: number, row: number): [x: number, y: number] {
  return [a * col + b * row + c, d * col + e * row + f];
}

/**
 * The transform from CRS coordinates back to pixel positions.
 *
 * @throws RangeError if the transform collapses the plane (determinant 0 or not finite)
 */
export function invertAffine([a, b, c, d, e, f]: Affine): Affine {
  const determinant = a * e - b * d;
  if (!Number.isFinite(determinant) || determinant === 0) {
    throw new RangeError(`affine transform cannot be inverted: determinant ${determinant}`);
  }
  const [ia, ib, id, ie] = [e / determinant, -b / determinant, -d / determinant, a / determinant];
  return [ia, ib, -(ia * c + ib * f), id, ie, -(id * c + ie * f)];
}

/** Whether the transform can be inverted in doubles: false when its pixels are too large, too small, or none. */
export function isInvertible([a, b, c, d, e, f]: Affine): boolean {
  const determinant = a * e - b * d;
  return [determinant, 1 / determinant, c, f].every((value) => Number.isFinite(value));
}

/** True when rows run south and columns east without rotation: `b = d = 0`, `a > 0`, `e < 0`. */
export function isNorthUp([a, b, , d, e]: Affine): boolean {
  return b === 0 && d === 0 && a > 0 && e < 0;
}
