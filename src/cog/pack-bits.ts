/**
 * PackBits (TIFF 6.0 section 9): runs and literal stretches, each behind a signed length byte.
 *
 * @param length bytes wanted; decoding stops there
 * @returns the bytes, fewer than `length` when the data end early
 */
export function decodePackBits(input: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(length);
  let to = 0;
  for (let from = 0; from < input.length && to < length;) {
    const header = (input[from++] << 24) >> 24;
    if (header >= 0) {
      const literal = input.subarray(from, from + Math.min(header + 1, length - to));
      out.set(literal, to);
      to += literal.length;
      from += header + 1;
    } else if (header !== -128) {
      const end = Math.min(to + 1 - header, length);
      out.fill(input[from++], to, end);
      to = end;
    }
  }
  return to >= length ? out : out.subarray(0, to);
}
