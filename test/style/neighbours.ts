import { isInteger, type Encoding } from '../../src/raster/raster.ts';

const floats = new DataView(new ArrayBuffer(8));

/** The 32-bit float next to one, towards plus or minus infinity. */
export function nextFloat32(from: number, towards: 1 | -1): number {
  const start = Math.fround(from);
  if (start === 0) return towards * 2 ** -149;
  floats.setFloat32(0, start);
  floats.setUint32(0, floats.getUint32(0) + (start > 0 ? towards : -towards));
  return floats.getFloat32(0) + 0;
}

/** The 64-bit float next to one, towards plus or minus infinity. */
export function nextFloat64(from: number, towards: 1 | -1): number {
  if (from === 0) return towards * Number.MIN_VALUE;
  floats.setFloat64(0, from);
  floats.setBigInt64(0, floats.getBigInt64(0) + BigInt(from > 0 ? towards : -towards));
  return floats.getFloat64(0) + 0;
}

/** The stored numbers around a value: the nearest one and two on either side. */
export function storedAround(value: number, encoding: Encoding): number[] {
  const { dtype, scale, offset } = encoding;
  const exact = (value - offset) / scale;
  if (isInteger(encoding)) return [-2, -1, 0, 1, 2].map((step) => Math.round(exact) + step);
  const next = dtype === 'float64' ? nextFloat64 : nextFloat32;
  const centre = dtype === 'float64' ? exact : Math.fround(exact);
  const below = next(centre, -1);
  const above = next(centre, 1);
  return [next(below, -1), below, centre, above, next(above, 1)];
}
