import { open, type FileHandle } from 'node:fs/promises';
import type { Level } from '../info.ts';

/** Compressed blocks that may be under way at once: enough for every core, few in memory. */
const MAX_UNDER_WAY = 8;

/** Where the blocks of one level lie in the spool, row-major; length 0 where a block is not stored. */
export interface SpooledLevel {
  readonly offsets: Float64Array;
  readonly lengths: Uint32Array;
}

/** A temporary file of compressed blocks, in the order in which they were made. */
export class Spool {
  readonly levels: readonly SpooledLevel[];
  private readonly underWay = new Set<Promise<void>>();
  private failure: { readonly cause: unknown } | undefined;
  private end = 0;

  private constructor(
    private readonly handle: FileHandle,
    levels: readonly Level[],
    blockSize: number,
  ) {
    this.levels = levels.map(({ width, height }) => {
      const blocks = Math.ceil(width / blockSize) * Math.ceil(height / blockSize);
      return { offsets: new Float64Array(blocks), lengths: new Uint32Array(blocks) };
    });
  }

  /** Makes the file, which must not exist yet. */
  static async create(path: string, levels: readonly Level[], blockSize: number): Promise<Spool> {
    return new Spool(await open(path, 'wx+'), levels, blockSize);
  }

  /**
   * Takes a block as soon as it is compressed. Waits only while too many others are under way.
   *
   * @throws whatever made this or an earlier block fail
   */
  async add(level: number, index: number, compressing: Promise<Uint8Array>): Promise<void> {
    const task: Promise<void> = compressing
      .then((bytes) => this.write(level, index, bytes))
      .catch((cause: unknown) => {
        this.failure ??= { cause };
      })
      .finally(() => this.underWay.delete(task));
    this.underWay.add(task);
    if (this.underWay.size >= MAX_UNDER_WAY) await Promise.race(this.underWay);
    this.check();
  }

  /** Waits for every block. */
  async finish(): Promise<void> {
    await Promise.all(this.underWay);
    this.check();
  }

  /** Bytes of a block that is stored. */
  async read(level: number, index: number, into: Uint8Array): Promise<void> {
    const { offsets } = this.levels[level];
    const { bytesRead } = await this.handle.read(into, 0, into.length, offsets[index]);
    if (bytesRead !== into.length) throw new Error(`the temporary file of level ${level} became shorter`);
  }

  /** Closes the file when nothing is written to it any more. */
  async close(): Promise<void> {
    await Promise.all(this.underWay);
    await this.handle.close();
  }

  private async write(level: number, index: number, bytes: Uint8Array): Promise<void> {
    const { offsets, lengths } = this.levels[level];
    const at = this.end;
    this.end += bytes.length;
    offsets[index] = at;
    lengths[index] = bytes.length;
    for (let done = 0; done < bytes.length;) {
      done += (await this.handle.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
    }
  }

  private check(): void {
    if (this.failure !== undefined) throw this.failure.cause;
  }
}
