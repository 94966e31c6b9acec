const CLEAR = 256;
const FIRST_FREE = 258; // 257 ends the data
const MAX_CODES = 4096;
const MAX_WIDTH = 12;
/** From this length on a copy by the engine is faster than a loop. */
const LONG_STRING = 48;

/**
 * TIFF's LZW (TIFF 6.0 section 13: most significant bit first, code width grows one code early).
 *
 * Own decoder because geotiff's takes 146 ms for a 512 px float32 block and grows without limit. Every string of the
 * table but the single bytes is a stretch of what was written already (the string of one code and the first byte of
 * the next), so the table holds places in the output, and a string is copied forwards from there; even the string
 * that is being defined right now, whose last byte is the first one of the copy.
 *
 * @param length bytes wanted; decoding stops there
 * @returns the bytes, fewer than `length` when the data end early
 * @throws RangeError on a code that no valid data contain
 */
export function decodeLzw(input: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  checkBitOrder(input);
  const out = new Uint8Array(length);
  const starts = new Uint32Array(MAX_CODES);
  const lengths = new Uint32Array(MAX_CODES);
  const bits = input.length * 8;

  let width = 9;
  let next = FIRST_FREE; // the code of the next string; one ahead of the encoder's, which waits for its last byte
  let at = 0; // bits read
  let to = 0;
  while (to < length && at + width <= bits) {
    // 12 bits from anywhere in a byte lie in three; behind the end stand zeros that no code is made of
    const byte = at >> 3;
    const held = (input[byte] << 16) | (input[byte + 1] << 8) | (byte + 2 < input.length ? input[byte + 2] : 0);
    const code = (held >> (24 - width - (at & 7))) & ((1 << width) - 1);
    at += width;
    const start = to;
    if (code < CLEAR) {
      out[to++] = code;
    } else if (code >= FIRST_FREE) {
      if (code >= next) throw new RangeError(`LZW code ${code} before it is defined`);
      const from = starts[code];
      const end = Math.min(to + lengths[code], length);
      if (end - to >= LONG_STRING && from + end - to <= to) {
        out.copyWithin(to, from, from + end - to);
        to = end;
      } else {
        for (let i = from; to < end; i++, to++) out[to] = out[i];
      }
    } else if (code === CLEAR) {
      width = 9;
      next = FIRST_FREE;
      continue;
    } else {
      break;
    }
    if (next < MAX_CODES) {
      starts[next] = start;
      lengths[next] = to - start + 1;
      next++;
      if (next === 1 << width && width < MAX_WIDTH) width++;
    }
  }
  return to >= length ? out : out.subarray(0, to);
}

/** @throws RangeError if the data begin as those of writers before TIFF 6.0 do, with a clear code in reverse order */
export function checkBitOrder(input: Uint8Array): void {
  if (input[0] === 0 && (input[1] & 1) === 1) {
    throw new RangeError('its LZW data are of the kind before TIFF 6.0, with bits in reverse order');
  }
}
