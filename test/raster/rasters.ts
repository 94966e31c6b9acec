import { inflateSync } from 'node:zlib';
import type { Grid } from '../../src/grid/grid.ts';
import type { Encoding, Raster, Values } from '../../src/raster/raster.ts';

const FLOAT: Encoding = { dtype: 'float32', scale: 1, offset: 0 };

/** A raster for tests; null is nodata and holds NaN where the array can. */
export function rasterOf(
  grid: Grid,
  numbers: readonly (number | null)[],
  encoding: Encoding = FLOAT,
  make: (numbers: number[]) => Values = (all) => Float32Array.from(all),
): Raster {
  return {
    grid,
    values: make(numbers.map((number) => number ?? NaN)),
    valid: Uint8Array.from(numbers, (number) => (number === null ? 0 : 1)),
    encoding,
  };
}

/** The values of a raster with null for nodata. */
export function numbersOf({ values, valid }: Raster): (number | null)[] {
  return Array.from(values, (value, i) => (valid[i] === 1 ? value : null));
}

/** Numbers that a script packed: float32, deflated, in base64; NaN becomes null. */
export function unpacked(packed: string): (number | null)[] {
  const bytes = inflateSync(Buffer.from(packed, 'base64'));
  const numbers = new Float32Array(Uint8Array.from(bytes).buffer);
  return Array.from(numbers, (number) => (Number.isNaN(number) ? null : number));
}
