import type { Dtype, Values } from '../raster/raster.ts';
import type { BlockEncoding } from './encoding.ts';
import { IS_LITTLE_ENDIAN, plainPredictor } from './predictor.ts';
import { loadSimdPredictor } from './predictor-simd.ts';

/** The faster way of undoing predictors that works here; one of its own for each thread. */
const predictor = (IS_LITTLE_ENDIAN ? loadSimdPredictor() : undefined) ?? plainPredictor;

/**
 * The numbers in the decompressed bytes of a block: predictor and byte order undone, small integers unpacked, half
 * floats widened.
 *
 * @param bytes exactly `blockWidth * rows` pixels, rows padded to whole bytes; overwritten
 * @returns `blockWidth * rows * samplesInBlock` numbers, samples of a pixel beside each other
 */
export function samplesOf(bytes: Uint8Array<ArrayBuffer>, encoding: BlockEncoding, blockWidth: number): Values {
  const { bitsPerSample, samplesInBlock } = encoding;
  const rowSamples = blockWidth * samplesInBlock;
  if (bitsPerSample % 8 !== 0) return unpackBits(bytes, bitsPerSample, rowSamples);
  const bytesPerSample = bitsPerSample / 8;
  if (encoding.predictor === 3) {
    predictor.undoFloatingPoint(bytes, rowSamples, bytesPerSample, samplesInBlock);
    return numbersView(bytes, encoding.dtype);
  }
  if (encoding.littleEndian !== IS_LITTLE_ENDIAN) swapBytes(bytes, bytesPerSample);
  if (encoding.predictor === 2) predictor.undoHorizontal(bytes, rowSamples, bytesPerSample, samplesInBlock);
  return numbersView(bytes, encoding.dtype);
}

/** The block as the numbers it holds. Works on a view: `bytes` must begin at a multiple of 8 in its buffer. */
export function numbersView(bytes: Uint8Array<ArrayBuffer>, dtype: Dtype): Values {
  const { buffer, byteOffset, length } = bytes;
  switch (dtype) {
    case 'float16':
      return widenHalves(new Uint16Array(buffer, byteOffset, length / 2));
    case 'float32':
      return new Float32Array(buffer, byteOffset, length / 4);
    case 'float64':
      return new Float64Array(buffer, byteOffset, length / 8);
    case 'int8':
      return new Int8Array(buffer, byteOffset, length);
    case 'uint8':
      return bytes;
    case 'int16':
      return new Int16Array(buffer, byteOffset, length / 2);
    case 'uint16':
      return new Uint16Array(buffer, byteOffset, length / 2);
    case 'int32':
      return new Int32Array(buffer, byteOffset, length / 4);
    case 'uint32':
      return new Uint32Array(buffer, byteOffset, length / 4);
  }
}

/** A zeroed array for `length` numbers of a type (half floats are kept as 32-bit ones). */
export function makeValues(dtype: Dtype, length: number): Values {
  switch (dtype) {
    case 'float16':
    case 'float32':
      return new Float32Array(length);
    case 'float64':
      return new Float64Array(length);
    case 'int8':
      return new Int8Array(length);
    case 'uint8':
      return new Uint8Array(length);
    case 'int16':
      return new Int16Array(length);
    case 'uint16':
      return new Uint16Array(length);
    case 'int32':
      return new Int32Array(length);
    case 'uint32':
      return new Uint32Array(length);
  }
}

/** As `makeValues`, but holding anything at all: for whoever writes every number. Clearing costs as much as filling. */
export function makeUnset(dtype: Dtype, length: number): Values {
  const { buffer } = Buffer.allocUnsafeSlow(length * numberBytes(dtype));
  return numbersView(new Uint8Array(buffer), dtype === 'float16' ? 'float32' : dtype);
}

/** Bytes of one decoded number. */
export function numberBytes(dtype: Dtype): number {
  return NUMBER_BYTES[dtype];
}

const NUMBER_BYTES: Readonly<Record<Dtype, number>> = {
  float16: 4,
  float32: 4,
  float64: 8,
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
};

/** Turns the bytes of each number round. */
export function swapBytes(bytes: Uint8Array, bytesPerSample: number): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytesPerSample === 2) buffer.swap16();
  else if (bytesPerSample === 4) buffer.swap32();
  else if (bytesPerSample === 8) buffer.swap64();
}

/** Samples of 1 to 15 bits, most significant bit first, each row beginning at a whole byte; masks have 1. */
function unpackBits(bytes: Uint8Array, bits: number, rowSamples: number): Uint8Array | Uint16Array {
  const rowBytes = Math.ceil((rowSamples * bits) / 8);
  const rows = Math.floor(bytes.length / rowBytes);
  const out = bits <= 8 ? new Uint8Array(rows * rowSamples) : new Uint16Array(rows * rowSamples);
  if (bits === 1) {
    for (let row = 0, to = 0; row < rows; row++) {
      const start = row * rowBytes;
      for (let i = 0; i < rowSamples; i++, to++) out[to] = (bytes[start + (i >> 3)] >> (7 - (i & 7))) & 1;
    }
    return out;
  }
  const mask = (1 << bits) - 1;
  for (let row = 0; row < rows; row++) {
    let at = row * rowBytes;
    let held = 0; // bits waiting to be used, the next ones highest
    let count = 0;
    for (let i = 0; i < rowSamples; i++) {
      while (count < bits) {
        held = ((held & 0xffff) << 8) | bytes[at++];
        count += 8;
      }
      count -= bits;
      out[row * rowSamples + i] = (held >> count) & mask;
    }
  }
  return out;
}

let halfFloats: Float32Array | undefined;

/** IEEE 754 half floats as 32-bit ones: every half is exactly one of those. By a table, made when first needed. */
function widenHalves(halves: Uint16Array): Float32Array {
  halfFloats ??= Float32Array.from({ length: 0x10000 }, (_, half) => halfFloat(half));
  const table = halfFloats;
  const out = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) out[i] = table[halves[i]];
  return out;
}

function halfFloat(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}
