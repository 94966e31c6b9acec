import type { Distribution } from './distribution.ts';
import { integerTally, isSmallIntegers } from './integer-tally.ts';
import { plainKeyCounter } from './key-counter.ts';
import { keyTally } from './key-tally.ts';
import type { StoredNumbers } from './samples.ts';

/** Takes in numbers run by run, so that no more than a part of them need be at hand, and tells how they are distributed. */
export interface Tally {
  /**
   * Pixels that the next runs are of.
   *
   * @param valid 1 where one has a finite number that counts
   */
  use(values: StoredNumbers, valid: Uint8Array): void;
  /** Takes in the valid pixels `[from, to)`. @returns how many those are */
  add(from: number, to: number): number;
  /** Sum of the positions, counted from the last run's beginning, of its valid pixels. */
  readonly places: number;
  /** Ends the first look. @returns whether another is needed: then the same runs go to `addAgain`, in any order */
  endLook(): boolean;
  addAgain(from: number, to: number): void;
  /** What came in, in index values; undefined when nothing counted. */
  distribution(): Distribution | undefined;
}

/** A tally of numbers of the kind of `kind`; their index values are `stored * scale + offset`. */
export function plainTally(kind: StoredNumbers, scale: number, offset: number): Tally {
  return isSmallIntegers(kind)
    ? integerTally(kind, scale, offset)
    : keyTally(plainKeyCounter(kind, scale, offset), scale, offset);
}
