import type { Encoding, Raster, Values } from '../../raster/raster.ts';
import { roundHalfAway } from '../../raster/round.ts';

/** Sample types that are written. */
export type WrittenDtype = 'float32' | 'int16';

export type WrittenEncoding = Encoding & { readonly dtype: WrittenDtype };

/** A band's pixels as the file will hold them. */
export interface StoredPixels {
  readonly values: Values;
  readonly valid: Uint8Array;
  /** Values that the sample type cannot hold and that became the nearest it can. */
  readonly clamped: number;
}

const INT16 = { low: -(2 ** 15), high: 2 ** 15 - 1 } as const;

/**
 * Pixels in the encoding that a file is written with: `(value - offset) / scale`, rounded and clamped for whole
 * numbers. Invalid pixels hold the nodata number; a value that happens to be stored as nodata becomes the next number
 * beside it, so that no value is lost. A float that is too large for its type is invalid.
 */
export function storedNumbers(
  raster: Pick<Raster, 'values' | 'valid' | 'encoding'>,
  encoding: WrittenEncoding,
  nodata: number,
): StoredPixels {
  const { values, encoding: own } = raster;
  const isKept = own.dtype === encoding.dtype && own.scale === encoding.scale && own.offset === encoding.offset;
  // on equal terms every bit is kept: adding -0 leaves even -0 alone
  const factor = isKept ? 1 : own.scale / encoding.scale;
  const term = isKept ? -0 : (own.offset - encoding.offset) / encoding.scale;
  return encoding.dtype === 'int16'
    ? wholeNumbers(values, raster.valid, { factor, term, nodata })
    : floats(values, raster.valid, { factor, term, nodata });
}

interface Terms {
  readonly factor: number;
  readonly term: number;
  readonly nodata: number;
}

function wholeNumbers(from: Values, isValid: Uint8Array, { factor, term, nodata }: Terms): StoredPixels {
  const values = new Int16Array(from.length).fill(nodata);
  const beside = nodata === INT16.high ? nodata - 1 : nodata + 1;
  let clamped = 0;
  for (let i = 0; i < from.length; i++) {
    if (isValid[i] === 0) continue;
    const number = roundHalfAway(from[i] * factor + term);
    const kept = number < INT16.low ? INT16.low : number > INT16.high ? INT16.high : number;
    if (kept !== number) clamped++;
    values[i] = kept === nodata ? beside : kept;
  }
  return { values, valid: isValid, clamped };
}

function floats(from: Values, isValid: Uint8Array, { factor, term, nodata }: Terms): StoredPixels {
  const values = new Float32Array(from.length).fill(nodata);
  const valid = new Uint8Array(from.length);
  const stored = Math.fround(nodata);
  const beside = floatBeside(stored);
  for (let i = 0; i < from.length; i++) {
    if (isValid[i] === 0) continue;
    const number = Math.fround(from[i] * factor + term);
    if (!Number.isFinite(number)) continue;
    values[i] = number === stored ? beside : number;
    valid[i] = 1;
  }
  return { values, valid, clamped: 0 };
}

/** The 32-bit float next to one on the side of 0; the least one beside 0 itself. */
function floatBeside(value: number): number {
  const float = Float32Array.of(value);
  new Uint32Array(float.buffer)[0] += value === 0 ? 1 : -1;
  return float[0];
}
