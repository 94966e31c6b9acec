import type { Values } from './raster.ts';
import type { Run } from './run.ts';

/** A window of a level that kernels take numbers from. Positions are pixels of the whole level. */
export interface LevelPixels {
  readonly values: Values;
  readonly valid: Uint8Array;
  /** Where the window begins in the level, and its row length. */
  readonly col: number;
  readonly row: number;
  readonly stride: number;
  /** Size of the level. */
  readonly width: number;
  readonly height: number;
}

/** Pixels being filled; those that no kernel reached are 0 and invalid. */
export interface Canvas {
  readonly values: Values;
  readonly valid: Uint8Array;
}

/** Fills the pixels `[first, end)` of a run, whose positions have a place in the level. Allocates nothing. */
export type Kernel = (run: Run) => void;

/** The numbers as floats wide enough for them: arrays of few kinds keep the loops of the kernels fast. */
export function asFloats(values: Values): Float32Array | Float64Array {
  if (values instanceof Float32Array || values instanceof Float64Array) return values;
  return values.BYTES_PER_ELEMENT === 4 ? Float64Array.from(values) : new Float32Array(values);
}

/**
 * How much a smooth kernel is widened for a target of which one pixel spans `span` source pixels: not at all where
 * the target is finer, else as much as the span. Near a whole number it is that number, as in GDAL, so that rasters
 * of one resolution in two CRSs are not blurred.
 */
export function widening(span: number): number {
  if (!(span > 1)) return 1;
  const whole = Math.round(span);
  return Math.abs(span - whole) < 0.05 ? whole : span;
}
