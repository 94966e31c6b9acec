import type { Window } from '../grid/grid.ts';
import { intersectWindows } from '../grid/lattice.ts';
import { hullOf, type Patch } from './patch.ts';
import { reachOf, type Resampling } from './resample.ts';

/** A part of a patch that is wanted, and what it takes from the source. */
export interface Part {
  readonly patch: Patch;
  /** Lattice pixels. */
  readonly box: Window;
  /** Every position lies inside the source. */
  readonly isInside: boolean;
  /** Pixels of the level that the kernel may touch. */
  readonly window: Window;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** One window of a level, and the parts that are filled from it. */
export interface Read {
  readonly level: number;
  readonly window: Window;
  readonly parts: readonly Part[];
}

/** Pixels around the window for the last digits of a position. */
const MARGIN = 1;
/** Windows beyond this are read piece by piece: 84 MB as float32 with its validity. */
const MAX_READ_PX = 2 ** 24;
/** Parts this much smaller than the window around them all are read apart: both ends of a world raster, for one. */
const MAX_WASTE = 4;

/** The parts of patches inside `window` that touch a level. */
export function touchedParts(patches: readonly Patch[], window: Window, level: Size, resampling: Resampling): Part[] {
  return patches.flatMap((patch) => {
    const box = intersectWindows(patch.box, window);
    return box === undefined ? [] : partOf(patch, box, level, resampling);
  });
}

function partOf(patch: Patch, box: Window, { width, height }: Size, resampling: Resampling): Part[] {
  const hull = hullOf(patch, box);
  const reach = reachOf(resampling, patch.spanCols, patch.spanRows);
  if (!(hull.minCol < width + reach.outsideCols && hull.maxCol > -reach.outsideCols)) return [];
  if (!(hull.minRow < height + reach.outsideRows && hull.maxRow > -reach.outsideRows)) return [];
  const [left, right] = reached(hull.minCol, hull.maxCol, reach.cols, width);
  const [top, bottom] = reached(hull.minRow, hull.maxRow, reach.rows, height);
  if (right <= left || bottom <= top) return [];
  const isInside = hull.minCol > 0 && hull.minRow > 0 && hull.maxCol < width - 0.001 && hull.maxRow < height - 0.001;
  return [{ patch, box, isInside, window: { col: left, row: top, width: right - left, height: bottom - top } }];
}

function reached(min: number, max: number, reach: number, size: number): [from: number, to: number] {
  return [Math.max(0, Math.floor(min - reach) - MARGIN), Math.min(size, Math.ceil(max + reach) + MARGIN)];
}

/**
 * Few windows that hold all the parts: one where they lie together, more where most of it would be read in vain or
 * it would be too large. Parts that need too much by themselves are halved.
 *
 * @param parts of one level
 */
export function groupReads(level: number, parts: readonly Part[], size: Size, resampling: Resampling): Read[] {
  if (parts.length === 0) return [];
  const window = around(parts);
  const area = areaOf(window);
  const asked = parts.reduce((sum, part) => sum + areaOf(part.window), 0);
  const groups =
    area <= MAX_READ_PX && area <= MAX_WASTE * asked
      ? []
      : parts.length > 1
        ? bestSplit(parts)
        : halves(parts[0].box).map((box) => partOf(parts[0].patch, box, size, resampling));
  if (groups.length === 0) return [{ level, window, parts }];
  return groups.flatMap((group) => groupReads(level, group, size, resampling));
}

/** Both halves of a box; none of a single pixel. */
function halves({ col, row, width, height }: Window): Window[] {
  if (width * height === 1) return [];
  if (width >= height) {
    const left = Math.ceil(width / 2);
    return [
      { col, row, width: left, height },
      { col: col + left, row, width: width - left, height },
    ];
  }
  const upper = Math.ceil(height / 2);
  return [
    { col, row, width, height: upper },
    { col, row: row + upper, width, height: height - upper },
  ];
}

/** Two groups, left and right or above and below, whose windows are as small as can be. */
function bestSplit(parts: readonly Part[]): [Part[], Part[]] {
  let best: [Part[], Part[]] = [[], []];
  let smallest = Infinity;
  for (const place of [(part: Part) => part.window.col, (part: Part) => part.window.row]) {
    const sorted = [...parts].sort((a, b) => place(a) - place(b));
    const before = areasUpTo(sorted);
    const after = areasUpTo([...sorted].reverse()).reverse();
    for (let i = 1; i < sorted.length; i++) {
      const area = before[i - 1] + after[i];
      if (area >= smallest) continue;
      smallest = area;
      best = [sorted.slice(0, i), sorted.slice(i)];
    }
  }
  return best;
}

/** Areas of the windows around the first, the first two, and so on. */
function areasUpTo(parts: readonly Part[]): number[] {
  let window = parts[0].window;
  return parts.map((part) => {
    window = unite(window, part.window);
    return areaOf(window);
  });
}

function around(parts: readonly Part[]): Window {
  return parts.reduce((window, part) => unite(window, part.window), parts[0].window);
}

function unite(a: Window, b: Window): Window {
  const [col, row] = [Math.min(a.col, b.col), Math.min(a.row, b.row)];
  const width = Math.max(a.col + a.width, b.col + b.width) - col;
  return { col, row, width, height: Math.max(a.row + a.height, b.row + b.height) - row };
}

function areaOf({ width, height }: Window): number {
  return width * height;
}
