import { endianness } from 'node:os';

/**
 * Horizontal differencing (predictor 2; TIFF 6.0 section 14) of 16-bit samples.
 *
 * @param rowSamples samples in a row of the block
 * @param stride samples of a pixel: each is predicted from the same band's neighbour
 * @returns the differences modulo 2^16, little-endian
 */
export function horizontalDifferences(samples: Int16Array, rowSamples: number, stride: number): Uint8Array {
  const out = new Int16Array(samples.length);
  for (let start = 0; start < samples.length; start += rowSamples) {
    for (let i = start; i < start + stride; i++) out[i] = samples[i];
    for (let i = start + stride; i < start + rowSamples; i++) out[i] = samples[i] - samples[i - stride];
  }
  const bytes = Buffer.from(out.buffer);
  return endianness() === 'LE' ? bytes : bytes.swap16();
}

/**
 * Floating point predictor (predictor 3; Adobe Photoshop TIFF Technical Note 3): each row's most significant bytes
 * first, then the next ones, and all that differenced bytewise.
 */
export function floatingPointDifferences(samples: Float32Array, rowSamples: number, stride: number): Uint8Array {
  const bits = new Uint32Array(samples.buffer, samples.byteOffset, samples.length);
  const out = new Uint8Array(samples.length * 4);
  for (let first = 0, start = 0; first < bits.length; first += rowSamples, start += rowSamples * 4) {
    for (let i = 0; i < rowSamples; i++) {
      const word = bits[first + i];
      out[start + i] = word >>> 24;
      out[start + rowSamples + i] = word >>> 16;
      out[start + 2 * rowSamples + i] = word >>> 8;
      out[start + 3 * rowSamples + i] = word;
    }
    for (let i = start + rowSamples * 4 - 1; i >= start + stride; i--) out[i] -= out[i - stride];
  }
  return out;
}
