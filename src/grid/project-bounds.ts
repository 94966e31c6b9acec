import type { Bounds } from './bounds.ts';
import { projector, worldWidth, WGS84, type Crs } from './projection.ts';

/** Points a side: the bow of an edge is then missed by 1/32^2 of itself, and a pole inside is come near to. */
const STEPS = 32;

/**
 * Bounds in another CRS of longitude and latitude bounds, followed point by point because straight edges bow under
 * projection. Across the antimeridian (`west > east`) they are the whole turn where the CRS repeats. Undefined where no
 * point has a place in the CRS.
 */
export function projectBounds([west, south, east, north]: Bounds, to: Crs): Bounds | undefined {
  const isCrossing = west > east;
  const [from, until] =
    isCrossing && worldWidth(to) !== undefined ? [-180, 180] : [west, isCrossing ? east + 360 : east];
  const project = projector(WGS84, to);
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i <= STEPS; i++) {
    for (let j = 0; j <= STEPS; j++) {
      const [x, y] = project(from + ((until - from) * i) / STEPS, south + ((north - south) * j) / STEPS);
      if (Number.isNaN(x)) continue;
      minX = Math.min(minX, x);
      minY = Math.min(minY, y);
      maxX = Math.max(maxX, x);
      maxY = Math.max(maxY, y);
    }
  }
  return minX <= maxX && minY <= maxY ? [minX, minY, maxX, maxY] : undefined;
}
