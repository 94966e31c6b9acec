import { CogStore } from '../cog/store.ts';
import { decodePicture } from '../render/decode-picture.ts';

/** What a store of open rasters is made from: plain data, so that threads can be told. */
export interface StoreSettings {
  /** Files kept open. */
  readonly maxOpenFiles: number;
  /** Decoded blocks of all files, bytes. */
  readonly cacheBytes: number;
}

/** The store that the settings describe. */
export function openStore({ maxOpenFiles, cacheBytes }: StoreSettings): CogStore {
  return new CogStore({ maxOpenFiles, cacheBytes, decodePicture });
}
