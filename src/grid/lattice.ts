import { applyAffine, invertAffine } from './affine.ts';
import type { Grid, Window } from './grid.ts';
import { sameCrs } from './projection.ts';

/** Largest distance, in pixels, at which two lattices count as one: files keep their corners to some 1e-9 px. */
export const TOLERANCE_PX = 1e-6;

/**
 * Position of `b`'s first pixel in `a`'s pixels, in whole columns and rows, where both grids lie on one pixel
 * lattice: same CRS, same pixel vectors (over the whole of `b`) and a whole number of pixels between them, all
 * within 1e-6 px. Undefined where they do not.
 */
export function latticeOffset(a: Grid, b: Grid): { col: number; row: number } | undefined {
  if (!sameCrs(a.crs, b.crs)) return undefined;
  const toA = invertAffine(a.affine);
  const corner = (col: number, row: number) => applyAffine(toA, ...applyAffine(b.affine, col, row));
  const [startCol, startRow] = corner(0, 0);
  const [col, row] = [Math.round(startCol), Math.round(startRow)];
  const isAligned = ([atCol, atRow]: [number, number], width: number, height: number) =>
    Math.abs(atCol - col - width) <= TOLERANCE_PX && Math.abs(atRow - row - height) <= TOLERANCE_PX;
  const { width, height } = b;
  return isAligned([startCol, startRow], 0, 0) &&
    isAligned(corner(width, 0), width, 0) &&
    isAligned(corner(0, height), 0, height)
    ? { col: col === 0 ? 0 : col, row: row === 0 ? 0 : row }
    : undefined;
}

/** True when the pixels of both grids lie on one lattice, so that they can be laid over each other unchanged. */
export function sameLattice(a: Grid, b: Grid): boolean {
  return latticeOffset(a, b) !== undefined;
}

/**
 * True when every pixel of `coarse` is a whole block of pixels of `fine`'s lattice, so that each fine pixel lies in
 * one coarse pixel.
 */
export function isNestedIn(coarse: Grid, fine: Grid): boolean {
  if (!sameCrs(coarse.crs, fine.crs)) return false;
  const toFine = invertAffine(fine.affine);
  const corners = [
    [0, 0],
    [1, 0],
    [0, 1],
    [coarse.width, coarse.height],
  ];
  return corners.every(([col, row]) =>
    applyAffine(toFine, ...applyAffine(coarse.affine, col, row)).every(
      (position) => Math.abs(position - Math.round(position)) <= TOLERANCE_PX,
    ),
  );
}

/** The pixels that two windows of one grid share; undefined when there are none. */
export function intersectWindows(a: Window, b: Window): Window | undefined {
  const col = Math.max(a.col, b.col);
  const row = Math.max(a.row, b.row);
  const width = Math.min(a.col + a.width, b.col + b.width) - col;
  const height = Math.min(a.row + a.height, b.row + b.height) - row;
  return width > 0 && height > 0 ? { col, row, width, height } : undefined;
}
