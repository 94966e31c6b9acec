import { Readable } from 'node:stream';
import type { AssetRecord } from '../catalogue/assets.ts';
import type { Source } from '../cog/source.ts';
import type { CogStore } from '../cog/store.ts';

/** An asset's file, to be handed out as it is. */
export interface AssetFile {
  /** Base name, the only part of its path that may be shown. */
  readonly name: string;
  /** The bytes from `start` to `end`, both included. */
  read(start: number, end: number): Readable;
  close(): Promise<void>;
}

/** Bytes read at a time: large enough that system calls and far requests do not count, small enough to keep many. */
const CHUNK_BYTES = 1 << 20;

/**
 * Opens an asset's file.
 *
 * @throws Failure `unreadable` if it is missing, or not the file that was registered
 */
export async function openAssetFile(
  cogs: CogStore,
  { path, version }: Pick<AssetRecord, 'path' | 'version'>,
): Promise<AssetFile> {
  const source = await cogs.openSource(path, version);
  return {
    name: source.name,
    read: (start, end) => Readable.from(chunks(source, start, end), { objectMode: false }),
    close: () => source.release(),
  };
}

async function* chunks(source: Source, start: number, end: number): AsyncGenerator<Uint8Array> {
  for (let at = start; at <= end; at += CHUNK_BYTES) {
    yield await source.read(at, Math.min(CHUNK_BYTES, end + 1 - at));
  }
}
