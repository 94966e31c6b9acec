import { overviewRows, overviewSize, type OverviewMethod, type PixelRows } from '../../raster/overview.ts';
import type { Values } from '../../raster/raster.ts';
import { makeValues } from '../samples.ts';
import type { Level } from '../info.ts';
import type { WrittenDtype } from './stored-numbers.ts';

/** One row of blocks of a level, all bands. */
export interface BlockRow {
  readonly level: number;
  /** Which row of blocks. */
  readonly blockRow: number;
  readonly bands: readonly PixelRows[];
}

/** Sizes of the full image and its overviews, each half the one before, until one fits into a block. */
export function pyramidLevels({ width, height }: Level, blockSize: number): Level[] {
  const levels = [{ width, height }];
  for (let last = levels[0]; last.width > blockSize || last.height > blockSize;) {
    last = { width: overviewSize(last.width), height: overviewSize(last.height) };
    levels.push(last);
  }
  return levels;
}

/**
 * Makes all levels of an image while its full size comes in, a row of blocks at a time, and hands each level's rows
 * of blocks on as soon as they are whole. Of every level one row of blocks and one row of pixels is in memory.
 */
export class Pyramid {
  private readonly pending: readonly PendingRows[];

  /**
   * @param levels as `pyramidLevels` gives them
   * @param blockSize even
   * @param emit takes a row of blocks; its arrays are overwritten once that is done
   */
  constructor(
    private readonly levels: readonly Level[],
    private readonly options: {
      readonly bands: number;
      readonly dtype: WrittenDtype;
      readonly blockSize: number;
      readonly method: OverviewMethod;
      readonly nodata: number;
    },
    private readonly emit: (row: BlockRow) => Promise<void>,
  ) {
    const { bands, dtype, blockSize } = options;
    this.pending = levels.map(
      ({ width, height }) => new PendingRows(width, Math.min(blockSize, height), bands, dtype, height),
    );
  }

  /** Takes a piece of the full image: one block's pixels of each band, its first column at `col`. */
  put(col: number, width: number, bands: readonly { readonly values: Values; readonly valid: Uint8Array }[]): void {
    this.pending[0].put(col, width, bands);
  }

  /** Says that a row of blocks of the full image is whole. */
  async endRow(rows: number): Promise<void> {
    this.pending[0].filled = rows;
    await this.flush(0);
  }

  private async flush(level: number): Promise<void> {
    const { blockSize, method, nodata } = this.options;
    const pending = this.pending[level];
    const { height } = this.levels[level];
    const isLast = pending.firstRow + pending.filled === height;
    if (pending.filled < blockSize && !isLast) return;
    await this.emit({ level, blockRow: pending.firstRow / blockSize, bands: pending.rows() });
    if (level + 1 < this.levels.length) {
      const from = pending.firstRow / 2;
      const to = Math.ceil((pending.firstRow + pending.filled) / 2);
      const smaller = pending.rowsWithCarried().map((rows) => overviewRows(rows, height, { from, to }, method));
      this.pending[level + 1].append(smaller, nodata);
      await this.flush(level + 1);
    }
    pending.advance();
  }
}

/** Rows of one level that wait to be a row of blocks, after the last row of the row of blocks before. */
class PendingRows {
  firstRow = 0;
  filled = 0;
  private carried = 0;
  private readonly values: readonly Values[];
  private readonly valid: readonly Uint8Array[];

  constructor(
    private readonly width: number,
    capacity: number,
    bands: number,
    dtype: WrittenDtype,
    private readonly height: number,
  ) {
    const pixels = (1 + capacity) * width;
    this.values = Array.from({ length: bands }, () => makeValues(dtype, pixels));
    this.valid = Array.from({ length: bands }, () => new Uint8Array(pixels));
  }

  put(col: number, width: number, bands: readonly { readonly values: Values; readonly valid: Uint8Array }[]): void {
    for (const [band, { values, valid }] of bands.entries()) {
      for (let from = 0, to = this.width + col; from < values.length; from += width, to += this.width) {
        this.values[band].set(values.subarray(from, from + width), to);
        this.valid[band].set(valid.subarray(from, from + width), to);
      }
    }
  }

  append(bands: readonly PixelRows[], nodata: number): void {
    const at = (1 + this.filled) * this.width;
    for (const [band, { values, valid }] of bands.entries()) {
      const to = this.values[band];
      for (let i = 0; i < values.length; i++) to[at + i] = valid[i] === 0 ? nodata : values[i];
      this.valid[band].set(valid, at);
    }
    this.filled += bands[0].rows;
  }

  rows(): PixelRows[] {
    return this.view(1, this.firstRow, this.filled);
  }

  rowsWithCarried(): PixelRows[] {
    return this.view(1 - this.carried, this.firstRow - this.carried, this.filled + this.carried);
  }

  private view(start: number, firstRow: number, rows: number): PixelRows[] {
    const { width } = this;
    return this.values.map((values, band) => ({
      values: values.subarray(start * width, (start + rows) * width),
      valid: this.valid[band].subarray(start * width, (start + rows) * width),
      width,
      firstRow,
      rows,
    }));
  }

  /** Makes room for the next row of blocks; its overview may need the last row of this one. */
  advance(): void {
    const last = this.filled * this.width;
    for (const array of [...this.values, ...this.valid]) array.copyWithin(0, last, last + this.width);
    this.carried = this.height % 2;
    this.firstRow += this.filled;
    this.filled = 0;
  }
}
