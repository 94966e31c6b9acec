import { resizedGrid, windowGrid, type Grid, type Window } from '../grid/grid.ts';
import { intersectWindows } from '../grid/lattice.ts';
import { pixelMap } from './pixel-map.ts';
import type { Resampling } from './resample.ts';

/** Size of one resolution of a file in pixels; level 0 is the full one. */
export interface Level {
  readonly width: number;
  readonly height: number;
}

/** What to read for a target grid: a window of one level, and the grid that this window lies on. */
export interface ReadPlan {
  readonly level: number;
  readonly window: Window;
  readonly grid: Grid;
}

/** Cells per side of the lattice on which the target is laid over the source. */
const CELLS = 16;
/** Relative slack for "not coarser": affine transforms are written with some 1e-10 of error. */
const SLACK = 1e-6;
/** Pixels around the window that the kernel reaches, and one for the warp's own error of 0.05 px. */
const MARGIN: Record<Resampling, number> = { nearest: 1, bilinear: 2 };

/**
 * The cheapest read that serves a target grid: the coarsest level that is nowhere coarser than the target (factors
 * from the levels' dimensions, which need not be powers of two), and the window of it that the target touches, with
 * a margin for the kernel. Undefined when the target lies beside the raster.
 *
 * @param levels level 0 first; any order of size after it
 * @param grid the grid of level 0
 */
export function planRead(
  levels: readonly Level[],
  grid: Grid,
  target: Grid,
  resampling: Resampling,
): ReadPlan | undefined {
  const lattice = layOver(target, grid);
  const footprint = footprintOf(lattice);
  if (footprint === undefined || !touches(footprint, grid)) return undefined;
  const level = chooseLevel(levels, lattice);
  const { width, height } = levels[level];
  const [scaleX, scaleY] = [width / levels[0].width, height / levels[0].height];
  const margin = MARGIN[resampling];
  const left = Math.floor(footprint.minCol * scaleX) - margin;
  const top = Math.floor(footprint.minRow * scaleY) - margin;
  const window = intersectWindows(
    { col: 0, row: 0, width, height },
    {
      col: left,
      row: top,
      width: Math.ceil(footprint.maxCol * scaleX) + margin - left,
      height: Math.ceil(footprint.maxRow * scaleY) + margin - top,
    },
  );
  if (window === undefined) return undefined;
  return { level, window, grid: windowGrid(resizedGrid(grid, width, height), window) };
}

/** Level 0 positions of a lattice of target positions, row by row, `stride` to a row; NaN where they lie nowhere. */
interface Lattice {
  readonly cols: Float64Array;
  readonly rows: Float64Array;
  readonly stride: number;
  /** Target pixels from one lattice point to the next. */
  readonly apartAcross: number;
  readonly apartDown: number;
}

function layOver(target: Grid, grid: Grid): Lattice {
  const { map } = pixelMap(target, grid);
  const [across, down] = [Math.min(CELLS, target.width), Math.min(CELLS, target.height)];
  const [apartAcross, apartDown] = [target.width / across, target.height / down];
  const stride = across + 1;
  const cols = new Float64Array(stride * (down + 1));
  const rows = new Float64Array(stride * (down + 1));
  for (let j = 0; j <= down; j++) {
    for (let i = 0; i <= across; i++) {
      const [col, row] = map(i * apartAcross, j * apartDown);
      cols[j * stride + i] = col;
      rows[j * stride + i] = row;
    }
  }
  return { cols, rows, stride, apartAcross, apartDown };
}

/** The coarsest level of which the target, wherever it is finest, still steps one pixel or more. */
function chooseLevel(levels: readonly Level[], lattice: Lattice): number {
  const pixelsOf = ({ width, height }: Level) => width * height;
  let chosen = 0;
  for (let i = 1; i < levels.length; i++) {
    if (pixelsOf(levels[i]) >= pixelsOf(levels[chosen])) continue;
    const [factorX, factorY] = [levels[0].width / levels[i].width, levels[0].height / levels[i].height];
    if (finestStep(lattice, factorX, factorY) >= 1 - SLACK) chosen = i;
  }
  return chosen;
}

/** Shortest distance, in pixels of a level, from one target pixel to the next across or down. */
function finestStep({ cols, rows, stride, apartAcross, apartDown }: Lattice, factorX: number, factorY: number): number {
  let finest = Infinity;
  for (let k = 0; k < cols.length; k++) {
    if (k % stride !== stride - 1) {
      const step = Math.hypot((cols[k + 1] - cols[k]) / factorX, (rows[k + 1] - rows[k]) / factorY) / apartAcross;
      if (step < finest) finest = step;
    }
    if (k + stride < cols.length) {
      const below = k + stride;
      const step = Math.hypot((cols[below] - cols[k]) / factorX, (rows[below] - rows[k]) / factorY) / apartDown;
      if (step < finest) finest = step;
    }
  }
  return finest;
}

/** What the target covers in level 0 pixels. */
interface Footprint {
  readonly minCol: number;
  readonly minRow: number;
  readonly maxCol: number;
  readonly maxRow: number;
}

function touches({ minCol, minRow, maxCol, maxRow }: Footprint, { width, height }: Grid): boolean {
  return minCol < width && minRow < height && maxCol > 0 && maxRow > 0;
}

function footprintOf({ cols, rows, stride }: Lattice): Footprint | undefined {
  const [minCol, maxCol] = span(cols);
  const [minRow, maxRow] = span(rows);
  if (minCol > maxCol) return undefined;
  const missedCol = missedBetween(cols, stride);
  const missedRow = missedBetween(rows, stride);
  return {
    minCol: minCol - missedCol,
    maxCol: maxCol + missedCol,
    minRow: minRow - missedRow,
    maxRow: maxRow + missedRow,
  };
}

/**
 * How far the true outline may reach beyond the lattice's points. A bow rises above its chord by an eighth of its
 * second difference; beside a point that lies nowhere, the part that does lie somewhere may go a whole step further.
 */
function missedBetween(positions: Float64Array, stride: number): number {
  let [bow, longest, hasHole] = [0, 0, false];
  for (let k = 0; k < positions.length; k++) {
    for (const apart of [1, stride]) {
      const isAlongRow = apart === 1;
      if (isAlongRow ? k % stride === stride - 1 : k + apart >= positions.length) continue;
      const step = positions[k + apart] - positions[k];
      if (Number.isNaN(step)) hasHole = true;
      else longest = Math.max(longest, Math.abs(step));
      if (isAlongRow ? k % stride === stride - 2 : k + 2 * apart >= positions.length) continue;
      const second = positions[k + 2 * apart] - positions[k + apart] - step;
      if (!Number.isNaN(second)) bow = Math.max(bow, Math.abs(second) / 8);
    }
  }
  return hasHole ? longest : bow;
}

function span(numbers: Float64Array): [min: number, max: number] {
  let [min, max] = [Infinity, -Infinity];
  for (const number of numbers) {
    if (number < min) min = number;
    if (number > max) max = number;
  }
  return [min, max];
}
