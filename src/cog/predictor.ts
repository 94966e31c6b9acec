import { endianness } from 'node:os';

/** True where the least significant byte of a number comes first in memory: nearly everywhere. */
export const IS_LITTLE_ENDIAN = endianness() === 'LE';

/**
 * The two ways of undoing TIFF's predictors: by plain loops (here) or with SIMD (`predictor-simd.ts`). Both work in
 * place on whole rows; the bands of a pixel are predicted each from its own neighbour, `stride` samples before.
 */
export interface Predictor {
  /**
   * Horizontal differencing (predictor 2; TIFF 6.0 section 14), modulo the sample's size.
   *
   * @param bytes samples in the byte order of this machine, at a multiple of their size in their buffer
   */
  undoHorizontal(bytes: Uint8Array<ArrayBuffer>, rowSamples: number, bytesPerSample: number, stride: number): void;
  /**
   * Floating point predictor (predictor 3; Adobe Photoshop TIFF Technical Note 3): each row is differenced bytewise
   * and keeps all first (most significant) bytes, then all second ones, and so on, whatever the file's byte order.
   * Afterwards the samples are in the byte order of this machine.
   */
  undoFloatingPoint(bytes: Uint8Array<ArrayBuffer>, rowSamples: number, bytesPerSample: number, stride: number): void;
}

/** Plain loops: what SIMD has to agree with, and what runs where there is none. */
export const plainPredictor: Predictor = {
  undoHorizontal(bytes, rowSamples, bytesPerSample, stride) {
    // a function for each type: one that meets several kinds of array runs up to three times slower
    if (bytesPerSample === 1) accumulate8(bytes, rowSamples, stride);
    else if (bytesPerSample === 2) accumulate16(viewAs(Uint16Array, bytes), rowSamples, stride);
    else if (bytesPerSample === 4) accumulate32(viewAs(Uint32Array, bytes), rowSamples, stride);
    else accumulate64(viewAs(BigUint64Array, bytes), rowSamples, stride);
  },
  undoFloatingPoint(bytes, rowSamples, bytesPerSample, stride) {
    const rowBytes = rowSamples * bytesPerSample;
    accumulate8(bytes, rowBytes, stride);
    const planes = new Uint8Array(rowBytes);
    for (let start = 0; start < bytes.length; start += rowBytes) {
      planes.set(bytes.subarray(start, start + rowBytes));
      for (let plane = 0; plane < bytesPerSample; plane++) {
        const from = plane * rowSamples;
        const place = IS_LITTLE_ENDIAN ? bytesPerSample - 1 - plane : plane;
        for (let i = 0, to = start + place; i < rowSamples; i++, to += bytesPerSample) bytes[to] = planes[from + i];
      }
    }
  },
};

function viewAs<T>(
  type: { new (buffer: ArrayBuffer, offset: number, length: number): T; BYTES_PER_ELEMENT: number },
  { buffer, byteOffset, length }: Uint8Array<ArrayBuffer>,
): T {
  return new type(buffer, byteOffset, length / type.BYTES_PER_ELEMENT);
}

function accumulate8(samples: Uint8Array, rowSamples: number, stride: number): void {
  for (let start = 0; start < samples.length; start += rowSamples) {
    for (let i = start + stride; i < start + rowSamples; i++) samples[i] += samples[i - stride];
  }
}

function accumulate16(samples: Uint16Array, rowSamples: number, stride: number): void {
  for (let start = 0; start < samples.length; start += rowSamples) {
    for (let i = start + stride; i < start + rowSamples; i++) samples[i] += samples[i - stride];
  }
}

function accumulate32(samples: Uint32Array, rowSamples: number, stride: number): void {
  for (let start = 0; start < samples.length; start += rowSamples) {
    for (let i = start + stride; i < start + rowSamples; i++) samples[i] += samples[i - stride];
  }
}

function accumulate64(samples: BigUint64Array, rowSamples: number, stride: number): void {
  for (let start = 0; start < samples.length; start += rowSamples) {
    for (let i = start + stride; i < start + rowSamples; i++) samples[i] += samples[i - stride];
  }
}
