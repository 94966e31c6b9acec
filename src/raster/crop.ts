import { windowGrid, type Window } from '../grid/grid.ts';
import { intersectWindows } from '../grid/lattice.ts';
import type { Raster, Values } from './raster.ts';

/** An array of the same kind, all zeros. */
export function emptyLike(values: Values, length: number): Values {
  return new (values.constructor as new (length: number) => Values)(length);
}

/**
 * A window of a raster, copied bit by bit. The window may reach beyond the raster: what lies outside is invalid and
 * holds 0.
 */
export function cropRaster(source: Raster, window: Window): Raster {
  const { width } = window;
  const values = emptyLike(source.values, width * window.height);
  const valid = new Uint8Array(width * window.height);
  const shared = intersectWindows(window, { col: 0, row: 0, width: source.grid.width, height: source.grid.height });
  if (shared !== undefined) {
    for (let row = shared.row; row < shared.row + shared.height; row++) {
      const from = row * source.grid.width + shared.col;
      const to = (row - window.row) * width + shared.col - window.col;
      values.set(source.values.subarray(from, from + shared.width), to);
      valid.set(source.valid.subarray(from, from + shared.width), to);
    }
  }
  return { grid: windowGrid(source.grid, window), values, valid, encoding: source.encoding };
}

/** Copies a raster bit by bit into rows of `width` pixels, where all of it has a place. */
export function pasteRaster(
  { values, valid, grid }: Raster,
  into: { readonly values: Values; readonly valid: Uint8Array },
  width: number,
  col: number,
  row: number,
): void {
  for (let i = 0; i < grid.height; i++) {
    const [from, to] = [i * grid.width, (row + i) * width + col];
    into.values.set(values.subarray(from, from + grid.width), to);
    into.valid.set(valid.subarray(from, from + grid.width), to);
  }
}
