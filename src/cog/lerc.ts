import type { BaseDecoder } from 'geotiff';
import type { Dtype, Values } from '../raster/raster.ts';
import { Compression, LercExtra } from './compression.ts';
import { IS_LITTLE_ENDIAN } from './predictor.ts';
import { makeValues, numbersView, swapBytes } from './samples.ts';

/** Sample types by LERC's own number for them. */
const LERC_TYPES: readonly Dtype[] = ['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'float32', 'float64'];

/** What stands at the start of a LERC2 blob (Esri's Lerc2.cpp, `ReadHeader`). */
interface LercHeader {
  readonly rows: number;
  readonly cols: number;
  /** Numbers of a pixel. */
  readonly depth: number;
  readonly validPixels: number;
  readonly bytes: number;
  readonly dtype: Dtype | undefined;
  /** Where the mask's length stands. */
  readonly maskAt: number;
}

/** What a block of LERC has to amount to. */
interface LercBlock {
  readonly width: number;
  readonly rows: number;
  /** Numbers of a pixel. */
  readonly depth: number;
  readonly dtype: Dtype;
  /** False in a big-endian file: libtiff hands LERC its numbers with their bytes in the order of the file. */
  readonly littleEndian: boolean;
}

/**
 * One block of LERC as numbers. geotiff's decoder drops a blob's validity mask, which is how GDAL stores NaN, and
 * leaves zeros under it: here such pixels become NaN again. The mask of a picture whose alpha is all or nothing is
 * its alpha band; bands that are NaN in different pixels are blobs one after another (both as libtiff has it).
 *
 * @param bytes LERC2, its outer compression already undone; alone in its buffer
 * @returns `width * rows * depth` numbers in the byte order of this machine
 * @throws RangeError if it is something else than a block of this size and type
 */
export async function decodeLerc(bytes: Uint8Array<ArrayBuffer>, block: LercBlock): Promise<Values> {
  const header = readHeader(bytes);
  const { width, rows, depth, dtype } = block;
  const isMaskAlpha = header.depth === depth - 1 && dtype === 'uint8';
  const isBandwise = header.depth === 1 && depth > 1 && dtype.startsWith('float');
  const isExpected = header.depth === depth || isMaskAlpha || isBandwise;
  if (header.cols !== width || header.rows !== rows || !isExpected || header.dtype !== dtype) {
    throw new RangeError(
      `its LERC blob is ${header.cols} x ${header.rows} x ${header.depth} ${header.dtype ?? 'unknown numbers'}, ` +
        `${width} x ${rows} x ${depth} ${dtype} was expected`,
    );
  }
  if (isMaskAlpha) return withAlpha(await decodePixels(bytes, header, block), readMask(bytes, header), depth);
  return isBandwise ? decodeBands(bytes, block) : decodeBlob(bytes, header, block);
}

/** A blob for each band, as numbers beside each other. */
async function decodeBands(bytes: Uint8Array<ArrayBuffer>, block: LercBlock): Promise<Values> {
  const { width, rows, depth, dtype } = block;
  const values = makeValues(dtype, width * rows * depth);
  for (let band = 0, at = 0; band < depth; band++) {
    const rest = bytes.subarray(at);
    const header = readHeader(rest);
    if (header.cols !== width || header.rows !== rows || header.depth !== 1 || header.dtype !== dtype) {
      throw new RangeError(`the LERC blob of band ${band + 1} is of another size or type than that of band 1`);
    }
    const plane = await decodeBlob(rest.slice(0, header.bytes), header, block);
    for (let i = 0, to = band; i < plane.length; i++, to += depth) values[to] = plane[i];
    at += header.bytes;
  }
  return values;
}

/** One blob, NaN where it is masked. */
async function decodeBlob(blob: Uint8Array<ArrayBuffer>, header: LercHeader, block: LercBlock): Promise<Values> {
  const values = await decodePixels(blob, header, block);
  if (header.validPixels === header.cols * header.rows) return values;
  if (!(values instanceof Float32Array || values instanceof Float64Array)) {
    throw new RangeError('its LERC blob masks pixels of whole numbers, which have no nodata value to stand for them');
  }
  const mask = readMask(blob, header);
  const { depth } = header;
  for (let pixel = 0; pixel < mask.length; pixel++) {
    if (mask[pixel] === 0) values.fill(NaN, pixel * depth, (pixel + 1) * depth);
  }
  return values;
}

/** A blob's numbers, whatever they are where it is masked. */
async function decodePixels(
  blob: Uint8Array<ArrayBuffer>,
  { cols, rows, depth }: LercHeader,
  { dtype, littleEndian }: LercBlock,
): Promise<Values> {
  const parameters: ConstructorParameters<typeof BaseDecoder>[0] & { LercParameters: number[] } = {
    tileWidth: cols,
    tileHeight: rows,
    predictor: 1,
    bitsPerSample: 8,
    planarConfiguration: 1,
    LercParameters: [4, LercExtra.None],
  };
  const { getDecoder } = await import('geotiff'); // loaded where it is needed: 2 MB of each thread
  const decoder = await getDecoder(Compression.Lerc, parameters);
  const output = new Uint8Array((await decoder.decodeBlock(blob.buffer)) as ArrayBuffer); // never shared memory
  const values = numbersView(output, dtype);
  if (values.length !== cols * rows * depth) throw new RangeError('its LERC blob is damaged');
  if (littleEndian !== IS_LITTLE_ENDIAN) swapBytes(output, values.BYTES_PER_ELEMENT);
  return values;
}

/** The colours of each pixel, and its alpha: opaque where the mask says so. */
function withAlpha(colours: Values, mask: Uint8Array, depth: number): Uint8Array<ArrayBuffer> {
  const values = new Uint8Array(mask.length * depth);
  for (let pixel = 0; pixel < mask.length; pixel++) {
    for (let i = 0; i < depth - 1; i++) values[pixel * depth + i] = colours[pixel * (depth - 1) + i];
    values[pixel * depth + depth - 1] = mask[pixel] * 255;
  }
  return values;
}

function readHeader(blob: Uint8Array): LercHeader {
  const data = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
  if (Buffer.from(blob.subarray(0, 6)).toString('latin1') !== 'Lerc2 ') throw new RangeError('it is not a LERC2 blob');
  const version = data.getInt32(6, true);
  let at = 10 + (version >= 3 ? 4 : 0); // a checksum since version 3
  const next = (): number => {
    at += 4;
    return data.getInt32(at - 4, true);
  };
  const rows = next();
  const cols = next();
  const depth = version >= 4 ? next() : 1;
  const validPixels = next();
  at += 4; // micro block size
  const bytes = next();
  const dtype = LERC_TYPES[next()] as Dtype | undefined;
  if (version >= 6) at += 8; // blobs to come, four flags
  at += 24; // largest error, smallest and largest value
  if (version >= 6) at += 16; // nodata values
  if (bytes < at || bytes > blob.length) throw new RangeError(`its LERC blob of ${bytes} bytes is cut short`);
  return { rows, cols, depth, validPixels, bytes, dtype, maskAt: at };
}

/** 1 for each pixel that has a value. */
function readMask(blob: Uint8Array, { rows, cols, validPixels, maskAt }: LercHeader): Uint8Array {
  const mask = new Uint8Array(rows * cols);
  if (validPixels === 0) return mask;
  if (validPixels === rows * cols) return mask.fill(1);
  const packed = expandRuns(blob, maskAt, Math.ceil(mask.length / 8));
  let found = 0;
  for (let pixel = 0; pixel < mask.length; pixel++) {
    mask[pixel] = (packed[pixel >> 3] >> (7 - (pixel & 7))) & 1;
    found += mask[pixel];
  }
  if (found !== validPixels) throw new RangeError(`its LERC blob masks ${found} pixels instead of ${validPixels}`);
  return mask;
}

/** LERC's run length code (Esri's RLE.cpp): 16-bit counts; positive = literal bytes, negative = one byte repeated. */
function expandRuns(blob: Uint8Array, maskAt: number, length: number): Uint8Array {
  const data = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
  const end = maskAt + 4 + data.getInt32(maskAt, true);
  const out = new Uint8Array(length);
  let to = 0;
  for (let at = maskAt + 4; at + 2 <= end && to < length;) {
    const count = data.getInt16(at, true);
    at += 2;
    if (count === -32768) break;
    if (count > 0) {
      out.set(blob.subarray(at, at + Math.min(count, length - to)), to);
      at += count;
    } else {
      out.fill(blob[at], to, Math.min(to - count, length));
      at += 1;
    }
    to += Math.abs(count);
  }
  return out;
}
