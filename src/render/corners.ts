import type { Ring } from '../grid/geometry.ts';

/** A rectangle of an image, image pixels from the top left corner. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Whether a box and the area of `rings` (even-odd: holes are outside) share any ground. Without rings the whole
 * image is the area.
 */
export function overlapsArea(box: Box, rings: readonly Ring[]): boolean {
  if (rings.length === 0) return true;
  return crossesBoundary(box, rings) || isInside(box.x + box.width / 2, box.y + box.height / 2, rings);
}

/** Whether a box lies inside the area of `rings` as a whole. */
export function liesInArea(box: Box, rings: readonly Ring[]): boolean {
  return !crossesBoundary(box, rings) && isInside(box.x + box.width / 2, box.y + box.height / 2, rings);
}

/** How far a box can grow on every side before it touches the area, in pixels, to about a pixel, at most `limit`. */
export function clearance(box: Box, rings: readonly Ring[], limit: number): number {
  let [free, taken] = [0, limit];
  if (!overlapsArea(grown(box, limit), rings)) return limit;
  while (taken - free > 1) {
    const middle = (free + taken) / 2;
    if (overlapsArea(grown(box, middle), rings)) taken = middle;
    else free = middle;
  }
  return free;
}

function crossesBoundary(box: Box, rings: readonly Ring[]): boolean {
  return rings.some((ring) => ring.some((point, i) => i > 0 && segmentMeetsBox(ring[i - 1], point, box)));
}

function grown({ x, y, width, height }: Box, by: number): Box {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
}

function isInside(x: number, y: number, rings: readonly Ring[]): boolean {
  let inside = false;
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i++) {
      const [x0, y0] = ring[i - 1];
      const [x1, y1] = ring[i];
      if (y0 > y !== y1 > y && x < x0 + ((y - y0) / (y1 - y0)) * (x1 - x0)) inside = !inside;
    }
  }
  return inside;
}

/** Liang and Barsky (1984): the part of the segment that each side of the box leaves over. */
function segmentMeetsBox(from: readonly [number, number], to: readonly [number, number], box: Box): boolean {
  let [enter, leave] = [0, 1];
  for (const axis of [0, 1] as const) {
    const low = axis === 0 ? box.x : box.y;
    const high = low + (axis === 0 ? box.width : box.height);
    const step = to[axis] - from[axis];
    if (step === 0) {
      if (from[axis] < low || from[axis] > high) return false;
      continue;
    }
    const [a, b] = [(low - from[axis]) / step, (high - from[axis]) / step];
    enter = Math.max(enter, Math.min(a, b));
    leave = Math.min(leave, Math.max(a, b));
    if (enter > leave) return false;
  }
  return true;
}
