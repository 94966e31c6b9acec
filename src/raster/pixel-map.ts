import { applyAffine, invertAffine } from '../grid/affine.ts';
import type { Grid } from '../grid/grid.ts';
import { projector, sameCrs, worldWidth } from '../grid/projection.ts';

/** Where a pixel position of the target grid lies in the source's pixels, fractions included; NaN where nowhere. */
export interface PixelMap {
  readonly map: (col: number, row: number) => [sourceCol: number, sourceRow: number];
  /** True when the map is one affine transform over the whole target. */
  readonly isAffine: boolean;
}

/**
 * The exact map from target to source pixels. Where the source's CRS repeats around the world, the position nearest
 * to the source's middle is meant: longitude 180.2 and -179.8 are one place.
 *
 * @throws Failure `invalid` if the CRSs cannot be computed with; RangeError if the source's affine has no inverse
 */
export function pixelMap(target: Grid, source: Grid): PixelMap {
  const toSource = sourcePositions(target, source);
  const turn = turnInPixels(source);
  if (turn === undefined) return { map: toSource, isAffine: sameCrs(target.crs, source.crs) };

  const [turnCols, turnRows] = turn;
  const turnsAt = (sourceCol: number) => roundHalfInwards((sourceCol - source.width / 2) / turnCols);
  const map = (col: number, row: number): [number, number] => {
    const [sourceCol, sourceRow] = toSource(col, row);
    const turns = turnsAt(sourceCol);
    return turns === 0 ? [sourceCol, sourceRow] : [sourceCol - turns * turnCols, sourceRow - turns * turnRows];
  };
  return { map, isAffine: sameCrs(target.crs, source.crs) && hasOneTurn(target, toSource, turnsAt) };
}

function sourcePositions(target: Grid, source: Grid): PixelMap['map'] {
  const { affine } = target;
  const [ia, ib, , id, ie] = invertAffine(source.affine);
  const [, , originX, , , originY] = source.affine;
  // subtracting the origin first keeps the digits that coordinates in the millions would cost
  const toPixels = (x: number, y: number): [number, number] => [
    ia * (x - originX) + ib * (y - originY),
    id * (x - originX) + ie * (y - originY),
  ];
  if (sameCrs(target.crs, source.crs)) return (col, row) => toPixels(...applyAffine(affine, col, row));
  const project = projector(target.crs, source.crs);
  return (col, row) => toPixels(...project(...applyAffine(affine, col, row)));
}

/** One turn around the world in source pixels; undefined where the CRS does not repeat along columns. */
function turnInPixels(source: Grid): [cols: number, rows: number] | undefined {
  const width = worldWidth(source.crs);
  if (width === undefined) return undefined;
  const [ia, , , id] = invertAffine(source.affine);
  return ia === 0 ? undefined : [ia * width, id * width];
}

/** Both edges of a raster of the whole world are half a turn from its middle, and belong to it. */
function roundHalfInwards(turns: number): number {
  return Math.sign(turns) * Math.ceil(Math.abs(turns) - 0.5 - 1e-9);
}

/** Positions are monotonous along the edges of an affine map, so its corners see every turn it takes. */
function hasOneTurn(target: Grid, toSource: PixelMap['map'], turnsAt: (sourceCol: number) => number): boolean {
  const { width, height } = target;
  const first = turnsAt(toSource(0, 0)[0]);
  return (
    turnsAt(toSource(width, 0)[0]) === first &&
    turnsAt(toSource(0, height)[0]) === first &&
    turnsAt(toSource(width, height)[0]) === first
  );
}
