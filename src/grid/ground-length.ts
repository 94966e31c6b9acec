import { projector, WGS84, type Crs } from './projection.ts';

/** Pieces that a line is cut into: longitude and latitude of a piece are then as good as straight. */
const PIECES = 16;
/** WGS 84: major axis in metres, square of the eccentricity. */
const A = 6_378_137;
const E2 = 0.00669437999014;
const RADIAN = Math.PI / 180;

/**
 * Metres on the ground along a straight line of a CRS, as the sum over short pieces with the ellipsoid's radii of
 * curvature at each. Pieces that have no place on earth count nothing.
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
    const piece = pieceLength(before, here);
    if (!Number.isNaN(piece)) metres += piece;
    before = here;
  }
  return metres;
}

function pieceLength(from: readonly [number, number], to: readonly [number, number]): number {
  const turn = to[0] - from[0];
  const lon = (turn - 360 * Math.round(turn / 360)) * RADIAN;
  const lat = (to[1] - from[1]) * RADIAN;
  const middle = ((from[1] + to[1]) / 2) * RADIAN;
  const w2 = 1 - E2 * Math.sin(middle) ** 2;
  const alongParallel = (A / Math.sqrt(w2)) * Math.cos(middle) * lon;
  const alongMeridian = ((A * (1 - E2)) / w2 ** 1.5) * lat;
  return Math.hypot(alongParallel, alongMeridian);
}
