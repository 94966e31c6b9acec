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
  // signed and masked, so that every step stays a 32-bit integer
  const bits = new Int32Array(samples.buffer, samples.byteOffset, samples.length);
  const out = new Uint8Array(samples.length * 4);
  for (let row = 0; row < bits.length; row += rowSamples) {
    const [first, second, third, fourth] = [0, 1, 2, 3].map((plane) => row * 4 + plane * rowSamples);
    for (let i = 0; i < stride; i++) {
      const word = bits[row + i];
      const last = bits[row + rowSamples - stride + i]; // ends the bytes that stand before these
      out[first + i] = word >>> 24;
      out[second + i] = (word >>> 16) - (last >>> 24);
      out[third + i] = (word >>> 8) - (last >>> 16);
      out[fourth + i] = (word & 0xff) - (last >>> 8);
    }
    for (let i = stride; i < rowSamples; i++) {
      const word = bits[row + i];
      const before = bits[row + i - stride];
      out[first + i] = (word >>> 24) - (before >>> 24);
      out[second + i] = (word >>> 16) - (before >>> 16);
      out[third + i] = (word >>> 8) - (before >>> 8);
      out[fourth + i] = (word & 0xff) - (before & 0xff);
    }
  }
  return out;
}
