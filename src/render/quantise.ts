import type { Palette } from './png.ts';

/**
 * Largest distance between a colour and the palette entry that stands for it, on the scale of one channel (0 to 255),
 * colours weighed by their opacity. Smooth edges of letters stay smooth and no band shows in a colour bar.
 */
const TOLERANCE = 16;
/** Colours kept exactly for being the most frequent: panel, text, lines, swatches. */
const MOST_FREQUENT = 16;
/** Distinct colours above which the search would cost more than an RGBA picture does. */
const MOST_COLORS = 8192;

export interface FittedColors {
  /** The given palette, unchanged, with the new colours behind it. */
  readonly palette: Palette;
  /** Index of a colour packed as 0xRRGGBBAA, or of one that looks like it. */
  indexOf(color: number): number;
}

/**
 * Finds room for more colours behind a palette: all of them where they fit, else the most frequent ones, then those
 * farthest from what is there already (farthest-first traversal: Gonzalez 1985), and the nearest entry for each other.
 * Undefined where even so a colour would be off by more than the tolerance.
 *
 * @param colors packed as 0xRRGGBBAA, one per pixel; 0 is passed over
 * @param room how many entries may be added
 */
export function fitColors(colors: Uint32Array, palette: Palette, room: number): FittedColors | undefined {
  const index = new Map<number, number>();
  for (let i = palette.length / 4 - 1; i >= 0; i--) index.set(packed(palette, i * 4), i);
  const counts = countColors(colors, index);
  // ties by colour, so that the same picture always has the same palette
  const wanted = [...counts].sort(([a, countA], [b, countB]) => countB - countA || a - b).map(([color]) => color);
  if (wanted.length > MOST_COLORS) return undefined;
  const added = wanted.length <= room ? wanted : farthestFirst(wanted, palette, room, index);
  if (added === undefined) return undefined;
  const extended = new Uint8Array(palette.length + added.length * 4);
  extended.set(palette);
  for (const [i, color] of added.entries()) {
    index.set(color, palette.length / 4 + i);
    extended.set([color >>> 24, (color >>> 16) & 255, (color >>> 8) & 255, color & 255], palette.length + i * 4);
  }
  return { palette: extended, indexOf: (color) => index.get(color) ?? 0 };
}

/** How often each colour occurs that is not in `known`, counted by runs. */
function countColors(colors: Uint32Array, known: ReadonlyMap<number, number>): Map<number, number> {
  const counts = new Map<number, number>();
  for (let i = 0; i < colors.length;) {
    const color = colors[i];
    const start = i;
    while (i < colors.length && colors[i] === color) i++;
    if (color !== 0 && !known.has(color)) counts.set(color, (counts.get(color) ?? 0) + i - start);
  }
  return counts;
}

/** Chooses entries among `wanted`, most frequent first, and enters into `index` which one stands for each colour that is left out. */
function farthestFirst(
  wanted: readonly number[],
  palette: Palette,
  room: number,
  index: Map<number, number>,
): number[] | undefined {
  const points = weighed(wanted);
  const distances = new Float64Array(wanted.length).fill(Infinity);
  const standIns = new Uint8Array(wanted.length);
  const count = palette.length / 4;
  const known = weighed(Array.from({ length: count }, (_, entry) => packed(palette, entry * 4)));
  for (let entry = 0; entry < count; entry++) bringNear(known, entry, entry, points, distances, standIns);
  const added: number[] = [];
  while (added.length < room) {
    const farthest = added.length < MOST_FREQUENT ? added.length : indexOfLargest(distances);
    bringNear(points, farthest, count + added.length, points, distances, standIns);
    added.push(wanted[farthest]);
  }
  if (distances[indexOfLargest(distances)] > TOLERANCE ** 2) return undefined;
  for (const [i, color] of wanted.entries()) index.set(color, standIns[i]);
  return added;
}

/** Lets point `at` of `candidates`, which has place `entry` in the palette, stand for the points that it is nearest to. */
function bringNear(
  candidates: Float64Array,
  at: number,
  entry: number,
  points: Float64Array,
  distances: Float64Array,
  standIns: Uint8Array,
): void {
  const [red, green, blue, alpha] = candidates.subarray(at * 4, at * 4 + 4);
  for (let i = 0, j = 0; i < distances.length; i++, j += 4) {
    const r = points[j] - red;
    const g = points[j + 1] - green;
    const b = points[j + 2] - blue;
    const a = points[j + 3] - alpha;
    const distance = r * r + g * g + b * b + a * a;
    if (distance >= distances[i]) continue;
    distances[i] = distance;
    standIns[i] = entry;
  }
}

function indexOfLargest(numbers: Float64Array): number {
  let largest = 0;
  for (let i = 1; i < numbers.length; i++) if (numbers[i] > numbers[largest]) largest = i;
  return largest;
}

/** Four numbers for each colour: red, green and blue weighed by alpha, since a transparent one has no hue, and alpha. */
function weighed(colors: readonly number[]): Float64Array {
  const points = new Float64Array(colors.length * 4);
  for (const [i, color] of colors.entries()) {
    const alpha = color & 255;
    const share = alpha / 255;
    points.set([(color >>> 24) * share, ((color >>> 16) & 255) * share, ((color >>> 8) & 255) * share, alpha], i * 4);
  }
  return points;
}

function packed(palette: Palette, at: number): number {
  return ((palette[at] << 24) | (palette[at + 1] << 16) | (palette[at + 2] << 8) | palette[at + 3]) >>> 0;
}
