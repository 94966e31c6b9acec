import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import type { Values } from '../raster/raster.ts';
import { Compression, LercExtra } from './compression.ts';
import type { BlockEncoding } from './image.ts';
import { decodeJpeg } from './jpeg.ts';
import { decodeLerc } from './lerc.ts';
import { decodeLzw } from './lzw.ts';
import { decodePackBits } from './pack-bits.ts';
import { samplesOf } from './samples.ts';
import { decodeZstd } from './zstd.ts';

const inflateAsync = promisify(inflate);

/** Size of the block that some bytes stand for; `rows` is smaller in the last strip. */
export interface BlockSize {
  readonly width: number;
  readonly rows: number;
  /** Rows of a whole block: writers may pad the last strip. */
  readonly fullRows: number;
}

/**
 * The numbers of one block, from its bytes in the file. Knows nothing of files: bytes and plain data in, numbers out.
 *
 * @returns `width * rows * samplesInBlock` numbers, the samples of a pixel beside each other
 * @throws Error (of any class) if the bytes are damaged or amount to another size
 */
export async function decodeBlock(
  bytes: Uint8Array<ArrayBuffer>,
  encoding: BlockEncoding,
  size: BlockSize,
): Promise<Values> {
  const { width, rows } = size;
  const { compression, dtype, samplesInBlock } = encoding;
  const rowBytes = Math.ceil((width * samplesInBlock * encoding.bitsPerSample) / 8);
  const wanted = rowBytes * rows;
  const most = rowBytes * size.fullRows;
  if (compression === Compression.Lerc) {
    // a blob is at most a few hundred bytes longer than its numbers
    const blob = await undoLercExtra(bytes, encoding.lercExtra, most + most / 8 + 1024);
    return decodeLerc(blob, { width, rows, depth: samplesInBlock, dtype });
  }
  if (compression === Compression.Jpeg) return decodeJpeg(bytes, encoding.jpegTables, width, rows);
  const raw = await decompress(bytes, compression, wanted, most);
  if (raw.length < wanted) throw new RangeError(`it holds ${raw.length} bytes, ${wanted} were expected`);
  return samplesOf(aligned(raw.subarray(0, wanted)), encoding, width);
}

async function decompress(
  bytes: Uint8Array<ArrayBuffer>,
  compression: number,
  wanted: number,
  most: number,
): Promise<Uint8Array<ArrayBuffer>> {
  switch (compression) {
    case Compression.None:
      return bytes;
    case Compression.Deflate:
    case Compression.OldDeflate:
      return inflateBytes(bytes, most);
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

async function undoLercExtra(
  bytes: Uint8Array<ArrayBuffer>,
  extra: number,
  most: number,
): Promise<Uint8Array<ArrayBuffer>> {
  if (extra === LercExtra.Deflate) return separate(await inflateBytes(bytes, most));
  if (extra === LercExtra.Zstd) return decodeZstd(bytes, [], most);
  return bytes;
}

/** zlib in libuv's threads; never more than `most` bytes, so that a bomb ends early. */
async function inflateBytes(bytes: Uint8Array, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const maxOutputLength = Math.ceil(most);
  const chunkSize = Math.min(Math.max(maxOutputLength, 64), 1 << 20);
  const out = await inflateAsync(bytes, { maxOutputLength, chunkSize });
  return new Uint8Array(out.buffer, out.byteOffset, out.length);
}

/** The same bytes at a multiple of 8 in their buffer, where every typed array can view them. */
function aligned(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
}

/** The same bytes alone in their buffer, for decoders that take whole buffers. */
function separate(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return bytes.byteOffset === 0 && bytes.length === bytes.buffer.byteLength ? bytes : bytes.slice();
}
