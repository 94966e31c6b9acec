import type { BlockRef } from './blocks.ts';
import { decodeNumbers, fieldPart, fieldRange, type Field } from './header.ts';
import { readRanges, type ByteRange, type RangeBytes, type Source } from './source.ts';

/**
 * Entries that are read at a time: 16 KiB at most. A table of a huge raster has hundreds of thousands; the blocks of
 * one window lie in a few parts of it.
 */
const PART_ENTRIES = 2048;

/** Where blocks lie in the file. */
export interface BlockTables {
  /**
   * Byte ranges of blocks, in their order; of length 0 when the file does not store the block. Parts of the tables
   * that are not at hand are asked for together.
   *
   * @throws Failure `unreadable` if the file is shorter than its tables
   */
  locate(refs: readonly BlockRef[]): Promise<ByteRange[]>;
}

type Part = Promise<readonly number[]>;

interface TableEntry {
  readonly table: Field;
  readonly index: number;
  readonly littleEndian: boolean;
}

/** The tables of a file's images, read part by part as they are needed and kept. */
export function createBlockTables(source: Source): BlockTables {
  const parts = new Map<string, Part>();

  /** The part of each table that holds the entry `index`. */
  const partsWith = (entries: readonly TableEntry[]): Part[] => {
    const missing = new Map<string, Omit<TableEntry, 'index'>>();
    const keys = entries.map(({ table, index, littleEndian }) => {
      const first = index - (index % PART_ENTRIES);
      const key = `${table.offset}/${first}`;
      const count = Math.min(PART_ENTRIES, table.count - first);
      if (!parts.has(key)) missing.set(key, { table: fieldPart(table, first, count), littleEndian });
      return key;
    });
    const ranges = [...missing.values()].map(({ table }) => fieldRange(table));
    const bytes = readRanges(source, ranges);
    for (const [i, [key, { table, littleEndian }]] of [...missing].entries()) {
      const part = readPart(bytes[i], table, littleEndian);
      parts.set(key, part);
      part.catch(() => parts.delete(key));
    }
    return keys.map((key) => parts.get(key) ?? Promise.resolve([]));
  };

  return {
    async locate(refs) {
      const entries = refs.flatMap(({ image: { offsets, byteCounts, encoding }, index }) =>
        [offsets, byteCounts].map((table) => ({ table, index, littleEndian: encoding.littleEndian })),
      );
      const numbers = await Promise.all(partsWith(entries));
      return refs.map(({ index }, i) => ({
        offset: numbers[i * 2][index % PART_ENTRIES],
        length: numbers[i * 2 + 1][index % PART_ENTRIES],
      }));
    },
  };
}

async function readPart(bytes: RangeBytes, { type }: Field, littleEndian: boolean): Part {
  return decodeNumbers(await bytes, type, littleEndian);
}
