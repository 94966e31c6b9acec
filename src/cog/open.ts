import { Failure } from '../failure.ts';
import type { Affine } from '../grid/affine.ts';
import { windowGrid, type Window } from '../grid/grid.ts';
import type { Raster } from '../raster/raster.ts';
import { BlockCache, type Blocks } from './block-cache.ts';
import { createBlockReader } from './blocks.ts';
import { checkCogLayout } from './cog-layout.ts';
import { compressionName } from './compression.ts';
import { readCrs } from './crs.ts';
import { maskLevels, withExternalMask } from './external-mask.ts';
import { parseNodata, readBandMetadata } from './gdal-metadata.ts';
import { readGeoKeys } from './geo-keys.ts';
import { readAffine } from './georeference.ts';
import { readHeader, type Directory } from './header.ts';
import { readLayout, type ImageLayout } from './image.ts';
import type { BandInfo, CogInfo } from './info.ts';
import { levelGrid } from './level-grid.ts';
import { declaresMask, findLevels, type LevelImage } from './levels.ts';
import type { CogOptions } from './options.ts';
import type { DecodePicture } from './picture.ts';
import type { Source } from './source.ts';
import { openLocalFile } from './sources/local.ts';
import { Tag } from './tags.ts';
import { readLevelWindow } from './level-window.ts';
import type { Scratch } from './scratch.ts';

/** Which pixels of a window are meant, and where they may lie. */
export interface WindowOptions {
  /** From 1, which is the default. */
  readonly band?: number;
  /** From 0, the full resolution, which is the default. */
  readonly level?: number;
  /** Memory for the answer, which is then good until it is lent to somebody else. */
  readonly scratch?: Scratch;
  /**
   * For whoever tells values from nodata himself: `valid` is then empty, unless a mask or the raster's edge decides too.
   */
  readonly isUnchecked?: boolean;
}

/** An open raster. Reading is safe at any time: a descriptor that was closed is opened again. */
export interface Cog {
  readonly info: CogInfo;
  /**
   * Stored numbers of one band in a window of one level, at that level's own resolution. Pixels of the window that
   * lie outside the raster are invalid.
   *
   * @throws Failure `unreadable` if the pixels are missing or damaged, `invalid` if band, level or window are
   */
  readonly readWindow: (window: Window, options?: WindowOptions) => Promise<Raster>;
  /** Whether the location still holds this file, as far as a glance now and then tells; see `Source`. */
  readonly isCurrent: (isForced: boolean) => Promise<boolean>;
  /** Closes the file's descriptor. */
  readonly close: () => Promise<void>;
}

/** Most pixels of one window: 400 million float32 ones with their validity are 2 GB. */
export const MAX_WINDOW_PIXELS = 400_000_000;
/** Decoded blocks that a file opened by itself keeps. */
const OWN_CACHE_BYTES = 16 << 20;
/** PhotometricInterpretation of colours: RGB, CMYK, YCbCr and the Lab family. */
const PICTURES: ReadonlySet<number> = new Set([2, 5, 6, 8, 9, 10]);

/**
 * Opens a raster and checks its structure; no pixel is read.
 *
 * @param location a path, or whatever `options.openSource` can open
 * @throws Failure `unreadable` if it is missing, no TIFF, damaged, or lacks what placing its pixels needs
 */
export async function openCog(location: string, options: CogOptions = {}): Promise<Cog> {
  const { cache = new BlockCache(OWN_CACHE_BYTES), openSource = openLocalFile } = options;
  const source = await withExternalMask(openSource)(location);
  try {
    return await openSourceAsCog(source, location, cache, options.decodePicture);
  } catch (cause) {
    await source.release();
    throw cause;
  }
}

async function openSourceAsCog(
  source: Source,
  location: string,
  cache: Blocks,
  decodePicture?: DecodePicture,
): Promise<Cog> {
  const header = await readHeader(source);
  const [main, ...others] = header.directories;
  const mainImage = readLayout(source.name, main, header.littleEndian);
  const own = findLevels([mainImage, ...readableLayouts(source.name, others, header.littleEndian)]);
  const levels = source.mask === undefined ? own : await maskLevels(source.name, location, own, source.mask, cache);
  const fileAffine = readAffine(source.name, main, readGeoKeys(main));
  const isSouthUp = fileAffine[1] === 0 && fileAffine[3] === 0 && fileAffine[4] > 0;
  const info = await describe(source, main, levels, isSouthUp ? turned(fileAffine, mainImage.height) : fileAffine, {
    bigTiff: header.bigTiff,
  });
  const blocks = createBlockReader(source, location, cache, decodePicture);
  return {
    info,
    readWindow: async (window, { band = 1, level = 0, ...memory } = {}) => {
      checkRequest(info, window, band, level);
      const grid = windowGrid(levelGrid(info, level), window);
      const pixels = await readLevelWindow(blocks, levels[level], info.bands, band - 1, window, isSouthUp, memory);
      const { scale, offset } = info.bands[band - 1];
      return { grid, ...pixels, encoding: { dtype: info.dtype, scale, offset } };
    },
    isCurrent: (isForced) => source.isCurrent(isForced),
    close: () => source.release(),
  };
}

