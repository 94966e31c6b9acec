import { promisify } from 'node:util';
import { inflate, inflateSync } from 'node:zlib';
import type { Values } from '../raster/raster.ts';
import { keepByItself, type Keep } from './block-cache.ts';
import { Compression, LercExtra } from './compression.ts';
import type { BlockEncoding } from './encoding.ts';
import { decodeJpeg } from './jpeg.ts';
import { loadSimdInflate } from './inflate-simd.ts';
import { decodeLerc } from './lerc.ts';
import { decodeLzw as decodeLzwPlain } from './lzw.ts';
import { loadSimdLzw } from './lzw-simd.ts';
import { decodePackBits } from './pack-bits.ts';
import { decodeWebp, type DecodePicture } from './picture.ts';
import { samplesOf } from './samples.ts';
import { workbench } from './workbench.ts';
import { decodeZstd } from './zstd.ts';

const inflateAsync = promisify(inflate);
const inflateHere = loadSimdInflate();
const decodeLzw = loadSimdLzw() ?? decodeLzwPlain;

/** Size of the block that some bytes stand for; `rows` is smaller in the last strip. */
export interface BlockSize {
  readonly width: number;
  readonly rows: number;
  /** Rows of a whole block: writers may pad the last strip. */
  readonly fullRows: number;
}

/** How blocks are decoded. */
export interface DecodeOptions {
  /** Decodes blocks of JPEG and WebP; without it they are refused. */
  readonly decodePicture?: DecodePicture | undefined;
  /**
   * True to inflate in libuv's threads, beside other blocks: right for many blocks on a thread that would otherwise
   * do them in turn. False (the default) to inflate on this thread, which costs no hop and keeps to its core: right
   * for a few blocks on one of several busy threads.
   */
  readonly inBackground?: boolean;
  /** Keeps the numbers; they are copied to memory of their own unless it is given. */
  readonly keep?: Keep | undefined;
}

/** Whether blocks of a compression are decoded without a pause, so that the memory of their bytes is soon free. */
export function decodesAtOnce(compression: number): boolean {
  return AT_ONCE.has(compression);
}

const AT_ONCE: ReadonlySet<number> = new Set([
  Compression.None,
  Compression.Deflate,
  Compression.OldDeflate,
  Compression.Lzw,
  Compression.PackBits,
]);

/**
 * The numbers of one block, from its bytes in the file. Knows nothing of files: bytes and plain data in, numbers out.
 *
 * @param bytes may be overwritten, and the numbers may lie in their memory, when they fill their buffer
 * @returns `width * rows * samplesInBlock` numbers, the samples of a pixel beside each other
 * @throws Error (of any class) if the bytes are damaged or amount to another size
 */
export async function decodeBlock(
  bytes: Uint8Array<ArrayBuffer>,
  encoding: BlockEncoding,
  size: BlockSize,
  options: DecodeOptions = {},
): Promise<Values> {
  const decoding = decodeNumbers(bytes, encoding, size, options);
  // what lies on the workbench must be kept before another block is decoded there: not a turn later
  const numbers = decoding instanceof Promise ? await decoding : decoding;
  const wanted = size.width * size.rows * encoding.samplesInBlock;
  // windows are read into memory that still holds others' pixels: a decoder that gives too few would show them
  if (numbers.length < wanted) throw new RangeError(`it holds ${numbers.length} numbers, ${wanted} were expected`);
  return (options.keep ?? keepByItself)(numbers);
}

function decodeNumbers(
  bytes: Uint8Array<ArrayBuffer>,
  encoding: BlockEncoding,
  size: BlockSize,
  options: DecodeOptions,
): Values | Promise<Values> {
  const { width, rows } = size;
  const { compression, samplesInBlock } = encoding;
  const rowBytes = Math.ceil((width * samplesInBlock * encoding.bitsPerSample) / 8);
  const wanted = rowBytes * rows;
  const most = rowBytes * size.fullRows;
  if (compression === Compression.Lerc) return decodeLercBlock(bytes, encoding, size, most, options);
  if (compression === Compression.Jpeg || compression === Compression.Webp) {
    return decodeColours(bytes, encoding, { width, height: rows, channels: samplesInBlock }, options.decodePicture);
  }
  const numbersIn = (raw: Uint8Array<ArrayBuffer>): Values => {
    if (raw.length < wanted) throw new RangeError(`it holds ${raw.length} bytes, ${wanted} were expected`);
    return samplesOf(aligned(raw.subarray(0, wanted)), encoding, width);
  };
  const decompressing = decompress(bytes, compression, wanted, most, options);
  return decompressing instanceof Promise ? decompressing.then(numbersIn) : numbersIn(decompressing);
}

