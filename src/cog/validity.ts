import type { Dtype, Values } from '../raster/raster.ts';

/** Largest 32-bit float; writers print it with too few digits, so that its text reads as a little more. */
const FLOAT32_MAX = 3.4028234663852886e38;

/**
 * The number that nodata pixels hold, after the rounding that storing it caused; undefined when the sample type
 * cannot hold it, so that no pixel is nodata by value.
 */
export function storedNodata(nodata: number | undefined, dtype: Dtype): number | undefined {
  if (nodata === undefined || Number.isNaN(nodata)) return undefined;
  switch (dtype) {
    case 'float64':
      return nodata;
    case 'float16': // pixels were widened; the tag was never rounded to half precision, nor does GDAL
    case 'float32': {
      const isBarelyTooLarge = Math.abs(nodata) > FLOAT32_MAX && Math.abs(nodata) < FLOAT32_MAX * (1 + 1e-6);
      return isBarelyTooLarge ? Math.sign(nodata) * FLOAT32_MAX : Math.fround(nodata);
    }
    default: {
      const [low, high] = INTEGER_RANGES[dtype];
      return Number.isInteger(nodata) && nodata >= low && nodata <= high ? nodata : undefined;
    }
  }
}

const INTEGER_RANGES = {
  int8: [-(2 ** 7), 2 ** 7 - 1],
  uint8: [0, 2 ** 8 - 1],
  int16: [-(2 ** 15), 2 ** 15 - 1],
  uint16: [0, 2 ** 16 - 1],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
} as const;

/**
 * 1 where a pixel has a value: it is finite, not nodata, and nothing that covers it (mask or alpha) is 0.
 *
 * @param nodata as `storedNodata` gives it
 * @param covers arrays as long as `values`
 * @param valid where it is written, as long as `values`
 */
export function validity(
  values: Values,
  nodata: number | undefined,
  covers: readonly Values[],
  valid = new Uint8Array(values.length),
): Uint8Array {
  // no number equals NaN, so it stands for "none" without a branch in the loop
  const absent = nodata ?? NaN;
  if (values instanceof Float32Array) markFloats(values, absent, valid);
  else if (values instanceof Float64Array) markDoubles(values, absent, valid);
  else for (let i = 0; i < values.length; i++) valid[i] = values[i] !== absent ? 1 : 0;
  for (const cover of covers) {
    for (let i = 0; i < valid.length; i++) if (cover[i] === 0) valid[i] = 0;
  }
  return valid;
}

/** By itself, so that it meets one kind of array only: three times faster than a loop that has met several. */
function markFloats(values: Float32Array, absent: number, valid: Uint8Array): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    // value - value is 0 for finite numbers only
    valid[i] = value !== absent && value - value === 0 ? 1 : 0;
  }
}

/** As `markFloats`. */
function markDoubles(values: Float64Array, absent: number, valid: Uint8Array): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    valid[i] = value !== absent && value - value === 0 ? 1 : 0;
  }
}
