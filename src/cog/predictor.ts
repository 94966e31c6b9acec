/**
 * Undoing TIFF's predictors on a whole block, in place. Both work along rows, `stride` samples apart, so that the
 * bands of a pixel are predicted each from its own neighbour.
 */

/** Integers that hold a sample's bits, in the byte order of this machine. */
export type SampleBits = Uint8Array | Uint16Array | Uint32Array | BigUint64Array;

/** Horizontal differencing (predictor 2; TIFF 6.0 section 14), modulo the sample's size. */
export function undoHorizontal(samples: SampleBits, rowSamples: number, stride: number): void {
  if (samples instanceof BigUint64Array) {
    for (let start = 0; start < samples.length; start += rowSamples) {
      for (let i = start + stride; i < start + rowSamples; i++) samples[i] += samples[i - stride];
    }
    return;
  }
  for (let start = 0; start < samples.length; start += rowSamples) {
    for (let i = start + stride; i < start + rowSamples; i++) samples[i] += samples[i - stride];
  }
}

/**
 * Floating point predictor (predictor 3; Adobe Photoshop TIFF Technical Note 3): each row is differenced bytewise
 * and keeps all first (most significant) bytes, then all second ones, and so on, whatever the file's byte order.
 *
 * @param bytes the block; its rows are `rowSamples * bytesPerSample` long
 * @returns the same numbers, most significant byte first
 */
export function undoFloatingPoint(
  bytes: Uint8Array,
  rowSamples: number,
  bytesPerSample: number,
  stride: number,
): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(bytes.length);
  const rowBytes = rowSamples * bytesPerSample;
  for (let start = 0; start < bytes.length; start += rowBytes) {
    for (let i = start + stride; i < start + rowBytes; i++) bytes[i] += bytes[i - stride];
    for (let plane = 0; plane < bytesPerSample; plane++) {
      const from = start + plane * rowSamples;
      for (let i = 0, to = start + plane; i < rowSamples; i++, to += bytesPerSample) out[to] = bytes[from + i];
    }
  }
  return out;
}
