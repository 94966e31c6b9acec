import type { ByteRange } from '../source.ts';

/** A stretch of a file, and which of the ranges lie in it. */
export interface MergedRange extends ByteRange {
  readonly members: readonly number[];
}

/** Bounds of merging, bytes. */
export interface MergeLimits {
  /** Bytes between two ranges that are rather read and thrown away than asked around. */
  readonly maxGap: number;
  /** A range grows no longer than this by merging. */
  readonly maxLength: number;
}

/** Ranges that lie close together made one; in the order of the file. */
export function mergeRanges(ranges: readonly ByteRange[], { maxGap, maxLength }: MergeLimits): MergedRange[] {
  const order = [...ranges.keys()].sort((a, b) => ranges[a].offset - ranges[b].offset);
  const merged: { offset: number; length: number; members: number[] }[] = [];
  for (const i of order) {
    const { offset, length } = ranges[i];
    const last = merged.at(-1);
    const grown = last === undefined ? Infinity : Math.max(last.length, offset + length - last.offset);
    if (last !== undefined && offset - (last.offset + last.length) <= maxGap && grown <= maxLength) {
      last.length = grown;
      last.members.push(i);
    } else {
      merged.push({ offset, length, members: [i] });
    }
  }
  return merged;
}
