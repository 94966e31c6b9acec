import type { Window } from '../grid/grid.ts';
import type { Run } from './run.ts';

/**
 * A box of lattice pixels over which source positions are a polynomial of at most second degree in each direction:
 * with `i` and `j` counted from the box's first pixel, coefficient `3 * q + p` belongs to `i ** p * j ** q`.
 * Positions are those of pixel centres, in pixels of the whole level.
 */
export interface Patch {
  readonly box: Window;
  /** Plain numbers: kept plans hold many patches, and a typed array of nine takes 450 bytes. */
  readonly cols: readonly number[];
  readonly rows: readonly number[];
  /** Source pixels that one target pixel spans. */
  readonly spanCols: number;
  readonly spanRows: number;
}

/** Rectangle of positions, px. */
export interface Hull {
  readonly minCol: number;
  readonly minRow: number;
  readonly maxCol: number;
  readonly maxRow: number;
}

/** A patch over which the map is affine: the first pixel's position, and the steps along columns and rows. */
export function linearPatch(
  box: Window,
  [col, row]: readonly [number, number],
  along: readonly [col: number, row: number],
  down: readonly [col: number, row: number],
): Patch {
  return {
    box,
    cols: [col, along[0], 0, down[0], 0, 0, 0, 0, 0],
    rows: [row, along[1], 0, down[1], 0, 0, 0, 0, 0],
    spanCols: Math.hypot(along[0], down[0]),
    spanRows: Math.hypot(along[1], down[1]),
  };
}

/**
 * The patch through nine positions, at the corners, edge middles and middle of a square box, row by row.
 *
 * @param scaleCols, scaleRows pixels of the level per pixel of the positions
 */
export function quadraticPatch(
  box: Window,
  nodeCols: Float64Array,
  nodeRows: Float64Array,
  scaleCols: number,
  scaleRows: number,
): Patch {
  const cols = polynomial(nodeCols, box.width, scaleCols);
  const rows = polynomial(nodeRows, box.width, scaleRows);
  const middle = (box.width - 1) / 2;
  const slope = (of: readonly number[], along: 1 | 3): number => {
    const across = along === 1 ? 3 : 1;
    const linear = of[along] + middle * (of[4] + middle * of[along + 2 * across]);
    const bend = of[2 * along] + middle * (of[2 * along + across] + middle * of[8]);
    return linear + 2 * middle * bend;
  };
  return {
    box,
    cols,
    rows,
    spanCols: Math.hypot(slope(cols, 1), slope(cols, 3)),
    spanRows: Math.hypot(slope(rows, 1), slope(rows, 3)),
  };
}

/** Coefficients, at pixel centres, of the surface through nine numbers at the ends and middles of a box. */
function polynomial(nodes: Float64Array, side: number, scale: number): number[] {
  const made = [NaN, NaN, NaN, NaN, NaN, NaN, NaN, NaN, NaN]; // V8 keeps it as an array of doubles
  for (let j = 0; j < 3; j++) {
    parabola(made, 3 * j, 1, nodes[3 * j] * scale, nodes[3 * j + 1] * scale, nodes[3 * j + 2] * scale, side);
  }
  for (let i = 0; i < 3; i++) parabola(made, i, 3, made[i], made[i + 3], made[i + 6], side);
  return made;
}

function parabola(
  into: number[],
  at: number,
  apart: number,
  start: number,
  middle: number,
  end: number,
  side: number,
): void {
  const linear = (-3 * start + 4 * middle - end) / side;
  const square = (2 * start - 4 * middle + 2 * end) / (side * side);
  // from the box's edge to the first pixel's centre
  into[at] = start + linear / 2 + square / 4;
  into[at + apart] = linear + square;
  into[at + 2 * apart] = square;
}

/** Sets a run's positions to those of one row of a patch, `j` from its first. */
export function setRun(run: Run, { cols, rows, spanCols, spanRows }: Patch, j: number): void {
  run.col = cols[0] + j * (cols[3] + j * cols[6]);
  run.stepCol = cols[1] + j * (cols[4] + j * cols[7]);
  run.bendCol = cols[2] + j * (cols[5] + j * cols[8]);
  run.row = rows[0] + j * (rows[3] + j * rows[6]);
  run.stepRow = rows[1] + j * (rows[4] + j * rows[7]);
  run.bendRow = rows[2] + j * (rows[5] + j * rows[8]);
  run.spanCols = spanCols;
  run.spanRows = spanRows;
}

/** Bounds of the positions of a part of a patch, given in lattice pixels: no position lies beyond them. */
export function hullOf({ box, cols, rows }: Patch, part: Window): Hull {
  const i = [part.col - box.col, part.col - box.col + part.width - 1] as const;
  const j = [part.row - box.row, part.row - box.row + part.height - 1] as const;
  const [minCol, maxCol] = range(cols, i, j);
  const [minRow, maxRow] = range(rows, i, j);
  return { minCol, minRow, maxCol, maxRow };
}

/** A Bezier surface lies within the hull of its control points. */
function range(of: readonly number[], i: readonly [number, number], j: readonly [number, number]): [number, number] {
  let [min, max] = [Infinity, -Infinity];
  const alongI = [0, 1, 2].map((p) => controlPoints(of[p], of[p + 3], of[p + 6], j));
  for (let q = 0; q < 3; q++) {
    for (const point of controlPoints(alongI[0][q], alongI[1][q], alongI[2][q], i)) {
      if (point < min) min = point;
      if (point > max) max = point;
    }
  }
  return [min, max];
}

function controlPoints(
  constant: number,
  linear: number,
  square: number,
  [from, to]: readonly [number, number],
): [number, number, number] {
  const start = constant + from * (linear + from * square);
  const end = constant + to * (linear + to * square);
  return [start, start + ((to - from) * (linear + 2 * from * square)) / 2, end];
}
