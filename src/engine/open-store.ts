import { sourceOpener, type SourceSettings } from '../cog/sources/open-source.ts';
import type { Blocks } from '../cog/block-cache.ts';
import { CogStore } from '../cog/store.ts';
import { decodePicture } from '../render/decode-picture.ts';

/** What a store of open rasters is made from: plain data, so that threads can be told. */
export interface StoreSettings {
  /** Files kept open. */
  readonly maxOpenFiles: number;
  /** Decoded blocks of all files, bytes. */
  readonly cacheBytes: number;
  /** Which files may be read, and how; those of this machine only unless given. */
  readonly sources?: SourceSettings;
}

/**
 * The store that the settings describe.
 *
 * @param cache where decoded blocks are kept instead of in `cacheBytes` of memory of its own
 */
export function openStore({ maxOpenFiles, cacheBytes, sources }: StoreSettings, cache?: Blocks): CogStore {
  return new CogStore({
    maxOpenFiles,
    cacheBytes,
    decodePicture,
    ...(cache && { cache }),
    ...(sources && { openSource: sourceOpener(sources) }),
  });
}
