import { emptyLike } from './crop.ts';
import type { Encoding, Raster, Values } from './raster.ts';
import type { Run } from './run.ts';

/** How a value is taken from the source: the pixel that holds the position, or the mean of its four neighbours. */
export type Resampling = 'nearest' | 'bilinear';

/** Output of a warp while it is being filled, and the kernel that fills the inner part of a run. */
export interface Sampler {
  readonly values: Values;
  readonly valid: Uint8Array;
  readonly encoding: Encoding;
  readonly sample: (run: Run) => void;
}

/** A sampler with an empty output of `length` pixels. */
export function makeSampler(source: Raster, length: number, resampling: Resampling): Sampler {
  return resampling === 'nearest' ? nearestSampler(source, length) : bilinearSampler(source, length);
}

/** Copies the pixel that holds each position, bit by bit. */
function nearestSampler(source: Raster, length: number): Sampler {
  const values = emptyLike(source.values, length);
  const valid = new Uint8Array(length);
  // one array kind per pixel size keeps the loop below fast, and a copied NaN the same NaN
  const [from, to] = [bitsOf(source.values), bitsOf(values)];
  const sourceValid = source.valid;
  const { width } = source.grid;
  const sample = (run: Run): void => {
    const { start, col, row, stepCol, stepRow, first, end } = run;
    for (let i = first; i < end; i++) {
      // positions inside the source are not negative: | 0 is their floor
      const at = ((row + i * stepRow) | 0) * width + ((col + i * stepCol) | 0);
      if (sourceValid[at] === 0) continue;
      to[start + i] = from[at];
      valid[start + i] = 1;
    }
  };
  return { values, valid, encoding: source.encoding, sample };
}

function bitsOf(values: Values): Uint8Array | Uint16Array | Uint32Array | Float64Array {
  const { buffer, byteOffset, length } = values;
  switch (values.BYTES_PER_ELEMENT) {
    case 1:
      return new Uint8Array(buffer, byteOffset, length);
    case 2:
      return new Uint16Array(buffer, byteOffset, length);
    case 4:
      return new Uint32Array(buffer, byteOffset, length);
    default:
      return new Float64Array(buffer, byteOffset, length);
  }
}

/**
 * Mean of the four pixels around each position, weighted by nearness. A pixel is valid where the nearest one is, so
 * that both kernels paint the same outline; the others count only where they are valid.
 */
function bilinearSampler(source: Raster, length: number): Sampler {
  const encoding = interpolatedEncoding(source.encoding);
  const values = encoding.dtype === 'float64' ? new Float64Array(length) : new Float32Array(length);
  const valid = new Uint8Array(length);
  const { values: from, valid: sourceValid } = source;
  const { width, height } = source.grid;
  const sample = (run: Run): void => {
    const { start, col, row, stepCol, stepRow, first, end } = run;
    for (let i = first; i < end; i++) {
      const atCol = col + i * stepCol;
      const atRow = row + i * stepRow;
      if (sourceValid[(atRow | 0) * width + (atCol | 0)] === 0) continue;
      const left = Math.floor(atCol - 0.5);
      const top = Math.floor(atRow - 0.5);
      const shareRight = atCol - 0.5 - left;
      const shareBelow = atRow - 0.5 - top;
      // beyond the raster's edge the edge pixel stands in for the missing one
      const above = (top < 0 ? 0 : top) * width;
      const below = (top + 1 < height ? top + 1 : height - 1) * width;
      const col0 = left < 0 ? 0 : left;
      const col1 = left + 1 < width ? left + 1 : width - 1;
      let sum = 0;
      let weight = 0;
      // an invalid neighbour may hold NaN, which no weight of 0 would silence
      if (sourceValid[above + col0] === 1) {
        const share = (1 - shareRight) * (1 - shareBelow);
        sum += share * from[above + col0];
        weight += share;
      }
      if (sourceValid[above + col1] === 1) {
        const share = shareRight * (1 - shareBelow);
        sum += share * from[above + col1];
        weight += share;
      }
      if (sourceValid[below + col0] === 1) {
        const share = (1 - shareRight) * shareBelow;
        sum += share * from[below + col0];
        weight += share;
      }
      if (sourceValid[below + col1] === 1) {
        const share = shareRight * shareBelow;
        sum += share * from[below + col1];
        weight += share;
      }
      values[start + i] = sum / weight;
      valid[start + i] = 1;
    }
  };
  return { values, valid, encoding, sample };
}

/**
 * Encoding of interpolated numbers: stored units with the same scale and offset, but no longer whole, so a float
 * dtype wide enough to hold the source's integers.
 */
function interpolatedEncoding(encoding: Encoding): Encoding {
  const isWide = encoding.dtype === 'float64' || encoding.dtype === 'int32' || encoding.dtype === 'uint32';
  return { ...encoding, dtype: isWide ? 'float64' : 'float32' };
}
