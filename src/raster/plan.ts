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
  const footprint = layOver(target, grid);
  if (footprint === undefined) return undefined;
  const level = chooseLevel(levels, footprint.pixelsPerTarget);
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
  if (window === undefined || !touches(footprint, grid)) return undefined;
  return { level, window, grid: windowGrid(resizedGrid(grid, width, height), window) };
}

/** The target in level 0 pixels. `pixelsPerTarget` is the smallest step, anywhere, from one target pixel on. */
interface Footprint {
  readonly minCol: number;
  readonly minRow: number;
  readonly maxCol: number;
  readonly maxRow: number;
  readonly pixelsPerTarget: number;
}

function touches({ minCol, minRow, maxCol, maxRow }: Footprint, { width, height }: Grid): boolean {
  return minCol < width && minRow < height && maxCol > 0 && maxRow > 0;
}

function chooseLevel(levels: readonly Level[], pixelsPerTarget: number): number {
  const factorOf = ({ width, height }: Level) => Math.max(levels[0].width / width, levels[0].height / height);
  let chosen = 0;
  for (let i = 1; i < levels.length; i++) {
    const factor = factorOf(levels[i]);
    if (factor <= pixelsPerTarget * (1 + SLACK) && factor > factorOf(levels[chosen])) chosen = i;
  }
  return chosen;
}

function layOver(target: Grid, grid: Grid): Footprint | undefined {
  const { map } = pixelMap(target, grid);
  const [across, down] = [Math.min(CELLS, target.width), Math.min(CELLS, target.height)];
  const stride = across + 1;
  const cols = new Float64Array(stride * (down + 1));
  const rows = new Float64Array(stride * (down + 1));
  for (let j = 0; j <= down; j++) {
    for (let i = 0; i <= across; i++) {
      const [col, row] = map((i * target.width) / across, (j * target.height) / down);
      cols[j * stride + i] = col;
      rows[j * stride + i] = row;
    }
  }
  const along = steps(cols, rows, stride, 1);
  const downward = steps(cols, rows, stride, stride);
  const [minCol, maxCol] = span(cols);
  const [minRow, maxRow] = span(rows);
  if (minCol > maxCol) return undefined;
  const slackCol = Math.max(along.missedCol, downward.missedCol);
  const slackRow = Math.max(along.missedRow, downward.missedRow);
  return {
    minCol: minCol - slackCol,
    maxCol: maxCol + slackCol,
    minRow: minRow - slackRow,
    maxRow: maxRow + slackRow,
    pixelsPerTarget: Math.min((along.shortest * across) / target.width, (downward.shortest * down) / target.height),
  };
}

/** Steps between neighbours of the lattice in one direction, `apart` elements away. */
interface Steps {
  /** Shortest step, px; Infinity when there is none. */
  readonly shortest: number;
  /** How far the true outline may lie beyond the lattice points. */
  readonly missedCol: number;
  readonly missedRow: number;
}

function steps(cols: Float64Array, rows: Float64Array, stride: number, apart: number): Steps {
  let [shortest, missedCol, missedRow] = [Infinity, 0, 0];
  let [longestCol, longestRow, hasHole] = [0, 0, false];
  for (let k = 0; k + apart < cols.length; k++) {
    if (apart === 1 && k % stride === stride - 1) continue;
    const [stepCol, stepRow] = [cols[k + apart] - cols[k], rows[k + apart] - rows[k]];
    if (Number.isNaN(stepCol)) {
      hasHole = true;
      continue;
    }
    shortest = Math.min(shortest, Math.hypot(stepCol, stepRow));
    longestCol = Math.max(longestCol, Math.abs(stepCol));
    longestRow = Math.max(longestRow, Math.abs(stepRow));
    const isLast = apart === 1 ? k % stride === stride - 2 : k + 2 * apart >= cols.length;
    if (isLast || Number.isNaN(cols[k + 2 * apart])) continue;
    // a bow rises above its chord by an eighth of its second difference
    missedCol = Math.max(missedCol, Math.abs(cols[k + 2 * apart] - cols[k + apart] - stepCol) / 8);
    missedRow = Math.max(missedRow, Math.abs(rows[k + 2 * apart] - rows[k + apart] - stepRow) / 8);
  }
  // beside a point that lies nowhere, the part that does lie somewhere may reach a whole step further
  return hasHole ? { shortest, missedCol: longestCol, missedRow: longestRow } : { shortest, missedCol, missedRow };
}

function span(numbers: Float64Array): [min: number, max: number] {
  let [min, max] = [Infinity, -Infinity];
  for (const number of numbers) {
    if (number < min) min = number;
    if (number > max) max = number;
  }
  return [min, max];
}
