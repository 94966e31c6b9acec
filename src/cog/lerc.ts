import { getDecoder, type BaseDecoder } from 'geotiff';
import type { Dtype, Values } from '../raster/raster.ts';
import { Compression, LercExtra } from './compression.ts';
import { numbersView } from './samples.ts';

/** Sample types by LERC's own number for them. */
const LERC_TYPES: readonly Dtype[] = ['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'float32', 'float64'];

/** What stands at the start of a LERC2 blob (Esri's Lerc2.cpp, `ReadHeader`). */
interface LercHeader {
  readonly rows: number;
  readonly cols: number;
  /** Numbers of a pixel. */
  readonly depth: number;
  readonly validPixels: number;
  readonly dtype: Dtype | undefined;
  /** Where the mask's length stands. */
  readonly maskAt: number;
}

/**
 * One LERC blob as numbers. geotiff's decoder drops the blob's validity mask, which is how GDAL stores NaN, and
 * leaves zeros under it: here such pixels become NaN again.
 *
 * @param blob a LERC2 blob, its outer compression already undone
 * @returns `width * rows * depth` numbers in the byte order of this machine
 * @throws RangeError if the blob is something else than a block of this size and type
 */
export async function decodeLerc(
  blob: Uint8Array<ArrayBuffer>,
  expected: { width: number; rows: number; depth: number; dtype: Dtype },
): Promise<Values> {
  const header = readHeader(blob);
  const { width, rows, depth, dtype } = expected;
  if (header.cols !== width || header.rows !== rows || header.depth !== depth || header.dtype !== dtype) {
    throw new RangeError(
      `its LERC blob is ${header.cols} x ${header.rows} x ${header.depth} ${header.dtype ?? 'unknown numbers'}, ` +
        `${width} x ${rows} x ${depth} ${dtype} was expected`,
    );
  }
  const parameters: ConstructorParameters<typeof BaseDecoder>[0] & { LercParameters: number[] } = {
    tileWidth: width,
    tileHeight: rows,
    predictor: 1,
    bitsPerSample: 8,
    planarConfiguration: 1,
    LercParameters: [4, LercExtra.None],
  };
  const decoder = await getDecoder(Compression.Lerc, parameters);
  const output = (await decoder.decodeBlock(blob.buffer)) as ArrayBuffer; // never shared memory
  const values = numbersView(new Uint8Array(output), dtype);
  if (header.validPixels < width * rows) blankMasked(values, blob, header);
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
  at += 8; // micro block size, blob size
  const dtype = LERC_TYPES[next()] as Dtype | undefined;
  if (version >= 6) at += 8; // blobs to come, four flags
  at += 24; // largest error, smallest and largest value
  if (version >= 6) at += 16; // nodata values
  return { rows, cols, depth, validPixels, dtype, maskAt: at };
}

/** Sets the numbers of masked pixels to NaN. */
function blankMasked(values: Values, blob: Uint8Array, { rows, cols, depth, validPixels, maskAt }: LercHeader): void {
  if (!(values instanceof Float32Array || values instanceof Float64Array)) {
    throw new RangeError('its LERC blob masks pixels of whole numbers, which have no nodata value to stand for them');
  }
  if (validPixels === 0) {
    values.fill(NaN);
    return;
  }
  const mask = expandRuns(blob, maskAt, Math.ceil((rows * cols) / 8));
  for (let pixel = 0; pixel < rows * cols; pixel++) {
    if (mask[pixel >> 3] & (0x80 >> (pixel & 7))) continue;
    values.fill(NaN, pixel * depth, (pixel + 1) * depth);
  }
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
