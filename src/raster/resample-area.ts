import { asFloats, type Canvas, type Kernel, type LevelPixels } from './kernel.ts';
import { SolidRuns } from './solid-runs.ts';

/** Edges of a footprint this near to a pixel's edge lie on it, px. */
export const SNAP_PX = 1e-6;

/** Spans up to this, px, cover parts of three pixels at most. */
const FEW_PX = 2;

/** Mean of the pixels that each target pixel covers, each weighted by the share of it that is covered. */
export function averageKernel(source: LevelPixels, canvas: Canvas): Kernel {
  const from = { ...source, values: asFloats(source.values) };
  const solid = new SolidRuns(source);
  const [ofThree, weighted] = [threeKernel(from, canvas), weightedKernel(from, canvas)];
  return (run) => {
    const { spanCols, spanRows } = run;
    const taps = { count: 3, offsetCols: spanCols / 2, offsetRows: spanRows / 2 };
    if (spanCols <= FEW_PX && spanRows <= FEW_PX) solid.fill(run, taps, ofThree, weighted);
    else weighted(run);
  };
}

/** How far from a position the far edge of a pixel lies that a kernel may look at, px. */
export function areaReach(span: number): number {
  return span <= FEW_PX ? 3 : span / 2;
}

/** Three by three from the pixel that the footprint begins in: all that a span of 2 px covers. */
function threeKernel(source: LevelPixels, { values, valid }: Canvas): Kernel {
  const { values: from, stride, col: left, row: top } = source;
  return ({ start, first, end, col, row, stepCol, stepRow, bendCol, bendRow, spanCols, spanRows }) => {
    const halfCols = spanCols / 2;
    const halfRows = spanRows / 2;
    for (let i = first; i < end; i++) {
      const west = col + i * (stepCol + i * bendCol) - halfCols;
      const north = row + i * (stepRow + i * bendRow) - halfRows;
      const before = Math.floor(west);
      const above = Math.floor(north);
      const fromCol = west - before;
      const fromRow = north - above;
      const toCol = fromCol + spanCols;
      const toRow = fromRow + spanRows;
      const a0 = Math.min(1, toCol) - fromCol;
      const a1 = Math.max(0, Math.min(2, toCol) - 1);
      const a2 = Math.max(0, toCol - 2);
      const b0 = Math.min(1, toRow) - fromRow;
      const b1 = Math.max(0, Math.min(2, toRow) - 1);
      const b2 = Math.max(0, toRow - 2);
      const r0 = (above - top) * stride + before - left;
      const r1 = r0 + stride;
      const r2 = r0 + 2 * stride;
      const sum =
        b0 * (a0 * from[r0] + a1 * from[r0 + 1] + a2 * from[r0 + 2]) +
        b1 * (a0 * from[r1] + a1 * from[r1 + 1] + a2 * from[r1 + 2]) +
        b2 * (a0 * from[r2] + a1 * from[r2 + 1] + a2 * from[r2 + 2]);
      const weight = (a0 + a1 + a2) * (b0 + b1 + b2);
      // a footprint without an extent is a point
      values[start + i] = weight > 0 ? sum / weight : from[r0];
      valid[start + i] = 1;
    }
  };
}

/**
 * Any span, beside nodata and at the raster's edge, where the edge pixel stands in for what the footprint has beyond
 * it, as in GDAL.
 */
function weightedKernel(source: LevelPixels, { values, valid }: Canvas): Kernel {
  const { values: from, valid: sourceValid, stride, col: left, row: top, width, height } = source;
  return ({ start, first, end, col, row, stepCol, stepRow, bendCol, bendRow, spanCols, spanRows }) => {
    for (let i = first; i < end; i++) {
      const atCol = col + i * (stepCol + i * bendCol);
      const atRow = row + i * (stepRow + i * bendRow);
      const west = snapped(atCol - spanCols / 2);
      const east = snapped(atCol + spanCols / 2);
      const north = snapped(atRow - spanRows / 2);
      const south = snapped(atRow + spanRows / 2);
      const col0 = Math.max(0, Math.floor(west));
      const col1 = Math.min(width, Math.max(Math.ceil(east), Math.floor(west) + 1));
      const row0 = Math.max(0, Math.floor(north));
      const row1 = Math.min(height, Math.max(Math.ceil(south), Math.floor(north) + 1));
      let sum = 0;
      let weight = 0;
      for (let j = row0; j < row1; j++) {
        const down = overlapOrBeyond(j, height, north, south);
        const at = (j - top) * stride - left;
        for (let k = col0; k < col1; k++) {
          if (sourceValid[at + k] === 0) continue;
          const share = down * overlapOrBeyond(k, width, west, east);
          sum += share * from[at + k];
          weight += share;
        }
      }
      if (weight === 0) continue;
      values[start + i] = sum / weight;
      valid[start + i] = 1;
    }
  };
}

