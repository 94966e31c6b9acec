import { Compression } from './compression.ts';

/** RFC 8878, sections 3.1.1.1 and 3.1.1.2. */
const MAGIC = 0xfd2fb528;
const CHECKSUM_BYTES = 4;
const BlockType = { Raw: 0, Rle: 1, Compressed: 2 } as const;
const MAX_BLOCK = 128 << 10;
/** Windows of 128 MiB: what decoders accept by default. */
const MAX_WINDOW_LOG = 27;

/** A frame whose structure was followed to its end. */
interface Frame {
  readonly checksum: boolean;
  readonly window: number;
  /** Where the first block starts, and where the frame ends. */
  readonly blocksAt: number;
  readonly end: number;
  /** Content size that the frame states; undefined when it does not. */
  readonly declared: number | undefined;
}

/**
 * Zstandard by geotiff's decoder. That one allocates what a frame declares, never returns from a damaged frame that
 * declares nothing (as libtiff's do not), and trusts what follows a frame. So the frame is followed here first, and
 * one without a content size is given the size that it must have, which also bounds the memory.
 *
 * @param sizes that the content may have, most likely one first; none when the frame has to state it
 * @param maxBytes most that the content may be
 * @throws RangeError if it is no whole frame, a damaged one, or one of another size
 */
export async function decodeZstd(
  input: Uint8Array<ArrayBuffer>,
  sizes: readonly number[],
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const frame = readFrame(input);
  const { declared } = frame;
  if (declared !== undefined) {
    if (declared > maxBytes) {
      throw new RangeError(`its Zstandard frame declares ${declared} bytes, at most ${maxBytes} were expected`);
    }
    const content = await decodeFrame(input.slice(0, frame.end));
    if (content.length !== declared) throw new RangeError('its Zstandard frame is damaged');
    return content;
  }
  if (sizes.length === 0) throw new RangeError('its Zstandard frame does not declare its size');
  for (const size of sizes) {
    const content = await decodeFrame(withSize(input, frame, size));
    if (content.length === size) return content;
  }
  throw new RangeError(`its Zstandard frame is damaged, or does not hold ${sizes.join(' or ')} bytes`);
}

async function decodeFrame(frame: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const { getDecoder } = await import('geotiff'); // loaded where it is needed: 2 MB of each thread
  const decoder = await getDecoder(Compression.Zstd, {
    tileWidth: 0,
    tileHeight: 0,
    predictor: 1,
    bitsPerSample: 8,
    planarConfiguration: 1,
  });
  const output = await decoder.decodeBlock(frame.buffer);
  return new Uint8Array(output as ArrayBuffer); // geotiff's type also allows a SharedArrayBuffer, which it never returns
}

/** The same frame with a content size of 4 bytes in its header. */
function withSize(
  input: Uint8Array,
  { checksum, window, blocksAt, end }: Frame,
  size: number,
): Uint8Array<ArrayBuffer> {
  const header = new DataView(new ArrayBuffer(10));
  header.setUint32(0, MAGIC, true);
  header.setUint8(4, 0x80 | (checksum ? 0x04 : 0));
  header.setUint8(5, window);
  header.setUint32(6, size, true);
  const frame = new Uint8Array(10 + end - blocksAt);
  frame.set(new Uint8Array(header.buffer));
  frame.set(input.subarray(blocksAt, end), 10);
  return frame;
}

function readFrame(input: Uint8Array): Frame {
  const data = new DataView(input.buffer, input.byteOffset, input.byteLength);
  if (data.getUint32(0, true) !== MAGIC) throw new RangeError('it is not a Zstandard frame');
  const descriptor = data.getUint8(4);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const checksum = (descriptor & 0x04) !== 0;
  if ((descriptor & 0x0b) !== 0) throw new RangeError('its Zstandard frame needs a dictionary or is damaged');
  const window = isSingleSegment ? 0 : data.getUint8(5);
  if (10 + (window >> 3) > MAX_WINDOW_LOG) throw new RangeError('its Zstandard frame has too large a window');
  const sizeAt = isSingleSegment ? 5 : 6;
  const sizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6];
  const declared = [
    undefined,
    () => data.getUint8(sizeAt),
    () => data.getUint16(sizeAt, true) + 256,
    () => data.getUint32(sizeAt, true),
    () => Number(data.getBigUint64(sizeAt, true)),
  ][sizeBytes === 0 ? 0 : Math.log2(sizeBytes) + 1]?.();
  const blocksAt = sizeAt + sizeBytes;
  const end = followBlocks(data, blocksAt) + (checksum ? CHECKSUM_BYTES : 0);
  if (end > input.length) throw new RangeError('its Zstandard frame is cut short');
  return { checksum, window, blocksAt, end, declared };
}

/** Where the last block ends. */
function followBlocks(data: DataView, from: number): number {
  let at = from;
  for (let isLast = false; !isLast;) {
    const header = data.getUint16(at, true) | (data.getUint8(at + 2) << 16);
    const type = (header >> 1) & 3;
    const size = header >>> 3;
    if (type > BlockType.Compressed || size > MAX_BLOCK) throw new RangeError('its Zstandard frame is damaged');
    isLast = (header & 1) === 1;
    at += 3 + (type === BlockType.Rle ? 1 : size);
  }
  return at;
}
