import { applyAffine, type Affine } from './affine.ts';
import type { Crs } from './projection.ts';
import type { Bounds } from './bounds.ts';

/**
 * Where pixels are: the one question every reader is asked. `width` by `height` pixels, row-major; `affine` takes
 * pixel positions to coordinates of `crs`. A tile, an AOI image and a statistic differ only in the grid they ask for.
 */
export interface Grid {
  readonly crs: Crs;
  readonly affine: Affine;
  readonly width: number;
  readonly height: number;
}

/** A rectangle of whole pixels of some grid. */
export interface Window {
  readonly col: number;
  readonly row: number;
  readonly width: number;
  readonly height: number;
}

/** The grid that a window of another grid covers, on the same pixel lattice. */
export function windowGrid(grid: Grid, window: Window): Grid {
  const [x, y] = applyAffine(grid.affine, window.col, window.row);
  const [a, b, , d, e] = grid.affine;
  return { crs: grid.crs, affine: [a, b, x, d, e, y], width: window.width, height: window.height };
}

/** The same ground covered with other pixel counts (used to draw larger or smaller). */
export function resizedGrid(grid: Grid, width: number, height: number): Grid {
  const [a, b, c, d, e, f] = grid.affine;
  const [sx, sy] = [grid.width / width, grid.height / height];
  return { crs: grid.crs, affine: [a * sx, b * sy, c, d * sx, e * sy, f], width, height };
}

/** Bounds of the grid's outer edge in its own CRS. */
export function gridBounds(grid: Grid): Bounds {
  const { width: w, height: h, affine } = grid;
  const corners = [
    applyAffine(affine, 0, 0),
    applyAffine(affine, w, 0),
    applyAffine(affine, 0, h),
    applyAffine(affine, w, h),
  ];
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}
