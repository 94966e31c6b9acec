import type { Grid } from '../grid/grid.ts';

/** Stored numbers of one band, as the file keeps them. */
export type Values =
  Float32Array | Float64Array | Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array;

export type Dtype = 'float16' | 'float32' | 'float64' | 'int8' | 'uint8' | 'int16' | 'uint16' | 'int32' | 'uint32';

/** How stored numbers become index values: `value = stored * scale + offset`, in 64 bit. */
export interface Encoding {
  readonly dtype: Dtype;
  readonly scale: number;
  readonly offset: number;
}

/**
 * Values of one band on a grid, row-major, north-up, `grid.width * grid.height` long. `valid` is 1 where the pixel
 * has a value: nodata, masks and everything that is not finite have become 0 here once (in `cog/read.ts`), and
 * nobody downstream compares with nodata.
 */
export interface Raster {
  readonly grid: Grid;
  readonly values: Values;
  readonly valid: Uint8Array;
  readonly encoding: Encoding;
}

/** True when the stored numbers are whole: classes are then decided on the stored number (contract, section 10). */
export function isInteger(encoding: Encoding): boolean {
  return !encoding.dtype.startsWith('float');
}
