import type { Bounds } from './bounds.ts';
import { worldWidth, WGS84, type Crs } from './projection.ts';
import { reprojectBounds } from './reproject-bounds.ts';

/**
 * Bounds in another CRS of longitude and latitude bounds. Across the antimeridian (`west > east`) they are the whole
 * turn where the CRS repeats. Undefined where no point has a place in the CRS.
 */
export function projectBounds([west, south, east, north]: Bounds, to: Crs): Bounds | undefined {
  const isCrossing = west > east;
  const [from, until] =
    isCrossing && worldWidth(to) !== undefined ? [-180, 180] : [west, isCrossing ? east + 360 : east];
  return reprojectBounds([from, south, until, north], WGS84, to);
}