/**
 * The number that covers most of each target pixel. Of several that cover as much it is the one that came to it
 * first, row by row, as in GDAL.
 */
export function modeKernel(source: LevelPixels, canvas: Canvas): Kernel {
  const { values: from, valid: sourceValid, stride, col: left, row: top, width, height } = source;
  const { values, valid } = canvas;
  const tally = new Tally();
  return ({ start, first, end, col, row, stepCol, stepRow, bendCol, bendRow, spanCols, spanRows }) => {
    for (let i = first; i < end; i++) {
      const atCol = col + i * (stepCol + i * bendCol);
      const atRow = row + i * (stepRow + i * bendRow);
      const west = snapped(atCol - spanCols / 2);
      const east = snapped(atCol + spanCols / 2);
      const north = snapped(atRow - spanRows / 2);
      const south = snapped(atRow + spanRows / 2);
      const col0 = Math.max(0, Math.floor(west));
      const col1 = Math.min(width, Math.max(Math.ceil(east), Math.floor(west) + 1));
      const row0 = Math.max(0, Math.floor(north));
      const row1 = Math.min(height, Math.max(Math.ceil(south), Math.floor(north) + 1));
      tally.clear();
      for (let j = row0; j < row1; j++) {
        const down = overlap(j, north, south);
        const at = (j - top) * stride - left;
        for (let k = col0; k < col1; k++) {
          if (sourceValid[at + k] === 1) tally.add(from[at + k], down * overlap(k, west, east));
        }
      }
      if (tally.most === 0) continue;
      values[start + i] = tally.winner;
      valid[start + i] = 1;
    }
  };
}

function snapped(edge: number): number {
  const whole = Math.round(edge);
  return Math.abs(edge - whole) < SNAP_PX ? whole : edge;
}

/** Share of pixel `k` between two edges; all of it where they are one: a footprint without an extent. */
function overlap(k: number, from: number, to: number): number {
  const share = Math.min(k + 1, to) - Math.max(k, from);
  return share > 0 ? share : Number(from === to);
}

/** The same, with what lies beyond the first and the last of `size` pixels counted to them. */
function overlapOrBeyond(k: number, size: number, from: number, to: number): number {
  const share = (k === size - 1 ? to : Math.min(k + 1, to)) - (k === 0 ? from : Math.max(k, from));
  return share > 0 ? share : Number(from === to);
}

/** Distinct numbers that are searched one by one before a table is worth its while. */
const MAX_LISTED = 16;

/** Weights of distinct numbers, and the first of them to reach the highest. */
class Tally {
  winner = 0;
  most = 0;
  readonly #numbers = new Float64Array(MAX_LISTED);
  readonly #weights = new Float64Array(MAX_LISTED);
  readonly #further = new Map<number, number>();
  #count = 0;

  clear(): void {
    this.most = 0;
    this.#count = 0;
    if (this.#further.size > 0) this.#further.clear();
  }

  add(number: number, weight: number): void {
    const total = this.#totalOf(number, weight);
    // sums of shares that are equal differ in the last digits
    if (total <= this.most * (1 + 1e-9)) return;
    this.most = total;
    this.winner = number;
  }

  #totalOf(number: number, weight: number): number {
    for (let i = 0; i < this.#count; i++) {
      if (this.#numbers[i] === number) return (this.#weights[i] += weight);
    }
    if (this.#count < MAX_LISTED) {
      this.#numbers[this.#count] = number;
      this.#weights[this.#count++] = weight;
      return weight;
    }
    const total = (this.#further.get(number) ?? 0) + weight;
    this.#further.set(number, total);
    return total;
  }
}
