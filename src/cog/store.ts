import { BlockCache } from './block-cache.ts';
import { openCog, type Cog } from './open.ts';
import { changedFile, fileVersion, sameVersion, type FileVersion } from './version.ts';

/** Bounds of a store. */
export interface StoreLimits {
  /** Files that are kept open. */
  readonly maxOpenFiles: number;
  /** Decoded blocks of all of them, bytes. */
  readonly cacheBytes: number;
}

const DEFAULT_LIMITS: StoreLimits = { maxOpenFiles: 64, cacheBytes: 128 << 20 };

/** Open rasters by path, the least recently used ones closed first. */
export class CogStore {
  private readonly cogs = new Map<string, Promise<Cog>>();
  private readonly cache: BlockCache;
  private readonly limits: StoreLimits;

  constructor(limits: Partial<StoreLimits> = {}) {
    this.limits = { ...DEFAULT_LIMITS, ...limits };
    this.cache = new BlockCache(this.limits.cacheBytes);
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
    const cog = this.cogs.get(path) ?? openCog(path, this.cache);
    this.cogs.delete(path); // to the young end of the map's insertion order
    this.cogs.set(path, cog);
    cog.catch(() => {
      if (this.cogs.get(path) === cog) this.cogs.delete(path);
    });
    const oldest = this.cogs.keys().next().value;
    if (this.cogs.size > this.limits.maxOpenFiles && oldest !== undefined) void this.drop(oldest);
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
