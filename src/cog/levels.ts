import type { BlockReader } from './blocks.ts';
import { Photometric } from './encoding.ts';
import type { Directory } from './header.ts';
import type { ImageLayout } from './image.ts';
import { Tag } from './tags.ts';

/** One resolution of a raster, with its validity mask where the file keeps one. */
export interface LevelImage {
  readonly image: ImageLayout;
  /** A band of its own directory: 0 where pixels are nodata. */
  readonly mask: ImageLayout | undefined;
  /** The same in a file beside it: one band for all, or one for each. */
  readonly externalMask?: { readonly image: ImageLayout; readonly blocks: BlockReader };
}

const IS_OVERVIEW = 1;
const IS_MASK = 4;
/** Overview sizes are rounded up or down, or cut, by writers: this many pixels off is still the same picture. */
const SIZE_TOLERANCE_PX = 1;

/**
 * The full image and its overviews, largest first. Directories that are masks, other pages, of another sample type
 * or of another shape are no levels of it, nor is an overview without a mask when the full image has one: its
 * nodata could not be told from data.
 */
export function findLevels(images: readonly ImageLayout[]): LevelImage[] {
  const pictures = images.filter((image) => !isMask(image));
  const full = pictures.find((image) => (image.subfileType & IS_OVERVIEW) === 0) ?? pictures[0];
  const overviews = pictures
    .filter((image) => image !== full && (image.subfileType & IS_OVERVIEW) !== 0 && isReduced(full, image))
    .sort((a, b) => b.width * b.height - a.width * a.height);
  const levels = [full, ...overviews].map((image) => ({ image, mask: findMask(images, image) }));
  return levels.filter((level) => level.mask !== undefined || levels[0].mask === undefined);
}

/** Whether a directory calls itself a mask, be it readable or not. */
export function declaresMask({ numbers }: Directory): boolean {
  return (
    ((numbers.get(Tag.NewSubfileType)?.[0] ?? 0) & IS_MASK) !== 0 ||
    numbers.get(Tag.Photometric)?.[0] === Photometric.Mask
  );
}

export function isMask(image: ImageLayout): boolean {
  return (image.subfileType & IS_MASK) !== 0 || image.photometric === Photometric.Mask;
}

function findMask(images: readonly ImageLayout[], of: ImageLayout): ImageLayout | undefined {
  return images.find((image) => isMask(image) && image.width === of.width && image.height === of.height);
}

function isReduced(full: ImageLayout, image: ImageLayout): boolean {
  if (image.width >= full.width && image.height >= full.height) return false;
  if (image.width > full.width || image.height > full.height) return false;
  if (image.samples !== full.samples || image.encoding.dtype !== full.encoding.dtype) return false;
  const factor = Math.max(full.width / image.width, full.height / image.height);
  const isFitting = (fullSize: number, size: number): boolean =>
    Math.abs(fullSize / factor - size) <= SIZE_TOLERANCE_PX;
  return isFitting(full.width, image.width) && isFitting(full.height, image.height);
}
