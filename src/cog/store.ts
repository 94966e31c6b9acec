import { BlockCache } from './block-cache.ts';
import { openCog, type Cog } from './open.ts';
import type { CogOptions } from './options.ts';
import { changedFile, fileVersion, sameVersion, type FileVersion } from './version.ts';

/** Bounds of a store, and what its rasters are opened with. */
export interface StoreOptions extends CogOptions {
  /** Files that are kept open; 64 unless given. */
  readonly maxOpenFiles?: number;
  /** Decoded blocks of all of them, bytes; 128 MiB unless given. A `cache` given has bounds of its own. */
  readonly cacheBytes?: number;
}

const MAX_OPEN_FILES = 64;
const CACHE_BYTES = 128 << 20;

/** Open rasters by path, the least recently used ones closed first. */
export class CogStore {
  private readonly cogs = new Map<string, Promise<Cog>>();
  private readonly maxOpenFiles: number;
  private readonly options: CogOptions;

  constructor({ maxOpenFiles = MAX_OPEN_FILES, cacheBytes = CACHE_BYTES, ...options }: StoreOptions = {}) {
    this.maxOpenFiles = maxOpenFiles;
    this.options = { cache: new BlockCache(cacheBytes), ...options };
  }

  /**
   * The raster at `path` as it is now: a file that was replaced since it was opened is opened anew. A raster stays
   * usable after the store closed it to make room.
   *
   * @param expected the version that stored statistics describe
   * @throws Failure `unreadable` if it cannot be opened, or is not of the expected version (the message names the
   * command that refreshes it)
   */
  async open(path: string, expected?: FileVersion): Promise<Cog> {
    const version = await fileVersion(path);
    const known = await this.cogs.get(path)?.catch(() => undefined);
    if (known !== undefined && !sameVersion(known.info.version, version)) await this.drop(path);
    const cog = await this.openKept(path);
    if (expected !== undefined && !sameVersion(cog.info.version, expected)) throw changedFile(cog.info.name);
    return cog;
  }

  /** Closes every file. */
  async close(): Promise<void> {
    await Promise.all([...this.cogs.keys()].map((path) => this.drop(path)));
  }

  private openKept(path: string): Promise<Cog> {
    const cog = this.cogs.get(path) ?? openCog(path, this.options);
    this.cogs.delete(path); // to the young end of the map's insertion order
    this.cogs.set(path, cog);
    cog.catch(() => {
      if (this.cogs.get(path) === cog) this.cogs.delete(path);
    });
    const oldest = this.cogs.keys().next().value;
    if (this.cogs.size > this.maxOpenFiles && oldest !== undefined) void this.drop(oldest);
    return cog;
  }

  private async drop(path: string): Promise<void> {
    const cog = this.cogs.get(path);
    this.cogs.delete(path);
    await cog?.then(
      (opened) => opened.close(),
      () => undefined, // it never opened
    );
  }
}
