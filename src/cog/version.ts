import { createHash } from 'node:crypto';
import { Failure } from '../failure.ts';

/**
 * What a file was when the catalogue took its statistics. Size and time betray nearly every change; the hash
 * covers the case of a file rewritten in the same second with the same length, or restored with its old time.
 */
export interface FileVersion {
  /** bytes */
  readonly size: number;
  /** modification time, whole milliseconds since 1970; 0 where a server does not say it */
  readonly modifiedMs: number;
  /** SHA-256 (hex) of the first `HASHED_BYTES`, or of the whole file when it is shorter */
  readonly headerHash: string;
}

/**
 * 64 KiB: one read, which opening needs anyway. A COG keeps its directories and the offsets and lengths of its
 * blocks there, so new pixels (which compress to other lengths) change it; small files are covered whole.
 */
export const HASHED_BYTES = 65_536;

/**
 * The version that a file's size, time and first bytes amount to.
 *
 * @param tag what tells versions apart where there is no time
 */
export function versionOf(
  { size, modifiedMs }: { readonly size: number; readonly modifiedMs: number },
  head: Uint8Array,
  tag = '',
): FileVersion {
  const hash = createHash('sha256').update(head.subarray(0, HASHED_BYTES)).update(tag);
  return { size, modifiedMs, headerHash: hash.digest('hex') };
}

/** True when both describe the same bytes, as far as a version can tell. */
export function sameVersion(a: FileVersion, b: FileVersion): boolean {
  return a.size === b.size && a.modifiedMs === b.modifiedMs && a.headerHash === b.headerHash;
}

/** Stands for "these are not the pixels that the stored statistics describe". */
export class ChangedFile extends Failure {
  constructor(name: string) {
    super(
      'unreadable',
      `${name} has changed since it was registered; run \`chromatile assets refresh ${name}\` to take its new statistics`,
    );
  }
}
