import { Failure } from '../failure.ts';
import type { FileVersion } from './version.ts';

/** Some consecutive bytes of a file. */
export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

/** The bytes of a range, exactly as many as were asked for. */
export type RangeBytes = Promise<Uint8Array<ArrayBuffer>>;

/**
 * Bytes of one file, wherever it lies. `read` returns exactly what was asked for or fails, so nobody meets zeros that
 * were never in the file.
 */
export interface Source {
  /** Base name: the only part of the location that messages may show. */
  readonly name: string;
  readonly version: FileVersion;
  /** The file beside it that masks it, where there is one. */
  readonly mask?: Source;
  /** @throws Failure `unreadable` if the range does not lie inside the file, or the file is not what it was */
  read(offset: number, length: number): RangeBytes;
  /**
   * As `read`, into memory of the caller's, where that saves fresh memory: the file's bytes fill `into`, which is
   * written until the promise is settled.
   */
  readInto?(offset: number, into: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Several ranges, where asking for them together is cheaper than one by one. */
  readMany?(ranges: readonly ByteRange[]): RangeBytes[];
  /**
   * Whether the location still holds the file that was opened. Asks at most once per short interval, so that an answer
   * may be as old as that, unless it is forced.
   *
   * @throws Failure `busy` or `unreadable` if that cannot be found out
   */
  isCurrent(isForced: boolean): Promise<boolean>;
  /** Frees what is held open once running reads have ended; reading stays possible. */
  release(): Promise<void>;
}

/**
 * Opens the file at a location and reads its first bytes.
 *
 * @throws Failure `unreadable` if it is missing or empty
 */
export type OpenSource = (location: string) => Promise<Source>;

/** Reads several ranges at once, in the order given; each fails by itself. */
export function readRanges(source: Source, ranges: readonly ByteRange[]): RangeBytes[] {
  return source.readMany?.(ranges) ?? ranges.map(({ offset, length }) => source.read(offset, length));
}

/**
 * Refuses a range that reaches beyond the file.
 *
 * @throws Failure `unreadable`
 */
export function checkRange(name: string, size: number, offset: number, length: number): void {
  if (offset >= 0 && length >= 0 && offset + length <= size) return;
  throw new Failure(
    'unreadable',
    `${name} is truncated or damaged: it refers to bytes ${offset} to ${offset + length} but has ${size}`,
  );
}
