import type { Dtype } from '../raster/raster.ts';
import { Compression, compressionName, READABLE_COMPRESSIONS, refusedCompression } from './compression.ts';
import type { Directory } from './header.ts';
import { Tag } from './tags.ts';

/** How the numbers of a block are kept: everything that decoding one needs besides its bytes. */
export interface BlockEncoding {
  /** Type of the decoded numbers; `uint8` for samples of fewer than 8 bits, `uint16` for 9 to 15. */
  readonly dtype: Dtype;
  /** 1 to 64 */
  readonly bitsPerSample: number;
  /** Samples that lie beside each other in a block: all of a pixel's, or 1 when bands have blocks of their own. */
  readonly samplesInBlock: number;
  readonly littleEndian: boolean;
  readonly compression: number;
  /** LERC only: what was done to the blob afterwards. */
  readonly lercExtra: number;
  /** 1 none, 2 horizontal differencing, 3 floating point */
  readonly predictor: number;
  /** JPEG only: tables that all blocks share. */
  readonly jpegTables: Uint8Array | undefined;
  /** JPEG only: colours are kept as luma and chroma. */
  readonly isYcbcr: boolean;
}

/** PhotometricInterpretation of tag 262 that this room distinguishes. */
export const Photometric = { MinIsWhite: 0, MinIsBlack: 1, Rgb: 2, Palette: 3, Mask: 4, Ycbcr: 6 } as const;

/** Memory that one decoded number takes: half floats are widened, samples of odd sizes unpacked. */
export function bytesPerNumber({ dtype, bitsPerSample }: BlockEncoding): number {
  if (dtype === 'float16') return 4;
  return bitsPerSample <= 8 ? 1 : bitsPerSample <= 16 ? 2 : bitsPerSample / 8;
}

/**
 * How the numbers of a directory's blocks are kept, when they can be decoded.
 *
 * @param samplesInBlock as in `BlockEncoding`
 * @param refuse fails with what was found and what would do
 */
export function readEncoding(
  directory: Directory,
  samples: number,
  samplesInBlock: number,
  littleEndian: boolean,
  refuse: (what: string) => never,
): BlockEncoding {
  const bits = directory.numbers.get(Tag.BitsPerSample) ?? [1];
  const formats = directory.numbers.get(Tag.SampleFormat) ?? [1];
  if (bits.length !== 1 && bits.length < samples) {
    refuse(`it declares ${samples} samples per pixel but the sizes of ${bits.length}`);
  }
  const [bitsPerSample] = bits;
  const [format] = formats;
  if (bits.some((other) => other !== bitsPerSample) || formats.some((other) => other !== format)) {
    refuse('its bands have different sample types');
  }
  const dtype = dtypeOf(format, bitsPerSample);
  if (dtype === undefined) return refuse(`its sample type is not supported: ${describeType(format, bitsPerSample)}`);

  const compression = directory.numbers.get(Tag.Compression)?.[0] ?? Compression.None;
  const lercExtra = directory.numbers.get(Tag.LercParameters)?.[1] ?? 0;
  if (compressionName(compression, lercExtra) === undefined) {
    refuse(`${refusedCompression(compression, lercExtra)} is not supported; ${READABLE_COMPRESSIONS} are`);
  }
  const photometric = directory.numbers.get(Tag.Photometric)?.[0];
  const channels = PICTURE_CHANNELS[compression];
  if (channels !== undefined && (dtype !== 'uint8' || bitsPerSample !== 8 || !channels.includes(samplesInBlock))) {
    refuse(
      `its ${compressionName(compression, lercExtra)} pictures hold ${samplesInBlock} x ${dtype} of ${bitsPerSample} ` +
        `bits a pixel; ${channels.join(' or ')} of 8 bits are read`,
    );
  }
  if (photometric === Photometric.Ycbcr && (compression !== Compression.Jpeg || samplesInBlock !== 3)) {
    refuse('its colours are kept as luma and chroma (YCbCr), which is read in JPEG only');
  }
  const predictor = directory.numbers.get(Tag.Predictor)?.[0] ?? 1;
  const isPredicted = compression === Compression.Lzw || DEFLATE_LIKE.has(compression);
  if (isPredicted && !PREDICTOR_BITS[predictor]?.has(bitsPerSample)) {
    refuse(`predictor ${predictor} with ${bitsPerSample} bits per sample is not supported`);
  }
  if (isPredicted && predictor === 3 && !dtype.startsWith('float')) {
    refuse(`predictor 3 is for floating point numbers, its samples are ${dtype}`);
  }
  const tables = directory.numbers.get(Tag.JpegTables);
  return {
    dtype,
    bitsPerSample,
    samplesInBlock,
    littleEndian,
    compression,
    lercExtra,
    predictor: isPredicted ? predictor : 1,
    jpegTables: tables === undefined ? undefined : Uint8Array.from(tables),
    isYcbcr: photometric === Photometric.Ycbcr,
  };
}

const DEFLATE_LIKE: ReadonlySet<number> = new Set([Compression.Deflate, Compression.OldDeflate, Compression.Zstd]);

/** Samples of a pixel that a picture in a block may have. */
const PICTURE_CHANNELS: Readonly<Partial<Record<number, readonly number[]>>> = {
  [Compression.Jpeg]: [1, 3],
  [Compression.Webp]: [3, 4],
};

/** Sample sizes that each predictor is defined for; without one any size will do. */
const PREDICTOR_BITS: Readonly<Partial<Record<number, { has(bits: number): boolean }>>> = {
  1: { has: () => true },
  2: new Set([8, 16, 32, 64]),
  3: new Set([16, 32, 64]),
};

function dtypeOf(format: number, bits: number): Dtype | undefined {
  switch (format) {
    case 1: // unsigned
    case 4: // "undefined", read as unsigned as GDAL does
      if (bits >= 1 && bits <= 8) return 'uint8';
      if (bits > 8 && bits <= 16) return 'uint16';
      return bits === 32 ? 'uint32' : undefined;
    case 2: // signed
      return ({ 8: 'int8', 16: 'int16', 32: 'int32' } as const)[bits];
    case 3: // IEEE floating point
      return ({ 16: 'float16', 32: 'float32', 64: 'float64' } as const)[bits];
    default:
      return undefined;
  }
}

function describeType(format: number, bits: number): string {
  const names: Readonly<Record<number, string>> = {
    1: 'unsigned integers',
    2: 'signed integers',
    3: 'floating point numbers',
    5: 'complex integers',
    6: 'complex floating point numbers',
  };
  return `${names[format] ?? `SampleFormat ${format}`} of ${bits} bits`;
}
