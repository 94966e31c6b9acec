/** Numbers of 32 or 64 bits. */
export type WideNumbers = Float32Array | Float64Array | Int32Array | Uint32Array;

/**
 * Bits of a key: of 32-bit floats it keeps the exponent and 12 bits of the fraction, of 64-bit ones 9. 2^21 counts are
 * 8 MB, but the values of one raster touch some 16,000 of them, which fit the cache.
 */
const KEY_BITS = 21;
export const KEY_COUNT = 2 ** KEY_BITS;
const SHIFT = 32 - KEY_BITS;
const SIGN = 0x80000000 | 0;

/**
 * How to read keys that sort as the numbers do: `key = (word ^ (((word >> 31) & flip) | sign)) >>> shift` of the
 * number's upper word, `words[at * stride + upper]`. Floats of one sign sort as their bits do; those of negative ones
 * are turned around (Herf, Radix tricks, 2001).
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

/** The smallest and the largest number of a key. Beyond the finite ones, whatever the bits say. */
export function rangeOfKey(values: WideNumbers, key: number): [low: number, high: number] {
  const scratch = new (values.constructor as new (length: number) => WideNumbers)(2);
  const { words, stride, upper, flip, sign } = sortKeysOf(scratch);
  const sorted = [(key << SHIFT) | 0, (key << SHIFT) | (2 ** SHIFT - 1)];
  for (const [i, word] of sorted.entries()) {
    // numbers below zero sort in the lower half, where the sign bit of the key is 0
    const isTurned = flip !== 0 && word >= 0;
    words[i * stride + upper] = isTurned ? ~word : word ^ sign;
    if (stride === 2) words[i * stride + 1 - upper] = (i === 0) === isTurned ? -1 : 0;
  }
  return [scratch[0], scratch[1]];
}
