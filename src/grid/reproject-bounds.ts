import type { Bounds } from './bounds.ts';
import { projector, sameCrs, type Crs } from './projection.ts';

/** Points a side: the bow of an edge is then missed by 1/32^2 of itself, and a pole inside is come near to. */
const STEPS = 32;

/**
 * Bounds in another CRS of bounds in one, followed point by point because straight edges bow under projection.
 * Undefined where no point has a place in the other.
 */
export function reprojectBounds(bounds: Bounds, from: Crs, to: Crs): Bounds | undefined {
  if (sameCrs(from, to)) return bounds;
  const [west, south, east, north] = bounds;
  const project = projector(from, to);
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i <= STEPS; i++) {
    for (let j = 0; j <= STEPS; j++) {
      const [x, y] = project(west + ((east - west) * i) / STEPS, south + ((north - south) * j) / STEPS);
      if (Number.isNaN(x)) continue;
      minX = Math.min(minX, x);
      minY = Math.min(minY, y);
      maxX = Math.max(maxX, x);
      maxY = Math.max(maxY, y);
    }
  }
  return minX <= maxX && minY <= maxY ? [minX, minY, maxX, maxY] : undefined;
}
