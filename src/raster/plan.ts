import { sameCrs } from '../grid/projection.ts';
import type { Grid } from '../grid/grid.ts';
import { planAffine } from './plan-affine.ts';
import { planProjected } from './plan-projected.ts';
import type { Read } from './reads.ts';
import type { Resampling } from './resample.ts';

/** Size of one resolution of a file in pixels; level 0 is the full one. */
export interface Level {
  readonly width: number;
  readonly height: number;
}

/** A window of one level to be copied as it is. */
export interface Copy {
  readonly level: number;
  readonly window: { readonly col: number; readonly row: number; readonly width: number; readonly height: number };
  /** Target pixel that the window's first one becomes. */
  readonly to: { readonly col: number; readonly row: number };
}

/** What to read for a target grid, and how its pixels follow. */
export interface WarpPlan {
  readonly target: Grid;
  /** Lattice pixel that the target begins with: parts of reads are given in lattice pixels. */
  readonly col: number;
  readonly row: number;
  readonly levels: readonly Level[];
  /** The kernel that is applied: `nearest` where the target lies on the lattice of a level, whatever was asked for. */
  readonly resampling: Resampling;
  readonly copies: readonly Copy[];
  readonly reads: readonly Read[];
}

/**
 * The cheapest reads that serve a target grid. Nothing is read for pixels beside the raster.
 *
 * Pixels are planned in cells of 256 x 256 of the target's absolute lattice: each takes the coarsest level that is
 * nowhere in it coarser than the target (factors from the levels' dimensions, which need not be powers of two), and
 * its positions from its own nodes. So a pixel is sampled alike in every window of one grid, and tiles make up the
 * picture of the same window. A target in the raster's own CRS has one level and one map.
 *
 * @param levels level 0 first; any order of size after it
 * @param grid the grid of level 0
 * @throws Failure `invalid` if a CRS cannot be computed with
 */
export function planWarp(levels: readonly Level[], grid: Grid, target: Grid, resampling: Resampling): WarpPlan {
  const affine = sameCrs(target.crs, grid.crs) ? planAffine(levels, grid, target, resampling) : undefined;
  return affine ?? planProjected(levels, grid, target, resampling);
}