/**
 * Layouts of the further directories. One that cannot be read is no level: the full image does without it. But a mask
 * it cannot do without: what is under it would be taken for data.
 */
function readableLayouts(name: string, directories: readonly Directory[], littleEndian: boolean): ImageLayout[] {
  return directories.flatMap((directory) => {
    try {
      return [readLayout(name, directory, littleEndian)];
    } catch (cause) {
      if (cause instanceof Failure && !declaresMask(directory)) return [];
      throw cause;
    }
  });
}

async function describe(
  source: Source,
  main: Directory,
  levels: readonly LevelImage[],
  affine: Affine,
  { bigTiff }: { bigTiff: boolean },
): Promise<CogInfo> {
  const [{ image, mask, externalMask }] = levels;
  const { encoding } = image;
  const layout = await checkCogLayout(source, levels, bigTiff);
  const dateTime = main.texts.get(Tag.DateTime)?.trim();
  return {
    name: source.name,
    width: image.width,
    height: image.height,
    crs: readCrs(source.name, readGeoKeys(main)),
    affine,
    bands: readBands(source.name, main, image),
    dtype: encoding.dtype,
    compression: compressionName(encoding.compression, encoding.lercExtra) ?? 'unknown',
    interleave: image.samples > 1 && !image.isPlanar ? 'pixel' : 'band',
    block: [image.blockWidth, image.blockHeight],
    isTiled: image.isTiled,
    isPicture: PICTURES.has(image.photometric),
    hasMask: mask !== undefined || externalMask !== undefined,
    levels: levels.map(({ image: { width, height } }) => ({ width, height })),
    isCog: layout.isCog,
    cogFaults: layout.faults,
    version: source.version,
    ...(dateTime === undefined || dateTime === '' ? {} : { dateTime }),
  };
}

function readBands(name: string, main: Directory, image: ImageLayout): BandInfo[] {
  const nodata = parseNodata(main.texts.get(Tag.GdalNodata));
  const firstExtra = image.samples - image.extraSamples.length;
  return readBandMetadata(main.texts.get(Tag.GdalMetadata), image.samples).map((band, i) => {
    const { description, scale = 1, offset = 0 } = band;
    if (!Number.isFinite(scale) || scale === 0 || !Number.isFinite(offset)) {
      throw new Failure('unreadable', `${name} cannot be read: band ${i + 1} has scale ${scale} and offset ${offset}`);
    }
    const extra = image.extraSamples.at(i < firstExtra ? image.extraSamples.length : i - firstExtra);
    return {
      ...(description === undefined ? {} : { description }),
      ...(nodata === undefined ? {} : { nodata }),
      scale,
      offset,
      isAlpha: extra === 1 || extra === 2,
    };
  });
}

/** The transform after the rows were put in reverse order. */
function turned([a, b, c, d, e, f]: Affine, height: number): Affine {
  return [a, b, c, d, -e, f + e * height];
}

function checkRequest(info: CogInfo, window: Window, band: number, level: number): void {
  const { col, row, width, height } = window;
  if (!Number.isInteger(band) || band < 1 || band > info.bands.length) {
    throw new Failure('invalid', `band ${band} was asked of ${info.name}, which has bands 1 to ${info.bands.length}`);
  }
  if (!Number.isInteger(level) || level < 0 || level >= info.levels.length) {
    throw new Failure(
      'invalid',
      `level ${level} was asked of ${info.name}, which has levels 0 to ${info.levels.length - 1}`,
    );
  }
  if (![col, row, width, height].every(Number.isInteger) || width < 1 || height < 1) {
    throw new Failure('invalid', `a window of ${width} x ${height} pixels at ${col}, ${row} was asked of ${info.name}`);
  }
  if (width * height > MAX_WINDOW_PIXELS) {
    throw new Failure(
      'invalid',
      `${width} x ${height} pixels were asked of ${info.name} at once; at most ${MAX_WINDOW_PIXELS} can be read`,
    );
  }
}
