import { getDecoder } from 'geotiff';
import { Compression } from './compression.ts';

/** Largest content of one Zstandard block: RFC 8878, section 3.1.1.2. */
const MAX_ZSTD_BLOCK = 128 << 10;
/**
 * Most that a frame may amount to by its block headers. Writers close blocks early, so that this bound lies far
 * above the content of a valid frame and cannot be compared with it; it only keeps memory within reason.
 */
const MAX_BOUND = 256 << 20;

/**
 * Zstandard by geotiff's decoder, which allocates by what the frame declares; so that is looked at first.
 *
 * @param maxBytes most that the content may be
 * @throws RangeError if the frame declares more, or may produce far more
 */
export async function decodeZstd(input: Uint8Array<ArrayBuffer>, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const { declared, bound } = contentSize(input);
  if (declared > maxBytes)
    throw new RangeError(`its Zstandard frame declares ${declared} bytes, ${maxBytes} were expected`);
  if (bound > MAX_BOUND) throw new RangeError(`its Zstandard frame may inflate to ${bound} bytes`);
  const decoder = await getDecoder(Compression.Zstd, {
    tileWidth: 0,
    tileHeight: 0,
    predictor: 1,
    bitsPerSample: 8,
    planarConfiguration: 1,
  });
  const output = await decoder.decodeBlock(input.buffer);
  return new Uint8Array(output as ArrayBuffer); // geotiff's type also allows a SharedArrayBuffer, which it never returns
}

/**
 * What a frame inflates to, from its headers alone (RFC 8878): the content size that it declares (0 when it does
 * not), and the sum of the most that its blocks can hold.
 */
function contentSize(input: Uint8Array): { declared: number; bound: number } {
  const data = new DataView(input.buffer, input.byteOffset, input.byteLength);
  if (data.getUint32(0, true) !== 0xfd2fb528) throw new RangeError('it is not a Zstandard frame');
  const descriptor = data.getUint8(4);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const sizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6];
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3];
  let at = 5 + (isSingleSegment ? 0 : 1) + dictionaryBytes;
  let declared = 0;
  if (sizeBytes === 2) declared = data.getUint16(at, true) + 256;
  else if (sizeBytes === 4) declared = data.getUint32(at, true);
  else if (sizeBytes === 8) declared = Number(data.getBigUint64(at, true));
  at += sizeBytes;

  let bound = 0;
  for (let isLast = false; !isLast && at + 3 <= input.length;) {
    const header = data.getUint16(at, true) | (data.getUint8(at + 2) << 16);
    isLast = (header & 1) === 1;
    const type = (header >> 1) & 3;
    const size = header >>> 3;
    bound += type === 2 ? MAX_ZSTD_BLOCK : size;
    at += 3 + (type === 1 ? 1 : size);
  }
  return { declared, bound };
}
