import { createHash } from 'node:crypto';
import { Failure } from '../failure.ts';
import type { Values } from '../raster/raster.ts';
import type { Blocks, Keep } from './block-cache.ts';
import { createBlockTables } from './block-tables.ts';
import { decodeBlock, decodesAtOnce } from './decode.ts';
import { bytesPerNumber } from './encoding.ts';
import type { ImageLayout } from './image.ts';
import { readLent, readOwn } from './lent-bytes.ts';
import type { DecodePicture } from './picture.ts';
import type { Source } from './source.ts';
import type { FileVersion } from './version.ts';
import type { LentBytes } from './workbench.ts';

/** One native block of one image. */
export interface BlockRef {
  readonly image: ImageLayout;
  /** Row-major over the image's blocks; band after band when it is planar. */
  readonly index: number;
}

/**
 * Decoded native blocks of one file. A block is `width * rows * samplesInBlock` numbers, the samples of a pixel
 * beside each other; undefined when the file does not store it (sparse).
 */
export interface BlockReader {
  /**
   * Several blocks at once: the bytes of those that are not at hand are asked for together, so that a source far
   * away can fetch neighbours in one request.
   *
   * @returns a promise for each, in their order; it fails with `unreadable` if the block's bytes are missing or
   *   damaged
   */
  read(wanted: readonly BlockRef[]): Promise<Values | undefined>[];
}

type BlockBytes = Promise<LentBytes | undefined>;

/**
 * Blocks that are inflated on the thread that wants them: about those of a tile. More are inflated in libuv's threads,
 * which helps one large picture on an idle machine and harms none; for a tile the hops would be all that it gains.
 */
const FEW_BLOCKS = 8;

/**
 * A reader of the file's blocks through a cache that it may share with other files.
 *
 * @param location where the source was opened: with its version it names the blocks, in other threads too
 * @param decodePicture for blocks of JPEG and WebP
 */
export function createBlockReader(
  source: Source,
  location: string,
  cache: Blocks,
  decodePicture?: DecodePicture,
): BlockReader {
  const fileKey = fileKeyOf(location, source.version);
  const tables = createBlockTables(source);
  const keyOf = ({ image, index }: BlockRef): string => `${fileKey}/${image.directory.offset}/${index}`;

  const fetchTogether = (refs: readonly BlockRef[], inBackground: boolean): BlockBytes[] => {
    // on the workbench nobody may be kept waiting for room: only for those that leave it at once
    const read =
      !inBackground && refs.every(({ image }) => decodesAtOnce(image.encoding.compression)) ? readLent : readOwn;
    const fetched = tables.locate(refs).then((ranges) => {
      const stored = ranges.flatMap(({ length }, i) => (length > 0 ? [i] : []));
      const bytes = read(
        source,
        stored.map((i) => ranges[i]),
      );
      return new Map(stored.map((i, at) => [i, bytes[at]]));
    });
    return refs.map(async (_, i) => (await fetched).get(i));
  };

  const decode = async (
    { image, index }: BlockRef,
    bytes: BlockBytes,
    keep: Keep,
    inBackground: boolean,
  ): Promise<Values | undefined> => {
    const stored = await bytes;
    if (stored === undefined) return undefined;
    const { encoding } = image;
    try {
      return await decodeBlock(stored.bytes, encoding, blockSize(image, index), { decodePicture, inBackground, keep });
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Failure(
        'unreadable',
        `${source.name} is damaged: block ${index} of its ${image.width} x ${image.height} image cannot be decoded: ${reason}`,
        { cause },
      );
    } finally {
      stored.giveBack();
    }
  };

  return {
    read(wanted) {
      const missing = new Map(wanted.map((ref) => [keyOf(ref), ref] as const).filter(([key]) => !cache.has(key)));
      const inBackground = missing.size > FEW_BLOCKS;
      const fetched = missing.size === 0 ? [] : fetchTogether([...missing.values()], inBackground);
      const bytesOf = new Map([...missing.keys()].map((key, i) => [key, fetched[i]]));
      // a block may have left the cache for those before it in the list; and what is decoded once is given back
      const take = (ref: BlockRef, key: string): BlockBytes => {
        const bytes = bytesOf.get(key) ?? fetchTogether([ref], inBackground)[0];
        bytesOf.delete(key);
        return bytes;
      };
      return wanted.map((ref) => {
        const key = keyOf(ref);
        const load = (keep: Keep) => decode(ref, take(ref, key), keep, inBackground);
        return cache.get(key, decodedBytes(ref.image), load);
      });
    },
  };
}

/** Short, because it is part of the name of every block. */
function fileKeyOf(location: string, { size, modifiedMs, headerHash }: FileVersion): string {
  const parts = JSON.stringify([location, size, modifiedMs, headerHash]);
  return createHash('sha256').update(parts).digest('base64url').slice(0, 16);
}

function blockSize(image: ImageLayout, index: number): { width: number; rows: number; fullRows: number } {
  const { blockWidth: width, blockHeight: fullRows, blocksAcross, blocksDown } = image;
  const blockRow = Math.floor(index / blocksAcross) % blocksDown;
  const rows = image.isTiled ? fullRows : Math.min(fullRows, image.height - blockRow * fullRows);
  return { width, rows, fullRows };
}

/** Memory that a decoded block of the image takes. */
export function decodedBytes({ blockWidth, blockHeight, encoding }: ImageLayout): number {
  return blockWidth * blockHeight * encoding.samplesInBlock * bytesPerNumber(encoding);
}
