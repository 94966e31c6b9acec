import { BlockCache } from './block-cache.ts';
import { withExternalMask } from './external-mask.ts';
import { openCog, type Cog } from './open.ts';
import type { CogOptions } from './options.ts';
import type { OpenSource, Source } from './source.ts';
import { openLocalFile } from './sources/local.ts';
import { ChangedFile, sameVersion, type FileVersion } from './version.ts';

/** Bounds of a store, and what its rasters are opened with. */
export interface StoreOptions extends CogOptions {
  /** Files that are kept open; 64 unless given. */
  readonly maxOpenFiles?: number;
  /** Decoded blocks of all of them, bytes; 128 MiB unless given. A `cache` given has bounds of its own. */
  readonly cacheBytes?: number;
}

const MAX_OPEN_FILES = 64;
const CACHE_BYTES = 128 << 20;

/** Open rasters by location, the least recently used ones closed first. */
export class CogStore {
  private readonly cogs = new Map<string, Promise<Cog>>();
  /** What each raster handed out reads with. */
  private readonly opened = new WeakMap<Cog, Cog>();
  private readonly maxOpenFiles: number;
  private readonly options: CogOptions & { readonly openSource: OpenSource };

  constructor({ maxOpenFiles = MAX_OPEN_FILES, cacheBytes = CACHE_BYTES, ...options }: StoreOptions = {}) {
    this.maxOpenFiles = maxOpenFiles;
    const { openSource = openLocalFile, ...rest } = options;
    this.options = { cache: new BlockCache(cacheBytes), ...rest, openSource: withExternalMask(openSource) };
  }

  /**
   * The raster at `location`: one that was replaced since it was opened is opened anew. Where it is still of the
   * expected version that may be noticed a moment late (see `Source.isCurrent`), so that asking for it costs nothing;
   * bytes that are read later are checked in any case. A raster stays usable after the store closed it to make room.
   *
   * @param expected the version that stored statistics describe
   * @throws Failure `unreadable` if it cannot be opened, or is not of the expected version (the message names the
   * command that refreshes it)
   */
  async open(location: string, expected?: FileVersion): Promise<Cog> {
    const cog = await this.current(location, expected);
    if (expected !== undefined) requireVersion(cog.info, expected);
    return cog;
  }

  /**
   * The bytes of the file at `location`, opened for the caller alone.
   *
   * @throws Failure `unreadable` if it is missing or not of the expected version
   */
  async openSource(location: string, expected: FileVersion): Promise<Source> {
    const source = await this.options.openSource(location);
    try {
      requireVersion(source, expected);
      return source;
    } catch (cause) {
      await source.release();
      throw cause;
    }
  }

  /** Closes every file. */
  async close(): Promise<void> {
    await Promise.all([...this.cogs].map(([location, cog]) => this.drop(location, cog)));
  }

  /** The raster at `location`, looked at again unless the one at hand is of the expected version. */
  private async current(location: string, expected?: FileVersion): Promise<Cog> {
    const kept = this.cogs.get(location);
    const known = await kept?.catch(() => undefined);
    if (kept !== undefined && known !== undefined) {
      const isExpected = expected !== undefined && sameVersion(known.info.version, expected);
      if (!(await known.isCurrent(!isExpected))) await this.drop(location, kept);
    }
    return this.openKept(location);
  }

  private openKept(location: string): Promise<Cog> {
    const cog = this.cogs.get(location) ?? this.openRenewing(location);
    this.cogs.delete(location); // to the young end of the map's insertion order
    this.cogs.set(location, cog);
    cog.catch(() => this.forget(location, cog));
    const [oldest] = this.cogs;
    // its descriptor is gone either way; whoever asked for another file has no use for the reason
    if (this.cogs.size > this.maxOpenFiles) this.drop(...oldest).catch(() => undefined);
    return cog;
  }

  /**
   * A raster that is opened anew, once, when a read finds that its file was replaced. That helps where the new file
   * is the same one, restored or touched; any other is not what the caller's grid and statistics are about.
   */
  private async openRenewing(location: string): Promise<Cog> {
    const cog = await openCog(location, this.options);
    const readWindow: Cog['readWindow'] = async (window, options) => {
      try {
        return await cog.readWindow(window, options);
      } catch (cause) {
        if (!(cause instanceof ChangedFile)) throw cause;
        const fresh = await this.current(location);
        requireVersion(fresh.info, cog.info.version);
        return (this.opened.get(fresh) ?? fresh).readWindow(window, options);
      }
    };
    const renewing = { ...cog, readWindow };
    this.opened.set(renewing, cog);
    return renewing;
  }

  private async drop(location: string, cog: Promise<Cog>): Promise<void> {
    this.forget(location, cog);
    await cog.then(
      (opened) => opened.close(),
      () => undefined, // it never opened
    );
  }

  /** Unless another one took its place meanwhile. */
  private forget(location: string, cog: Promise<Cog>): void {
    if (this.cogs.get(location) === cog) this.cogs.delete(location);
  }
}

function requireVersion({ name, version }: { name: string; version: FileVersion }, expected: FileVersion): void {
  if (!sameVersion(version, expected)) throw new ChangedFile(name);
}
