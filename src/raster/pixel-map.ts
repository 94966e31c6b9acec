import { applyAffine, invertAffine } from '../grid/affine.ts';
import type { Grid } from '../grid/grid.ts';
import { projector, worldWidth } from '../grid/projection.ts';

/** Where a pixel position of the target lies in the source's pixels, fractions included; NaN where nowhere. */
export type PixelMap = (col: number, row: number) => readonly [sourceCol: number, sourceRow: number];

/**
 * The exact map from target to source pixels. Where the source's CRS repeats around the world, the position nearest
 * to the source's middle is meant: longitude 180.2 and -179.8 are one place.
 *
 * @throws Failure `invalid` if the CRSs cannot be computed with; RangeError if the source's affine has no inverse
 */
export function pixelMap(target: Pick<Grid, 'crs' | 'affine'>, source: Grid): PixelMap {
  const toSource = sourcePositions(target, source);
  const turn = turnInPixels(source);
  if (turn === undefined) return toSource;
  const [turnCols, turnRows] = turn;
  return (col, row) => {
    const position = toSource(col, row);
    const turns = turnsAt(position[0], source.width, turnCols);
    return turns === 0 ? position : [position[0] - turns * turnCols, position[1] - turns * turnRows];
  };
}

function sourcePositions(target: Pick<Grid, 'crs' | 'affine'>, source: Grid): PixelMap {
  const { affine } = target;
  const [ia, ib, , id, ie] = invertAffine(source.affine);
  const [, , originX, , , originY] = source.affine;
  // subtracting the origin first keeps the digits that coordinates in the millions would cost
  const toPixels = (x: number, y: number): [number, number] => [
    ia * (x - originX) + ib * (y - originY),
    id * (x - originX) + ie * (y - originY),
  ];
  const project = projector(target.crs, source.crs);
  return (col, row) => toPixels(...project(...applyAffine(affine, col, row)));
}

/** One turn around the world in source pixels; undefined where the CRS does not repeat along columns. */
export function turnInPixels(source: Grid): readonly [cols: number, rows: number] | undefined {
  const width = worldWidth(source.crs);
  if (width === undefined) return undefined;
  const [ia, , , id] = invertAffine(source.affine);
  return ia === 0 ? undefined : [ia * width, id * width];
}

/**
 * How many turns a position lies from the source's middle. Both edges of a raster of the whole world are half a turn
 * from its middle, and belong to it.
 */
export function turnsAt(sourceCol: number, sourceWidth: number, turnCols: number): number {
  const turns = (sourceCol - sourceWidth / 2) / turnCols;
  return Math.sign(turns) * Math.ceil(Math.abs(turns) - 0.5 - 1e-9);
}
