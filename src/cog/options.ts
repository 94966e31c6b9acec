import type { Blocks } from './block-cache.ts';
import type { DecodePicture } from './picture.ts';
import type { OpenSource } from './source.ts';

/** What a raster is opened with; everything has a default. */
export interface CogOptions {
  /** Decoded blocks, possibly shared with other files. */
  readonly cache?: Blocks;
  /** How locations are opened; local files only unless given. */
  readonly openSource?: OpenSource;
  /** Decodes the pictures in blocks of JPEG and WebP; such blocks are refused without it. */
  readonly decodePicture?: DecodePicture;
}
