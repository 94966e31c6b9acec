import type { Raster } from '../../src/raster/raster.ts';

/** How a program's picture compares with ours. */
export interface Tally {
  readonly pixels: number;
  /** Pixels of another colour, the excused ones aside. */
  readonly wrong: number;
  /** Pixels of another colour whose values are known to stay different. */
  readonly excused: number;
  /** Some of the wrong ones. */
  readonly examples: readonly string[];
}

const MOST_EXAMPLES = 5;

/**
 * Compares two RGBA pictures; what is transparent in both is the same whatever its colour.
 *
 * @param isSame whether two pixels that both show something are near enough; equal ones only unless given
 */
export function comparePixels(
  { values }: Pick<Raster, 'values'>,
  expected: Uint8Array,
  drawn: Uint8Array,
  isExcused: (stored: number) => boolean,
  isSame: (ours: number, theirs: number) => boolean = () => false,
): Tally {
  if (drawn.length !== expected.length) throw new Error(`the picture has ${drawn.length / 4} pixels`);
  let [wrong, excused] = [0, 0];
  const known = new Map<number, boolean>();
  const examples = new Set<string>();
  for (let i = 0; i < values.length; i++) {
    const [ours, theirs] = [pixelAt(expected, i), pixelAt(drawn, i)];
    if (ours === theirs || (ours !== 0 && theirs !== 0 && isSame(ours, theirs))) continue;
    const stored = values[i];
    if (!known.has(stored)) known.set(stored, isExcused(stored));
    if (known.get(stored) === true) {
      excused++;
      continue;
    }
    wrong++;
    if (examples.size < MOST_EXAMPLES) examples.add(`${stored}: ${hex(theirs)} instead of ${hex(ours)}`);
  }
  return { pixels: values.length, wrong, excused, examples: [...examples] };
}

/** Whether no channel differs by more than 1/255. */
export function isNear(ours: number, theirs: number): boolean {
  return channelsOf(ours).every((channel, i) => Math.abs(channel - channelsOf(theirs)[i]) <= 1);
}

/** 0 for whatever is transparent. */
function pixelAt(rgba: Uint8Array, i: number): number {
  const at = 4 * i;
  return rgba[at + 3] === 0 ? 0 : rgba[at] + 256 * rgba[at + 1] + 65_536 * rgba[at + 2] + 16_777_216 * rgba[at + 3];
}

function hex(pixel: number): string {
  if (pixel === 0) return 'nothing';
  return `#${channelsOf(pixel)
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')}`;
}

function channelsOf(pixel: number): number[] {
  return [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255, Math.floor(pixel / 16_777_216)];
}
