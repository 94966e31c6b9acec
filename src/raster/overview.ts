import { emptyLike } from './crop.ts';
import type { Values } from './raster.ts';
import { roundHalfAway } from './round.ts';

/** How an overview pixel is made: the mean of what it covers, or for class numbers the one that covers most of it. */
export type OverviewMethod = 'average' | 'mode';

/** Whole rows of one band of one level, row-major, `rows * width` long. */
export interface PixelRows {
  readonly values: Values;
  /** 1 where the pixel has a value. */
  readonly valid: Uint8Array;
  readonly width: number;
  /** Which row of the level the first one is. */
  readonly firstRow: number;
  readonly rows: number;
}

/** Pixels of the overview of an axis that has `size` pixels: half as many, rounded up, as GDAL has it. */
export function overviewSize(size: number): number {
  return Math.ceil(size / 2);
}

/**
 * Rows `from` to `to` (excluded) of the overview of a level. Both levels cover the same ground, so that on an axis of
 * odd size an overview pixel covers a little less than two pixels, three of them in part (GDAL's way; halving in
 * pairs would shift the far edge by half a pixel a level). Invalid pixels carry no weight; a pixel that covers
 * nothing valid is invalid and holds 0.
 *
 * @param source holds every row that is covered: from `2 * from` (one before it, where `height` is odd and it is not
 *   the first) to `2 * to - 1` or the last one
 * @param height rows of the whole source level
 */
export function overviewRows(
  source: PixelRows,
  height: number,
  { from, to }: { readonly from: number; readonly to: number },
  method: OverviewMethod,
): PixelRows {
  const width = overviewSize(source.width);
  const rows = to - from;
  const out = {
    values: emptyLike(source.values, rows * width),
    valid: new Uint8Array(rows * width),
    width,
    firstRow: from,
    rows,
  };
  if (method === 'average') averageRows(source, height, out);
  else modeRows(source, height, out);
  return out;
}

/** What pixel `i` of an overview takes of pixels 2i - 1, 2i and 2i + 1. */
function sharesOf(i: number, size: number): [before: number, first: number, second: number] {
  if (size % 2 === 0) return [0, 1, 1];
  const half = overviewSize(size);
  return [i / half, 1, 1 - (i + 1) / half];
}

function averageRows(source: PixelRows, height: number, out: PixelRows): void {
  const { values, valid, width, firstRow } = source;
  const isWhole = !(values instanceof Float32Array || values instanceof Float64Array);
  // one column of nothing at either side stands in for the neighbours that the first and the last pixel lack
  const sums = new Float64Array(width + 2);
  const weights = new Float64Array(width + 2);
  const columns = Float64Array.from({ length: out.width * 3 }, (_, k) => sharesOf(Math.floor(k / 3), width)[k % 3]);
  for (let row = 0; row < out.rows; row++) {
    sums.fill(0);
    weights.fill(0);
    const target = out.firstRow + row;
    for (const [k, share] of sharesOf(target, height).entries()) {
      if (share === 0) continue;
      const start = (2 * target - 1 + k - firstRow) * width;
      for (let col = 0; col < width; col++) {
        if (valid[start + col] === 0) continue;
        sums[col + 1] += share * values[start + col];
        weights[col + 1] += share;
      }
    }
    for (let col = 0, k = 0, at = row * out.width; col < out.width; col++, k += 3, at++) {
      const left = 2 * col; // of pixel 2 * col - 1, in arrays that begin one column before the first
      const weight =
        columns[k] * weights[left] + columns[k + 1] * weights[left + 1] + columns[k + 2] * weights[left + 2];
      if (weight === 0) continue;
      const mean =
        (columns[k] * sums[left] + columns[k + 1] * sums[left + 1] + columns[k + 2] * sums[left + 2]) / weight;
      out.values[at] = isWhole ? roundHalfAway(mean) : mean;
      out.valid[at] = 1;
    }
  }
}

function modeRows(source: PixelRows, height: number, out: PixelRows): void {
  const { width } = source;
  const found = new Float64Array(9);
  const shares = new Float64Array(9);
  for (let row = 0; row < out.rows; row++) {
    const target = out.firstRow + row;
    const rowShares = sharesOf(target, height);
    for (let col = 0; col < out.width; col++) {
      const columnShares = sharesOf(col, width);
      let kinds = 0;
      for (let k = 0; k < 9; k++) {
        const share = rowShares[Math.floor(k / 3)] * columnShares[k % 3];
        if (share === 0) continue;
        const at = (2 * target - 1 + Math.floor(k / 3) - source.firstRow) * width + 2 * col - 1 + (k % 3);
        if (source.valid[at] === 0) continue;
        let kind = 0;
        while (kind < kinds && found[kind] !== source.values[at]) kind++;
        if (kind === kinds) {
          found[kinds] = source.values[at];
          shares[kinds++] = 0;
        }
        shares[kind] += share;
      }
      if (kinds === 0) continue;
      let most = 0; // of equal shares the first in reading order
      for (let kind = 1; kind < kinds; kind++) if (shares[kind] > shares[most]) most = kind;
      out.values[row * out.width + col] = found[most];
      out.valid[row * out.width + col] = 1;
    }
  }
}
