import { applyAffine, invertAffine, isNorthUp } from '../grid/affine.ts';
import type { AreaGeometry, Ring } from '../grid/geometry.ts';
import { gridBounds, windowGrid, type Grid, type Window } from '../grid/grid.ts';
import { intersectWindows, latticeOffset } from '../grid/lattice.ts';
import { projectArea, type ProjectedArea } from '../grid/project-area.ts';
import { maskWindow } from '../raster/mask.ts';

/** An AOI on the pixel lattice of a raster. */
export interface AoiGrid {
  readonly grid: Grid;
  readonly area: ProjectedArea;
}

/**
 * The pixels that count for an AOI's statistics: those of the rasters' own lattice whose centre lies inside it and
 * inside the rectangle around the rasters. Undefined when there are none.
 *
 * @param grids rasters of one lattice, at least one
 */
export function statisticsGrid(geometry: AreaGeometry, grids: readonly Grid[]): AoiGrid | undefined {
  const union = unionGrid(grids);
  const area = projectArea(geometry, union.crs, gridBounds(union));
  const window = maskWindow(area, union);
  return window && { grid: windowGrid(union, window), area };
}

/**
 * The grid of an AOI's picture: all pixels of the raster's lattice whose centre lies inside, beyond the raster's
 * edge too, so that pictures of all dates show the same ground. North-up even where the raster is rotated. An AOI
 * without any pixel centre gets the pixels that its outline touches.
 */
export function pictureGrid(geometry: AreaGeometry, raster: Grid): AoiGrid {
  const lattice = northUp(raster);
  const area = projectArea(geometry, lattice.crs, gridBounds(raster));
  const touched = windowGrid(lattice, outlineWindow(area, lattice));
  const window = maskWindow(area, touched);
  return { grid: window === undefined ? touched : windowGrid(touched, window), area };
}

/** True when the AOI's outline and the raster's rectangle share ground, by the pixels that the outline touches. */
export function overlapsRaster(geometry: AreaGeometry, raster: Grid): boolean {
  const area = projectArea(geometry, raster.crs, gridBounds(raster));
  const all = { col: 0, row: 0, width: raster.width, height: raster.height };
  return (
    statisticsGrid(geometry, [raster]) !== undefined || intersectWindows(outlineWindow(area, raster), all) !== undefined
  );
}

/** The area's rings in pixels of a grid, [0, 0] its top left corner. */
export function pixelRings({ area, grid }: AoiGrid): Ring[] {
  const inverse = invertAffine(grid.affine);
  return area.rings.map((ring) =>
    Array.from({ length: ring.length / 2 }, (_, i) => applyAffine(inverse, ring[2 * i], ring[2 * i + 1])),
  );
}

/** The rectangle around rasters of one lattice, on it. */
export function unionGrid(grids: readonly Grid[]): Grid {
  const [first] = grids;
  if (grids.length === 1) return first;
  const offsets = grids.map((grid) => latticeOffset(first, grid) ?? { col: 0, row: 0 });
  const col = Math.min(...offsets.map((offset) => offset.col));
  const row = Math.min(...offsets.map((offset) => offset.row));
  const width = Math.max(...offsets.map((offset, i) => offset.col + grids[i].width)) - col;
  const height = Math.max(...offsets.map((offset, i) => offset.row + grids[i].height)) - row;
  return windowGrid(first, { col, row, width, height });
}

/** Part of a pixel that rounding may add to the length of an edge. */
const SLACK = 1e-6;

/** The grid of a whole raster's picture: its own, or one turned north around the raster where that is rotated. */
export function wholeGrid(raster: Grid): Grid {
  if (isNorthUp(raster.affine)) return raster;
  const [minX, minY, maxX, maxY] = gridBounds(raster);
  const [across, , , , down] = northUp(raster).affine;
  return {
    ...raster,
    affine: [across, 0, minX, 0, down, maxY],
    width: Math.ceil((maxX - minX) / across - SLACK),
    height: Math.ceil((maxY - minY) / -down - SLACK),
  };
}

/** The raster's own lattice, or one of the same pixel size turned north where the raster is rotated. */
function northUp(raster: Grid): Grid {
  if (isNorthUp(raster.affine)) return raster;
  const [a, b, c, d, e, f] = raster.affine;
  return { ...raster, affine: [Math.hypot(a, d), 0, c, 0, -Math.hypot(b, e), f] };
}

/** Whole pixels around the outline, at least one. */
function outlineWindow(area: ProjectedArea, grid: Grid): Window {
  const points = pixelRings({ area, grid }).flat();
  const [left, top] = [Math.floor(least(points, 0)), Math.floor(least(points, 1))];
  const [right, bottom] = [Math.ceil(-least(points, 0, -1)), Math.ceil(-least(points, 1, -1))];
  return { col: left, row: top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
}

function least(points: readonly (readonly [number, number])[], axis: 0 | 1, sign = 1): number {
  return points.reduce((found, point) => Math.min(found, sign * point[axis]), Infinity);
}
