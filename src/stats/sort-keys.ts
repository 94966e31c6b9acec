/** Numbers of 32 or 64 bits. */
export type WideNumbers = Float32Array | Float64Array | Int32Array | Uint32Array;

/**
 * Bits of a key: of 32-bit floats it keeps the exponent and 12 bits of the fraction, of 64-bit ones 9. 2^21 counts are
 * 8 MB, but the values of one raster touch some 16,000 of them, which fit the cache.
 */
const KEY_BITS = 21;
export const KEY_COUNT = 2 ** KEY_BITS;
/** Bits of the upper word that are not in the key. */
const SHIFT = 32 - KEY_BITS;
/** Numbers of 32 bits that share a key. */
export const KEY_SPAN = 2 ** SHIFT;
const SIGN = 0x80000000 | 0;

/**
 * How to read keys that sort as the numbers do: `key = sorted >>> shift` with
 * `sorted = word ^ (((word >> 31) & flip) | sign)` of the number's upper word, `words[at * stride + upper]`. Floats of
 * one sign sort as their bits do; those of negative ones are turned around (Herf, Radix tricks, 2001).
 */
export interface SortKeys {
  readonly words: Int32Array;
  readonly stride: number;
  readonly upper: number;
  readonly flip: number;
  readonly sign: number;
  readonly shift: number;
}

export function sortKeysOf(values: WideNumbers): SortKeys {
  const { buffer, byteOffset, byteLength } = values;
  const words = new Int32Array(buffer, byteOffset, byteLength / 4);
  const isFloat = values instanceof Float32Array || values instanceof Float64Array;
  const stride = values.BYTES_PER_ELEMENT / 4;
  return {
    words,
    stride,
    upper: stride === 1 || !IS_LITTLE_ENDIAN ? 0 : 1,
    flip: isFloat ? -1 : 0,
    sign: values instanceof Uint32Array ? 0 : SIGN,
    shift: SHIFT,
  };
}

const IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Numbers by the words that they sort by. */
export interface KeyReader {
  /** The smallest and the largest number of a key. Beyond the finite ones, whatever the bits say. */
  lowest(key: number): number;
  highest(key: number): number;
  /** Of 32 bits: the number of a key that has these lower bits when sorted. */
  number(key: number, lower: number): number;
}

/** @param kind any numbers of the kind that the keys are of */
export function keyReader(kind: WideNumbers): KeyReader {
  const scratch = new (kind.constructor as new (length: number) => WideNumbers)(1);
  const { words, stride, upper, flip, sign } = sortKeysOf(scratch);
  const read = (sorted: number, isHighest: boolean): number => {
    // numbers below zero sort in the lower half, where the sign bit of the key is 0
    const isTurned = flip !== 0 && sorted >= 0;
    words[upper] = isTurned ? ~sorted : sorted ^ sign;
    if (stride === 2) words[1 - upper] = isHighest === isTurned ? 0 : -1;
    return scratch[0];
  };
  return {
    lowest: (key) => read(key << SHIFT, false),
    highest: (key) => read((key << SHIFT) | (KEY_SPAN - 1), true),
    number: (key, lower) => read((key << SHIFT) | lower, false),
  };
}
