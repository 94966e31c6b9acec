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
