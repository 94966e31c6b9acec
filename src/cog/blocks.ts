import { Failure } from '../failure.ts';
import type { Values } from '../raster/raster.ts';
import { BlockCache } from './block-cache.ts';
import { decodeBlock } from './decode.ts';
import { readNumbers } from './header.ts';
import type { ImageLayout } from './image.ts';
import type { Source } from './source.ts';

/**
 * Decoded native blocks of one file. A block is `width * rows * samplesInBlock` numbers, the samples of a pixel
 * beside each other; undefined when the file does not store it (sparse).
 */
export interface BlockReader {
  /**
   * @param index row-major over the image's blocks; band after band when it is planar
   * @throws Failure `unreadable` if the block's bytes are missing or damaged
   */
  read(image: ImageLayout, index: number): Promise<Values | undefined>;
}

interface BlockTable {
  readonly offsets: readonly number[];
  readonly byteCounts: readonly number[];
}

let nextFileId = 0;

/** A reader of the file's blocks through a cache that it may share with other files. */
export function createBlockReader(source: Source, cache: BlockCache): BlockReader {
  const fileId = nextFileId++;
  const tables = new Map<ImageLayout, Promise<BlockTable>>();

  const tableOf = (image: ImageLayout): Promise<BlockTable> => {
    const known = tables.get(image) ?? readTable(source, image);
    tables.set(image, known);
    known.catch(() => tables.delete(image));
    return known;
  };

  const load = async (image: ImageLayout, index: number): Promise<Values | undefined> => {
    const { offsets, byteCounts } = await tableOf(image);
    if (byteCounts[index] === 0) return undefined;
    const bytes = await source.read(offsets[index], byteCounts[index]);
    try {
      return await decodeBlock(bytes, image.encoding, blockSize(image, index));
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Failure(
        'unreadable',
        `${source.name} is damaged: block ${index} of its ${image.width} x ${image.height} image cannot be decoded: ${reason}`,
        { cause },
      );
    }
  };

  return {
    read(image, index) {
      const key = `${fileId}/${image.directory.offset}/${index}`;
      return cache.get(key, decodedBytes(image), () => load(image, index));
    },
  };
}

async function readTable(source: Source, { offsets, byteCounts, encoding }: ImageLayout): Promise<BlockTable> {
  return {
    offsets: await readNumbers(source, offsets, encoding.littleEndian),
    byteCounts: await readNumbers(source, byteCounts, encoding.littleEndian),
  };
}

function blockSize(image: ImageLayout, index: number): { width: number; rows: number; fullRows: number } {
  const { blockWidth: width, blockHeight: fullRows, blocksAcross, blocksDown } = image;
  const blockRow = Math.floor(index / blocksAcross) % blocksDown;
  const rows = image.isTiled ? fullRows : Math.min(fullRows, image.height - blockRow * fullRows);
  return { width, rows, fullRows };
}

function decodedBytes({ blockWidth, blockHeight, encoding }: ImageLayout): number {
  const bytesPerNumber = Math.max(encoding.bitsPerSample / 8, encoding.dtype === 'float16' ? 4 : 1);
  return blockWidth * blockHeight * encoding.samplesInBlock * bytesPerNumber;
}