async function decodeLercBlock(
  bytes: Uint8Array<ArrayBuffer>,
  encoding: BlockEncoding,
  { width, rows }: BlockSize,
  most: number,
  options: DecodeOptions,
): Promise<Values> {
  const { dtype, littleEndian, lercExtra, samplesInBlock } = encoding;
  // a blob is at most a few hundred bytes longer than its numbers
  const undone = undoLercExtra(bytes, lercExtra, Math.ceil(most + most / 8) + 1024, options);
  const blob = separate(undone instanceof Promise ? await undone : undone);
  return decodeLerc(blob, { width, rows, depth: samplesInBlock, dtype, littleEndian });
}

async function decodeColours(
  bytes: Uint8Array,
  encoding: BlockEncoding,
  size: { width: number; height: number; channels: number },
  decodePicture: DecodePicture | undefined,
): Promise<Uint8Array> {
  if (decodePicture === undefined) throw new RangeError('it is a picture, and there is no decoder for these');
  return encoding.compression === Compression.Webp
    ? decodeWebp(bytes, size, decodePicture)
    : decodeJpeg(bytes, size, encoding, decodePicture);
}

function decompress(
  bytes: Uint8Array<ArrayBuffer>,
  compression: number,
  wanted: number,
  most: number,
  options: DecodeOptions,
): Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>> {
  switch (compression) {
    case Compression.None:
      // its numbers are changed in place and kept: not in memory that others read or that holds more than them
      return workbench.holds(bytes) ? bytes : separate(bytes);
    case Compression.Deflate:
    case Compression.OldDeflate:
      return inflateBytes(bytes, most, options);
    case Compression.Zstd:
      return decodeZstd(bytes, wanted === most ? [wanted] : [wanted, most], most);
    case Compression.Lzw:
      return decodeLzw(bytes, wanted);
    case Compression.PackBits:
      return decodePackBits(bytes, wanted);
    default:
      throw new RangeError(`compression ${compression} is not supported`);
  }
}

function undoLercExtra(
  bytes: Uint8Array<ArrayBuffer>,
  extra: number,
  most: number,
  options: DecodeOptions,
): Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>> {
  if (extra === LercExtra.Deflate) return inflateBytes(bytes, most, options);
  if (extra === LercExtra.Zstd) return decodeZstd(bytes, [], most);
  return bytes;
}

/**
 * On the workbench where there is room. Otherwise by zlib, into one piece of memory as large as the block (14 % faster
 * than its pieces of 16 KiB). Never more than the block, so that a bomb ends early. Four 512 px float32 blocks take 10
 * ms here; 12.5 by zlib, in libuv's threads 11 or less, the more cores are idle.
 */
function inflateBytes(
  bytes: Uint8Array,
  most: number,
  { inBackground = false }: DecodeOptions,
): Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>> {
  const here = inBackground ? undefined : inflateHere?.(bytes, most);
  return here ?? inflateByZlib(bytes, most, inBackground);
}

async function inflateByZlib(bytes: Uint8Array, most: number, inBackground: boolean): Promise<Uint8Array<ArrayBuffer>> {
  // a little larger than the block: filled to the last byte, zlib would ask for as much again
  const options = { maxOutputLength: most, chunkSize: most + 64 };
  try {
    const out = inBackground ? await inflateAsync(bytes, options) : inflateSync(bytes, options);
    return new Uint8Array(out.buffer, out.byteOffset, out.length);
  } catch (cause) {
    const isTooLong = cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE';
    throw isTooLong ? new RangeError(`it inflates to more than ${most} bytes`) : cause;
  }
}

/** The same bytes at a multiple of 8 in their buffer, where every typed array can view them. */
function aligned(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
}

/** The same bytes alone in their buffer. */
function separate(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return bytes.byteOffset === 0 && bytes.length === bytes.buffer.byteLength ? bytes : bytes.slice();
}
