/**
 * TIFF's LZW (TIFF 6.0, section 13): codes of 9 to 12 bits, most significant first, widened one code early. Node has
 * none, and the service never writes it.
 */
export function encodeLzw(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const [clear, end, first] = [256, 257, 258];
  const out = new Uint8Array(bytes.length * 2 + 16);
  const codes = new Map<number, number>();
  let [length, held, heldBits, width, next] = [0, 0, 0, 9, first];
  const emit = (code: number): void => {
    held = ((held << width) | code) & 0xffffff;
    for (heldBits += width; heldBits >= 8; heldBits -= 8) out[length++] = held >> (heldBits - 8);
  };
  const start = (): void => {
    emit(clear);
    codes.clear();
    [width, next] = [9, first];
  };
  start();
  let prefix = bytes[0];
  for (let i = 1; i < bytes.length; i++) {
    const known = codes.get(prefix * 256 + bytes[i]);
    if (known !== undefined) {
      prefix = known;
      continue;
    }
    emit(prefix);
    codes.set(prefix * 256 + bytes[i], next++);
    if (next >= 4094) start();
    else if (next === 2 ** width) width++;
    prefix = bytes[i];
  }
  emit(prefix);
  emit(end);
  if (heldBits > 0) out[length++] = held << (8 - heldBits);
  return out.slice(0, length);
}

/** PackBits (TIFF 6.0, section 9) as literal runs: what random bytes become. */
export function encodePackBits(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const runs = Math.ceil(bytes.length / 128);
  const out = new Uint8Array(bytes.length + runs);
  for (let run = 0; run < runs; run++) {
    const literal = bytes.subarray(run * 128, run * 128 + 128);
    out[run * 129] = literal.length - 1;
    out.set(literal, run * 129 + 1);
  }
  return out;
}
