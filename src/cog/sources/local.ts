import type { Stats } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { Failure } from '../../failure.ts';
import { checkRange, type OpenSource, type Source } from '../source.ts';
import { ChangedFile, HASHED_BYTES, versionOf, type FileVersion } from '../version.ts';
import { Freshness } from './freshness.ts';

/** How files of this machine are opened. */
export interface LocalOptions {
  /**
   * The path to open instead of the one asked for: where it leads after all links, if it may be read.
   *
   * @throws Failure `forbidden` if it may not
   */
  readonly resolvePath?: (path: string) => Promise<string>;
  /** How long a file that was looked at counts as unchanged; 1 s unless given. */
  readonly recheckMs?: number;
}

const RECHECK_MS = 1000;

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
  ENOTDIR: 'there is no such file',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'the name is too long',
};

/** The failure that stands for a file system's error. */
export function ioFailure(name: string, cause: unknown): Failure {
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'unknown';
  return new Failure('unreadable', `${name} cannot be read: ${REASONS[code] ?? `I/O error ${code}`}`, { cause });
}

/** Opens any file that this process may read. */
export const openLocalFile: OpenSource = localFiles();

/**
 * Opens files of this machine and reads their first bytes. The descriptor may be released at any time; later reads
 * open the file again, check that it is still the same one, and close it behind them.
 *
 * The returned function throws Failure `unreadable` if a file is missing, empty, or not a regular file.
 */
export function localFiles(options: LocalOptions = {}): OpenSource {
  const { resolvePath, recheckMs = RECHECK_MS } = options;
  return async (path) => {
    const name = basename(path);
    const reopen = async (): Promise<FileHandle> => {
      const resolved = resolvePath === undefined ? path : await resolvePath(path);
      return open(resolved, 'r').catch((cause: unknown) => {
        throw ioFailure(name, cause);
      });
    };
    const handle = await reopen();
    try {
      const stats = await handle.stat();
      if (!stats.isFile()) throw new Failure('unreadable', `${name} cannot be read: it is not a regular file`);
      if (stats.size === 0) throw new Failure('unreadable', `${name} is empty (0 bytes)`);
      const head = new Uint8Array(Math.min(stats.size, HASHED_BYTES));
      await fill(handle, head, 0);
      const isCurrent = async (): Promise<boolean> => isSame(stats, await stat(path).catch(() => undefined));
      return new LocalFile(name, stats, head, handle, reopen, new Freshness(recheckMs, isCurrent));
    } catch (cause) {
      await handle.close();
      throw cause instanceof Failure ? cause : ioFailure(name, cause);
    }
  };
}

class LocalFile implements Source {
  readonly version: FileVersion;
  private handle: Promise<FileHandle> | undefined;
  private readers = 0;
  private isReleased = false;

  constructor(
    readonly name: string,
    private readonly stats: Stats,
    private readonly head: Uint8Array<ArrayBuffer>,
    handle: FileHandle,
    private readonly reopen: () => Promise<FileHandle>,
    private readonly freshness: Freshness,
  ) {
    this.version = versionOf({ size: stats.size, modifiedMs: Math.floor(stats.mtimeMs) }, head);
    this.handle = Promise.resolve(handle);
  }

  async read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    checkRange(this.name, this.version.size, offset, length);
    const bytes = new Uint8Array(length);
    await this.readInto(offset, bytes);
    return bytes;
  }

  async readInto(offset: number, into: Uint8Array<ArrayBuffer>): Promise<void> {
    const end = offset + into.length;
    checkRange(this.name, this.version.size, offset, into.length);
    if (end <= this.head.length) {
      into.set(this.head.subarray(offset, end));
      return;
    }
    this.readers++;
    try {
      const handle = await this.acquire();
      await fill(handle, into, offset);
      // bytes written over in place would pass for the file's; its status costs far less than decoding them
      if (!isSame(this.stats, await handle.stat())) throw new ChangedFile(this.name);
    } catch (cause) {
      throw cause instanceof Failure ? cause : ioFailure(this.name, cause);
    } finally {
      this.readers--;
      if (this.isReleased) await this.release();
    }
  }

  isCurrent(isForced: boolean): Promise<boolean> {
    return this.freshness.isCurrent(isForced);
  }

  async release(): Promise<void> {
    this.isReleased = true;
    if (this.readers > 0 || this.handle === undefined) return;
    const closing = this.handle;
    this.handle = undefined;
    await (await closing).close();
  }

  private acquire(): Promise<FileHandle> {
    this.handle ??= this.reopen().catch((cause: unknown) => {
      this.handle = undefined;
      throw cause;
    });
    return this.handle;
  }
}

/** True when nothing was written to the file, and no other one took its place. */
function isSame(a: Stats, b: Stats | undefined): boolean {
  const isSameFile = a.ino === b?.ino && a.dev === b.dev && a.size === b.size;
  return isSameFile && a.mtimeMs === b.mtimeMs && a.ctimeMs === b.ctimeMs;
}

/** Reads until `bytes` is full; a single read may return less than it was asked for. */
async function fill(handle: FileHandle, bytes: Uint8Array, offset: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesRead } = await handle.read(bytes, done, bytes.length - done, offset + done);
    if (bytesRead === 0) throw new Failure('unreadable', 'the file became shorter while it was read');
    done += bytesRead;
  }
}
