import { geodesicLength } from './geodesic.ts';
import { projector, WGS84, type Crs } from './projection.ts';

/** Pieces that a line is cut into: of a parallel around the world the geodesics are then short by 1/2000 at most. */
const PIECES = 64;

/**
 * Metres on the ground along a straight line of a CRS, as the sum over short pieces. Pieces that have no place on earth
 * count nothing.
 */
export function groundLength(
  crs: Crs,
  [fromX, fromY]: readonly [number, number],
  [toX, toY]: readonly [number, number],
): number {
  const project = projector(crs, WGS84);
  let metres = 0;
  let before: readonly [lon: number, lat: number] = [NaN, NaN];
  for (let i = 0; i <= PIECES; i++) {
    const share = i / PIECES;
    const here = project(fromX + (toX - fromX) * share, fromY + (toY - fromY) * share);
    if (!Number.isNaN(before[0] + here[0])) metres += geodesicLength(before, here);
    before = here;
  }
  return metres;
}
