import { Compression } from '../compression.ts';
import type { Level } from '../info.ts';
import { FieldType, Tag } from '../tags.ts';
import { PREDICTORS } from './block.ts';
import { directoryBytes, directorySize, type WrittenField } from './directory.ts';
import type { SpooledLevel } from './spool.ts';
import type { WrittenDtype } from './stored-numbers.ts';

/** Before and after each stored block: its length, and its last four bytes again (GDAL's hints for ranged reads). */
export const LEADER_BYTES = 4;
export const TRAILER_BYTES = 4;

/**
 * GDAL's structural metadata (its GTiff driver's documentation, "Internal structure"), which lets it read a block with
 * one request. A writer that knows no better overwrites the last `NO` and the space after it by `YES`.
 */
const STRUCTURE =
  'LAYOUT=IFDS_BEFORE_DATA\nBLOCK_ORDER=ROW_MAJOR\nBLOCK_LEADER=SIZE_AS_UINT4\n' +
  'BLOCK_TRAILER=LAST_4_BYTES_REPEATED\nKNOWN_INCOMPATIBLE_EDITION=NO\n ';

/** Offsets of classic TIFF have 32 bits. */
const CLASSIC_LIMIT = 2 ** 32;

const MIN_IS_BLACK = 1;
const REDUCED_IMAGE = 1;
const SAMPLE_FORMATS: Readonly<Record<WrittenDtype, number>> = { float32: 3, int16: 2 };
const BITS: Readonly<Record<WrittenDtype, number>> = { float32: 32, int16: 16 };

/** What all levels of a file have in common. */
export interface ImageForm {
  readonly bands: number;
  readonly dtype: WrittenDtype;
  readonly blockSize: number;
  /** Tags of every level: what nodata is. */
  readonly everyLevel: readonly WrittenField[];
  /** Tags of the full image: where it is, what it means. */
  readonly fullImage: readonly WrittenField[];
}

/** Everything before the first block, and which level's blocks follow in which order. */
export interface FileLayout {
  readonly head: Uint8Array;
  /** Smallest level first. */
  readonly order: readonly number[];
  /** bytes */
  readonly size: number;
  readonly bigTiff: boolean;
}

/**
 * Lays out a COG as GDAL's driver does: directories of the full image and the overviews, then the blocks of the
 * smallest overview, and so on to those of the full image. BigTIFF where offsets would not fit 32 bits.
 *
 * @param spooled where each block lies now; those of length 0 are left out
 * @param forceBig makes it BigTIFF whatever its size
 */
export function layOut(
  levels: readonly Level[],
  spooled: readonly SpooledLevel[],
  form: ImageForm,
  forceBig: boolean,
): FileLayout {
  const order = levels.map((_, level) => level).reverse();
  const placed = (bigTiff: boolean) => placeBlocks(levels, spooled, form, order, bigTiff);
  const classic = forceBig ? undefined : placed(false);
  const bigTiff = classic === undefined || classic.size >= CLASSIC_LIMIT;
  const { offsets, size, starts } = bigTiff ? placed(true) : classic;
  const head = Buffer.alloc(starts[starts.length - 1]);
  writeStart(head, starts[0], bigTiff);
  for (const [level, image] of levels.entries()) {
    const fields = levelFields(image, level, form, offsets[level], spooled[level].lengths, bigTiff);
    const next = level + 1 < levels.length ? starts[level + 1] : 0;
    directoryBytes(fields, { at: starts[level], next, bigTiff }).copy(head, starts[level]);
  }
  return { head, order, size, bigTiff };
}

function placeBlocks(
  levels: readonly Level[],
  spooled: readonly SpooledLevel[],
  form: ImageForm,
  order: readonly number[],
  bigTiff: boolean,
): { offsets: Float64Array[]; starts: number[]; size: number } {
  const starts = [firstDirectory(bigTiff)];
  for (const [level, image] of levels.entries()) {
    const { offsets, lengths } = spooled[level];
    starts.push(starts[level] + directorySize(levelFields(image, level, form, offsets, lengths, bigTiff), bigTiff));
  }
  let at = starts[starts.length - 1];
  const offsets = spooled.map(({ lengths }) => new Float64Array(lengths.length));
  for (const level of order) {
    for (const [i, length] of spooled[level].lengths.entries()) {
      if (length === 0) continue;
      offsets[level][i] = at + LEADER_BYTES;
      at += LEADER_BYTES + length + TRAILER_BYTES;
    }
  }
  return { offsets, starts, size: at };
}

function ghost(): string {
  return `GDAL_STRUCTURAL_METADATA_SIZE=${String(STRUCTURE.length).padStart(6, '0')} bytes\n${STRUCTURE}`;
}

function firstDirectory(bigTiff: boolean): number {
  const end = (bigTiff ? 16 : 8) + ghost().length;
  return end + (end % 2);
}

function writeStart(head: Buffer, first: number, bigTiff: boolean): void {
  head.write('II', 0, 'latin1');
  head.writeUInt16LE(bigTiff ? 43 : 42, 2);
  if (bigTiff) {
    head.writeUInt16LE(8, 4); // bytes of an offset
    head.writeBigUInt64LE(BigInt(first), 8);
  } else {
    head.writeUInt32LE(first, 4);
  }
  head.write(ghost(), bigTiff ? 16 : 8, 'latin1');
}

function levelFields(
  { width, height }: Level,
  level: number,
  { bands, dtype, blockSize, everyLevel, fullImage }: ImageForm,
  offsets: Float64Array,
  lengths: Uint32Array,
  bigTiff: boolean,
): WrittenField[] {
  const short = (tag: number, ...values: number[]): WrittenField => ({ tag, type: FieldType.Short, values });
  const perBand = (value: number) => Array<number>(bands).fill(value);
  return [
    ...(level === 0 ? [] : [{ tag: Tag.NewSubfileType, type: FieldType.Long, values: [REDUCED_IMAGE] }]),
    { tag: Tag.ImageWidth, type: FieldType.Long, values: [width] },
    { tag: Tag.ImageLength, type: FieldType.Long, values: [height] },
    short(Tag.BitsPerSample, ...perBand(BITS[dtype])),
    short(Tag.Compression, Compression.Deflate),
    short(Tag.Photometric, MIN_IS_BLACK),
    short(Tag.SamplesPerPixel, bands),
    short(Tag.PlanarConfiguration, 1),
    short(Tag.Predictor, PREDICTORS[dtype]),
    short(Tag.TileWidth, blockSize),
    short(Tag.TileLength, blockSize),
    { tag: Tag.TileOffsets, type: bigTiff ? FieldType.Long8 : FieldType.Long, values: offsets },
    { tag: Tag.TileByteCounts, type: FieldType.Long, values: lengths },
    ...(bands === 1 ? [] : [short(Tag.ExtraSamples, ...Array<number>(bands - 1).fill(0))]),
    short(Tag.SampleFormat, ...perBand(SAMPLE_FORMATS[dtype])),
    ...everyLevel,
    ...(level === 0 ? fullImage : []),
  ];
}
