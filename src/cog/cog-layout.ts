import { decodeNumbers, fieldPart, fieldRange } from './header.ts';
import type { ImageLayout } from './image.ts';
import type { LevelImage } from './levels.ts';
import { readRanges, type Source } from './source.ts';

/** Images up to this size need neither tiles nor overviews: the limit of GDAL's validator. */
const SMALL_PX = 512;
/** Bytes of GDAL's structural metadata that may stand between the file header and the first directory. */
const MAX_GHOST_BYTES = 512;

/** How far a file keeps to the layout of a cloud-optimized GeoTIFF. */
export interface CogLayout {
  readonly isCog: boolean;
  readonly faults: readonly string[];
}

/**
 * Checks the layout as GDAL's `validate_cloud_optimized_geotiff.py` does: tiles, directories before pixels and in
 * order of size, pixels of small overviews before those of larger ones. Missing overviews are a fault that does not
 * make it "no COG" (the validator only warns).
 */
export async function checkCogLayout(
  source: Source,
  levels: readonly LevelImage[],
  bigTiff: boolean,
): Promise<CogLayout> {
  const images = levels.map(({ image }) => image);
  const errors = [...directoryFaults(images, bigTiff), ...(await blockFaults(source, images))];
  const [{ width, height }] = images;
  const isLarge = width > SMALL_PX || height > SMALL_PX;
  const advice = isLarge && images.length === 1 ? [`${width} x ${height} pixels without overviews`] : [];
  return { isCog: errors.length === 0, faults: [...errors, ...advice] };
}

function directoryFaults([full, ...overviews]: readonly ImageLayout[], bigTiff: boolean): string[] {
  const faults: string[] = [];
  if (!full.isTiled && (full.width > SMALL_PX || full.height > SMALL_PX)) faults.push('striped, not tiled');
  const start = bigTiff ? 16 : 8;
  if (full.directory.offset > start + MAX_GHOST_BYTES) {
    faults.push(`the first image directory is at byte ${full.directory.offset}, not at the start of the file`);
  }
  let previous = full.directory.offset;
  for (const { directory, width, height, isTiled } of overviews) {
    if (directory.isSub) faults.push(`the directory of overview ${width} x ${height} is a SubIFD`);
    else if (directory.offset < previous) faults.push(`the directory of overview ${width} x ${height} is out of order`);
    if (!isTiled && (width > SMALL_PX || height > SMALL_PX)) faults.push(`overview ${width} x ${height} is not tiled`);
    previous = directory.offset;
  }
  return faults;
}

async function blockFaults(source: Source, images: readonly ImageLayout[]): Promise<string[]> {
  const starts = await firstBlockOffsets(source, images);
  const faults: string[] = [];
  for (let level = 0; level + 1 < images.length; level++) {
    const [larger, smaller] = [starts[level], starts[level + 1]];
    if (larger === undefined || smaller === undefined || larger > smaller) continue;
    const { width, height } = images[level + 1];
    faults.push(`the pixels of overview ${width} x ${height} come after those of the level above`);
  }
  const lastStart = starts.at(-1);
  const lastDirectory = Math.max(...images.map(({ directory }) => directory.offset));
  if (lastStart !== undefined && lastStart < lastDirectory) faults.push('pixels come before the image directories');
  return faults;
}

/** Where the first stored block of each image lies; undefined when its first ones are sparse. */
async function firstBlockOffsets(source: Source, images: readonly ImageLayout[]): Promise<(number | undefined)[]> {
  const starts = images.map(({ offsets }) => fieldPart(offsets, 0, Math.min(offsets.count, 64)));
  const bytes = await Promise.all(readRanges(source, starts.map(fieldRange)));
  return images.map(({ offsets, encoding }, i) =>
    decodeNumbers(bytes[i], offsets.type, encoding.littleEndian).find((offset) => offset > 0),
  );
}
