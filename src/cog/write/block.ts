import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import type { PixelRows } from '../../raster/overview.ts';
import { floatingPointDifferences, horizontalDifferences } from './predict.ts';
import type { WrittenDtype } from './stored-numbers.ts';

const deflateAsync = promisify(deflate);

/** TIFF's number of the predictor that fits a sample type. */
export const PREDICTORS: Readonly<Record<WrittenDtype, number>> = { float32: 3, int16: 2 };

/** How blocks are made. */
export interface BlockForm {
  readonly dtype: WrittenDtype;
  readonly blockSize: number;
  readonly nodata: number;
  /** Of zlib, 1 to 9. */
  readonly level: number;
}

/**
 * The samples of one block, those of a pixel beside each other, padded with nodata beyond the image; undefined when
 * no pixel has a value.
 *
 * @param bands the row of blocks that it lies in
 */
export function cutBlock(
  bands: readonly PixelRows[],
  blockCol: number,
  { dtype, blockSize, nodata }: Omit<BlockForm, 'level'>,
): Float32Array | Int16Array | undefined {
  const first = blockCol * blockSize;
  const end = Math.min(first + blockSize, bands[0].width);
  if (!bands.some((band) => hasValue(band, first, end))) return undefined;
  const length = blockSize * blockSize * bands.length;
  const block = dtype === 'int16' ? new Int16Array(length) : new Float32Array(length);
  const { rows } = bands[0];
  if (end - first < blockSize || rows < blockSize) block.fill(nodata);
  for (const [band, { values, width }] of bands.entries()) {
    for (let row = 0; row < rows; row++) {
      const from = row * width;
      const to = row * blockSize * bands.length + band;
      if (bands.length === 1) block.set(values.subarray(from + first, from + end), to);
      else for (let col = first, at = to; col < end; col++, at += bands.length) block[at] = values[from + col];
    }
  }
  return block;
}

function hasValue({ valid, width, rows }: PixelRows, first: number, end: number): boolean {
  for (let row = 0; row < rows; row++) {
    if (valid.subarray(row * width + first, row * width + end).includes(1)) return true;
  }
  return false;
}

/** The bytes of a block as the file keeps them: predicted, then deflated on one of zlib's threads. */
export async function compressBlock(
  block: Float32Array | Int16Array,
  { blockSize, level }: BlockForm,
): Promise<Uint8Array> {
  const stride = block.length / (blockSize * blockSize);
  const rowSamples = blockSize * stride;
  const differences =
    block instanceof Int16Array
      ? horizontalDifferences(block, rowSamples, stride)
      : floatingPointDifferences(block, rowSamples, stride);
  return deflateAsync(differences, { level, chunkSize: 1 << 18 });
}
