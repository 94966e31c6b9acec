import type { Kernel, LevelPixels } from './kernel.ts';
import type { Run } from './run.ts';

/** A square of source pixels that a kernel takes around each position, whether or not they carry weight. */
export interface Taps {
  /** Pixels on a side. */
  readonly count: number;
  /** The first column and row are the floor of the position less these. */
  readonly offsetCols: number;
  readonly offsetRows: number;
}

/** Tap counts of kernels centred on their positions. */
export function centredTaps(count: number): Taps {
  return { count, offsetCols: (count - 1) / 2, offsetRows: (count - 1) / 2 };
}

/**
 * Tells the positions around which every pixel is there and valid: there a kernel weighs without asking, which is
 * several times as fast. Counts of invalid pixels along the window's rows make the answer cheap. It is an answer about
 * each single pixel, so that what is computed does not depend on the run it is in.
 */
export class SolidRuns {
  readonly #source: LevelPixels;
  readonly #rows: number;
  /**
   * For each row of the window, how many pixels are invalid before each column, and in all; the last 16 bits, which
   * are equal at both ends of a stretch that has none, and of one that has 65536, more than any run takes.
   */
  #counts: Uint16Array | undefined;

  constructor(source: LevelPixels) {
    this.#source = source;
    this.#rows = source.valid.length / source.stride;
  }

  /** Has a run filled by `solid` where all the taps are valid, and by `weighted` elsewhere. */
  fill(run: Run, taps: Taps, solid: Kernel, weighted: Kernel): void {
    if (this.#isSolid(run, taps)) {
      solid(run);
      return;
    }
    const { first, end } = run;
    for (let i = first; i < end;) {
      run.first = i;
      const isSolid = this.#isSolidAt(run, i, taps);
      do i++;
      while (i < end && this.#isSolidAt(run, i, taps) === isSolid);
      run.end = i;
      if (isSolid) solid(run);
      else weighted(run);
    }
    run.first = first;
    run.end = end;
  }

  /** True only if all pixels of the run are solid; false for some runs of which they are. */
  #isSolid(run: Run, { count, offsetCols, offsetRows }: Taps): boolean {
    const last = run.end - 1;
    const bow = (run.end - run.first) ** 2 / 4;
    const bowCol = bow * Math.abs(run.bendCol);
    const bowRow = bow * Math.abs(run.bendRow);
    const colA = run.col + run.first * (run.stepCol + run.first * run.bendCol);
    const colB = run.col + last * (run.stepCol + last * run.bendCol);
    const rowA = run.row + run.first * (run.stepRow + run.first * run.bendRow);
    const rowB = run.row + last * (run.stepRow + last * run.bendRow);
    const row0 = Math.floor(Math.min(rowA, rowB) - bowRow - offsetRows);
    const row1 = Math.floor(Math.max(rowA, rowB) + bowRow - offsetRows) + count;
    // in a steep run most of the pixels around it are not its own
    if (row1 - row0 > 2 * count + 2) return false;
    const col0 = Math.floor(Math.min(colA, colB) - bowCol - offsetCols);
    const col1 = Math.floor(Math.max(colA, colB) + bowCol - offsetCols) + count;
    return this.#areValid(col0, row0, col1, row1);
  }

  #isSolidAt(run: Run, i: number, { count, offsetCols, offsetRows }: Taps): boolean {
    const col = Math.floor(run.col + i * (run.stepCol + i * run.bendCol) - offsetCols);
    const row = Math.floor(run.row + i * (run.stepRow + i * run.bendRow) - offsetRows);
    return this.#areValid(col, row, col + count, row + count);
  }

  #areValid(col0: number, row0: number, col1: number, row1: number): boolean {
    const { col: left, row: top, stride } = this.#source;
    if (col0 < left || row0 < top || col1 > left + stride || row1 > top + this.#rows) return false;
    const counts = (this.#counts ??= this.#count());
    for (let row = row0 - top; row < row1 - top; row++) {
      const at = row * (stride + 1) - left;
      if (counts[at + col1] !== counts[at + col0]) return false;
    }
    return true;
  }

  #count(): Uint16Array {
    const { valid, stride } = this.#source;
    const rows = this.#rows;
    const counts = new Uint16Array((stride + 1) * rows);
    for (let row = 0; row < rows; row++) {
      const from = row * stride;
      const to = row * (stride + 1) + 1;
      let count = 0;
      for (let i = 0; i < stride; i++) {
        count += 1 - valid[from + i];
        counts[to + i] = count;
      }
    }
    return counts;
  }
}
