import { Failure } from '../failure.ts';
import { bytesPerNumber, Photometric, readEncoding, type BlockEncoding } from './encoding.ts';
import type { Directory, Field } from './header.ts';
import { Tag } from './tags.ts';

/** The pixels of one directory: full image, overview or mask. */
export interface ImageLayout {
  readonly directory: Directory;
  readonly width: number;
  readonly height: number;
  readonly isTiled: boolean;
  readonly blockWidth: number;
  readonly blockHeight: number;
  /** Blocks beside and above each other. */
  readonly blocksAcross: number;
  readonly blocksDown: number;
  readonly samples: number;
  /** True when every band has blocks of its own (PlanarConfiguration 2). */
  readonly isPlanar: boolean;
  readonly photometric: number;
  /** Meaning of the last samples: 1 and 2 are alpha. */
  readonly extraSamples: readonly number[];
  readonly encoding: BlockEncoding;
  readonly offsets: Field;
  readonly byteCounts: Field;
  /** Bits of tag 254: 1 overview, 4 mask. */
  readonly subfileType: number;
}

/**
 * Decoded size of one block that is still read: a 1024 px tile of eight float64 bands, or a 4096 px one of float32. A
 * file beyond it is either an attack or one giant strip, and should be rewritten as a COG. Decoding
 * one of 64 MiB takes 60 to 140 MiB of memory, of WebP 240.
 */
export const MAX_BLOCK_BYTES = 64 << 20;
/** Hyperspectral instruments have some 400 bands. */
const MAX_SAMPLES = 4096;

/**
 * Layout of one directory, checked: sizes that can be true, a sample type and compression that can be decoded, and
 * as many blocks as the dimensions demand.
 *
 * @throws Failure `unreadable` naming what was found and what would do
 */
export function readLayout(name: string, directory: Directory, littleEndian: boolean): ImageLayout {
  const refuse = (what: string): never => {
    throw new Failure('unreadable', `${name} cannot be read: ${what}`);
  };
  const one = (tag: number, fallback: number): number => {
    const value = directory.numbers.get(tag)?.[0] ?? fallback;
    return Number.isSafeInteger(value) ? value : refuse(`its tag ${tag} is ${value}, not a whole number`);
  };

  const width = one(Tag.ImageWidth, 0);
  const height = one(Tag.ImageLength, 0);
  if (width < 1 || height < 1) refuse(`it declares ${width} x ${height} pixels`);
  const samples = one(Tag.SamplesPerPixel, 1);
  if (samples < 1 || samples > MAX_SAMPLES)
    refuse(`it declares ${samples} samples per pixel; 1 to ${MAX_SAMPLES} are read`);

  const isTiled = directory.tables.has(Tag.TileOffsets) || directory.numbers.has(Tag.TileWidth);
  const blockWidth = isTiled ? one(Tag.TileWidth, 0) : width;
  const blockHeight = isTiled ? one(Tag.TileLength, 0) : Math.min(one(Tag.RowsPerStrip, height), height);
  if (blockWidth < 1 || blockHeight < 1) refuse(`it declares blocks of ${blockWidth} x ${blockHeight} pixels`);

  const planar = one(Tag.PlanarConfiguration, 1);
  if (planar !== 1 && planar !== 2) refuse(`its PlanarConfiguration is ${planar}; 1 and 2 are read`);
  if (one(Tag.FillOrder, 1) !== 1) refuse('its bits are in reverse order (FillOrder 2)');
  const isPlanar = planar === 2 && samples > 1;
  const encoding = readEncoding(directory, samples, isPlanar ? 1 : samples, littleEndian, refuse);
  const blockBytes = blockWidth * blockHeight * encoding.samplesInBlock * bytesPerNumber(encoding);
  if (blockBytes > MAX_BLOCK_BYTES) {
    refuse(
      `one block of ${blockWidth} x ${blockHeight} pixels takes ${Math.ceil(blockBytes / 1048576)} MiB; ` +
        `at most ${MAX_BLOCK_BYTES / 1048576} MiB are read (rewrite it as a COG with tiles of 512 pixels)`,
    );
  }

  const blocksAcross = Math.ceil(width / blockWidth);
  const blocksDown = Math.ceil(height / blockHeight);
  const blocks = blocksAcross * blocksDown * (isPlanar ? samples : 1);
  const offsets = directory.tables.get(isTiled ? Tag.TileOffsets : Tag.StripOffsets);
  const byteCounts = directory.tables.get(isTiled ? Tag.TileByteCounts : Tag.StripByteCounts);
  if (offsets === undefined || byteCounts === undefined) {
    return refuse(`the table of its blocks' ${offsets === undefined ? 'offsets' : 'lengths'} is missing`);
  }
  if (offsets.count < blocks || byteCounts.count < blocks) {
    refuse(
      `${width} x ${height} pixels need ${blocks} blocks, but its tables list ${Math.min(offsets.count, byteCounts.count)}`,
    );
  }
  return {
    directory,
    width,
    height,
    isTiled,
    blockWidth,
    blockHeight,
    blocksAcross,
    blocksDown,
    samples,
    isPlanar,
    photometric: one(Tag.Photometric, Photometric.MinIsBlack),
    extraSamples: directory.numbers.get(Tag.ExtraSamples) ?? [],
    encoding,
    offsets,
    byteCounts,
    // tag 255 is the obsolete form of 254: 2 means a reduced image
    subfileType: one(Tag.NewSubfileType, one(Tag.SubfileType, 1) === 2 ? 1 : 0),
  };
}
