import type { Scratch } from '../cog/scratch.ts';
import { widening, type Kernel, type LevelPixels } from '../raster/kernel.ts';
import type { Values } from '../raster/raster.ts';
import type { Cuts } from '../stats/classify.ts';
import { exportsFor, layPainting } from './paint-tables.ts';

/** Of `wasm/mix.as.ts`: makes floats of the numbers of a window in their place, with NaN for what is no value. */
type Prepare = (values: number, count: number, absent: number, valid: number) => void;

/** Of `wasm/mix.as.ts`: the pixels `first` to `end` of a run, as `painting` says. */
type PaintRun = (
  painting: number,
  start: number,
  first: number,
  end: number,
  col: number,
  row: number,
  stepCol: number,
  stepRow: number,
  bendCol: number,
  bendRow: number,
  wideCols: number,
  wideRows: number,
) => void;

interface Exports {
  readonly prepareFloats: Prepare;
  readonly prepareInt8: Prepare;
  readonly prepareUint8: Prepare;
  readonly prepareInt16: Prepare;
  readonly prepareUint16: Prepare;
  readonly paintBilinear: PaintRun;
  readonly paintCubic: PaintRun;
}

/** What the kernel of a window is made of. */
export interface MixedPainting {
  readonly resampling: 'bilinear' | 'cubic';
  /** Holds the window and the slots. */
  readonly scratch: Scratch;
  /** Its numbers become floats: nobody can use them afterwards. Its `valid` may be empty. */
  readonly source: LevelPixels;
  /** The number that is nodata. */
  readonly absent: number | undefined;
  readonly cuts: Cuts;
  readonly slots: Uint8Array;
}

/**
 * Samples and paints in one pass in WebAssembly, as `mixingKernel` does to the last bit, for float32 and integers of at
 * most 16 bits, all in the memory of a scratch.
 *
 * @returns undefined where it cannot serve, or its compiled file is missing; then the window is as it was
 */
export function simdMixingKernel(mixed: MixedPainting): Kernel | undefined {
  const { resampling, scratch, source, absent, cuts, slots } = mixed;
  const code = exportsFor('mix', scratch) as Exports | undefined;
  const prepare = code && prepareFor(source.values, code);
  const { length, byteOffset } = source.values;
  const values = scratch.values('float32', length);
  const isChecked = source.valid.length > 0;
  const isReachable = [source.values, values, slots, isChecked ? source.valid : slots].every(
    ({ buffer }) => buffer === scratch.memory.buffer,
  );
  if (code === undefined || prepare === undefined || !isReachable || values.byteOffset !== byteOffset) return undefined;
  const painting = layPainting(scratch, { ...source, values }, undefined, cuts, slots);
  if (painting === undefined) return undefined;
  prepare(byteOffset, length, absent ?? NaN, isChecked ? source.valid.byteOffset : 0);
  const paint = resampling === 'bilinear' ? code.paintBilinear : code.paintCubic;
  return ({ start, first, end, col, row, stepCol, stepRow, bendCol, bendRow, spanCols, spanRows }) => {
    const wideCols = widening(spanCols);
    const wideRows = widening(spanRows);
    paint(painting, start, first, end, col, row, stepCol, stepRow, bendCol, bendRow, wideCols, wideRows);
  };
}

function prepareFor(values: Values, code: Exports): Prepare | undefined {
  if (values instanceof Float32Array) return code.prepareFloats;
  if (values instanceof Int8Array) return code.prepareInt8;
  if (values instanceof Uint8Array) return code.prepareUint8;
  if (values instanceof Int16Array) return code.prepareInt16;
  return values instanceof Uint16Array ? code.prepareUint16 : undefined;
}
