import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { Failure } from '../../failure.ts';
import type { Source } from '../source.ts';
import { changedFile, HASHED_BYTES, versionOf, type FileVersion } from '../version.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
  ENOTDIR: 'there is no such file',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'the name is too long',
};

function ioFailure(name: string, cause: unknown): Failure {
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'unknown';
  return new Failure('unreadable', `${name} cannot be read: ${REASONS[code] ?? `I/O error ${code}`}`, { cause });
}

/**
 * Opens a file of this machine and reads its first bytes. The descriptor may be released at any time; later reads
 * open the file again, check that it is still the same one, and close it behind them.
 *
 * @throws Failure `unreadable` if it is missing, empty, or not a regular file
 */
export async function openLocalFile(path: string): Promise<Source> {
  const name = basename(path);
  let handle: FileHandle;
  try {
    handle = await open(path, 'r');
  } catch (cause) {
    throw ioFailure(name, cause);
  }
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new Failure('unreadable', `${name} cannot be read: it is not a regular file`);
    if (stats.size === 0) throw new Failure('unreadable', `${name} is empty (0 bytes)`);
    const head = new Uint8Array(Math.min(stats.size, HASHED_BYTES));
    await fill(handle, head, 0);
    return new DescriptorSource(path, name, versionOf(stats, head), head, handle);
  } catch (cause) {
    await handle.close();
    throw cause instanceof Failure ? cause : ioFailure(name, cause);
  }
}

class DescriptorSource implements Source {
  private handle: Promise<FileHandle> | undefined;
  private readers = 0;
  private isReleased = false;

  constructor(
    private readonly path: string,
    readonly name: string,
    readonly version: FileVersion,
    private readonly head: Uint8Array<ArrayBuffer>,
    handle: FileHandle,
  ) {
    this.handle = Promise.resolve(handle);
  }

  async read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const { size } = this.version;
    if (!(offset >= 0 && length >= 0 && offset + length <= size)) {
      throw new Failure(
        'unreadable',
        `${this.name} is truncated or damaged: it refers to bytes ${offset} to ${offset + length} but has ${size}`,
      );
    }
    if (offset + length <= this.head.length) return this.head.slice(offset, offset + length);
    this.readers++;
    try {
      const bytes = new Uint8Array(length);
      await fill(await this.acquire(), bytes, offset);
      return bytes;
    } catch (cause) {
      throw cause instanceof Failure ? cause : ioFailure(this.name, cause);
    } finally {
      this.readers--;
      if (this.isReleased) await this.release();
    }
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

  private async reopen(): Promise<FileHandle> {
    const handle = await open(this.path, 'r');
    const stats = await handle.stat();
    if (stats.size === this.version.size && Math.floor(stats.mtimeMs) === this.version.modifiedMs) return handle;
    await handle.close();
    throw changedFile(this.name);
  }
}

/** Reads until `bytes` is full; a single read may return less than it was asked for. */
async function fill(handle: FileHandle, bytes: Uint8Array, offset: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesRead } = await handle.read(bytes, done, bytes.length - done, offset + done);
    if (bytesRead === 0) throw new Failure('unreadable', 'the file became shorter while it was read');
    done += bytesRead;
  }
}
