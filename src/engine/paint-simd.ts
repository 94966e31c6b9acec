import type { Scratch } from '../cog/scratch.ts';
import type { Kernel, LevelPixels } from '../raster/kernel.ts';
import type { Values } from '../raster/raster.ts';
import { EDGE_PX } from '../raster/run.ts';
import type { Cuts } from '../stats/classify.ts';
import { exportsFor, layPainting } from './paint-tables.ts';

/** Of `wasm/paint.as.ts`: the pixels `first` to `end` of a run, as `painting` says. */
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
) => void;

interface Exports {
  readonly paintFloats: PaintRun;
  readonly paintBytes: PaintRun;
  readonly paintShorts: PaintRun;
}

/**
 * `paintingKernel` in WebAssembly, for float32 and integers of at most 16 bits without a mask, all in the memory of a
 * scratch: a tile of 256 px takes 0.2 ms where the plain loop takes 0.9.
 *
 * @returns undefined where it cannot serve, or its compiled file is missing: the plain loop paints the same
 */
export function simdPaintingKernel(
  scratch: Scratch,
  source: LevelPixels,
  absent: number | undefined,
  cuts: Cuts,
  slots: Uint8Array,
): Kernel | undefined {
  const { values, valid } = source;
  const { memory } = scratch;
  const isReachable = values.buffer === memory.buffer && slots.buffer === memory.buffer;
  if (!isReachable || valid.length > 0) return undefined;
  const paint = paintFor(values, scratch);
  if (paint === undefined) return undefined;
  const painting = layPainting(scratch, source, absent, cuts, slots);
  if (painting === undefined) return undefined;
  return ({ start, first, end, col, row, stepCol, stepRow, bendCol, bendRow }) =>
    paint(painting, start, first, end, col + EDGE_PX, row + EDGE_PX, stepCol, stepRow, bendCol, bendRow);
}

function paintFor(values: Values, scratch: Scratch): PaintRun | undefined {
  const code = exportsFor('paint', scratch) as Exports | undefined;
  if (values instanceof Float32Array) return code?.paintFloats;
  if (values.BYTES_PER_ELEMENT === 1) return code?.paintBytes;
  return values.BYTES_PER_ELEMENT === 2 ? code?.paintShorts : undefined;
}
