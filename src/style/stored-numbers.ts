import type { Dtype } from '../raster/raster.ts';

/*
 * Floating-point numbers of one sign are ordered as their bits are. Counted from 0 upwards for positive numbers and
 * downwards for negative ones, every float has a whole number, neighbours differ by one, and a search over them all
 * takes 32 or 64 steps.
 */
const bits = new DataView(new ArrayBuffer(8));
const LARGEST_FLOAT32 = 0x7f7fffff;
const LARGEST_FLOAT64 = 0x7fefffffffffffffn;

/**
 * The smallest finite number of a floating type for which `isAbove` holds; Infinity if there is none. Half-precision
 * numbers are read as 32 bit and searched among those.
 *
 * @param isAbove false up to some number and true from there on
 */
export function firstStored(dtype: Dtype, isAbove: (stored: number) => boolean): number {
  return dtype === 'float64' ? firstFloat64(isAbove) : firstFloat32(isAbove);
}

function firstFloat32(isAbove: (stored: number) => boolean): number {
  let low = -LARGEST_FLOAT32;
  let high = LARGEST_FLOAT32 + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isAbove(float32At(middle))) high = middle;
    else low = middle + 1;
  }
  return low > LARGEST_FLOAT32 ? Infinity : float32At(low);
}

function float32At(place: number): number {
  bits.setUint32(0, Math.abs(place));
  const magnitude = bits.getFloat32(0);
  return place < 0 ? -magnitude : magnitude;
}

function firstFloat64(isAbove: (stored: number) => boolean): number {
  let low = -LARGEST_FLOAT64;
  let high = LARGEST_FLOAT64 + 1n;
  while (low < high) {
    const middle = (low + high) >> 1n;
    if (isAbove(float64At(middle))) high = middle;
    else low = middle + 1n;
  }
  return low > LARGEST_FLOAT64 ? Infinity : float64At(low);
}

function float64At(place: bigint): number {
  bits.setBigUint64(0, place < 0n ? -place : place);
  const magnitude = bits.getFloat64(0);
  return place < 0n ? -magnitude : magnitude;
}

/** The float just below a finite one of the type. */
export function previousStored(dtype: Dtype, stored: number): number {
  const isFloat64 = dtype === 'float64';
  const negated = isFloat64
    ? firstFloat64((candidate) => candidate > -stored)
    : firstFloat32((candidate) => candidate > -stored);
  return -negated;
}
