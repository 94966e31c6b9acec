import type { BlockCache } from './block-cache.ts';
import type { OpenSource } from './source.ts';

/** What a raster is opened with; everything has a default. */
export interface CogOptions {
  /** Decoded blocks, possibly shared with other files. */
  readonly cache?: BlockCache;
  /** How locations are opened; local files only unless given. */
  readonly openSource?: OpenSource;
}
