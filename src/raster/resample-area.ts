import type { Canvas, Kernel, LevelPixels } from './kernel.ts';

/** Edges of a footprint this near to a pixel's edge lie on it, px. */
export const SNAP_PX = 1e-6;

/** Mean of the pixels that each target pixel covers, each weighted by the share of it that is covered. */
export function averageKernel(source: LevelPixels, canvas: Canvas): Kernel {
  const { values: from, valid: sourceValid, stride, col: left, row: top, width, height } = source;
  const { values, valid } = canvas;
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
        const down = overlap(j, north, south);
        const at = (j - top) * stride - left;
        for (let k = col0; k < col1; k++) {
          if (sourceValid[at + k] === 0) continue;
          const share = down * overlap(k, west, east);
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
