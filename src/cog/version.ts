import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { basename } from 'node:path';
import { Failure } from '../failure.ts';
import { openLocalFile } from './sources/local.ts';

/**
 * What a file was when the catalogue took its statistics. Size and time betray nearly every change; the hash
 * covers the case of a file rewritten in the same second with the same length, or restored with its old time.
 */
export interface FileVersion {
  /** bytes */
  readonly size: number;
  /** modification time, whole milliseconds since 1970 */
  readonly modifiedMs: number;
  /** SHA-256 (hex) of the first `HASHED_BYTES`, or of the whole file when it is shorter */
  readonly headerHash: string;
}

/**
 * 64 KiB: one read, which opening needs anyway. A COG keeps its directories and the offsets and lengths of its
 * blocks there, so new pixels (which compress to other lengths) change it; small files are covered whole.
 */
export const HASHED_BYTES = 65_536;

/** The version that a file's status and first bytes amount to. */
export function versionOf(stats: Stats, head: Uint8Array): FileVersion {
  return {
    size: stats.size,
    modifiedMs: Math.floor(stats.mtimeMs),
    headerHash: createHash('sha256').update(head.subarray(0, HASHED_BYTES)).digest('hex'),
  };
}

/**
 * The version of a file as it is now.
 *
 * @throws Failure `unreadable` if the file is missing or cannot be opened
 */
export async function fileVersion(path: string): Promise<FileVersion> {
  const source = await openLocalFile(path);
  await source.release();
  return source.version;
}

/** True when both describe the same bytes, as far as a version can tell. */
export function sameVersion(a: FileVersion, b: FileVersion): boolean {
  return a.size === b.size && a.modifiedMs === b.modifiedMs && a.headerHash === b.headerHash;
}

/** The failure that stands for "these are not the pixels that the stored statistics describe". */
export function changedFile(name: string): Failure {
  return new Failure(
    'unreadable',
    `${name} has changed since it was registered; run \`chromatile assets refresh ${name}\` to take its new statistics`,
  );
}

/**
 * Checks that a file is still the one that was registered.
 *
 * @throws Failure `unreadable` if it is missing or differs; the message names the command that refreshes it
 */
export async function checkVersion(path: string, expected: FileVersion): Promise<void> {
  if (!sameVersion(await fileVersion(path), expected)) throw changedFile(basename(path));
}
