import { sourceOpener, type SourceSettings } from '../cog/sources/open-source.ts';
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

/** The store that the settings describe. */
export function openStore({ maxOpenFiles, cacheBytes, sources }: StoreSettings): CogStore {
  return new CogStore({
    maxOpenFiles,
    cacheBytes,
    decodePicture,
    ...(sources && { openSource: sourceOpener(sources) }),
  });
}
