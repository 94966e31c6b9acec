import type { Bounds } from './bounds.ts';
import { projector, WGS84 } from './projection.ts';
import { tileLevels, type TileMatrixSet } from './tile-matrix-set.ts';

/** A step of latitude short enough for no projection to bend over it, and its length, m. */
const STEP_DEGREES = 1e-4;
const STEP_M = 11.1195;

/**
 * Levels of a set, from its first to the first that loses nothing: whose pixels in the middle of the bounds are no
 * larger on the ground than the raster's.
 *
 * @param bounds longitude and latitude; `west > east` across the antimeridian
 */
export function usefulLevels(
  set: TileMatrixSet,
  [west, south, east, north]: Bounds,
  resolutionM: number,
): readonly [first: number, last: number] {
  const project = projector(WGS84, set.mapCrs);
  const [lon, lat] = [(west + east + (west > east ? 360 : 0)) / 2, (south + north) / 2];
  const [x, y] = project(lon, lat);
  const [toX, toY] = project(lon, lat - Math.sign(lat || 1) * STEP_DEGREES);
  const unitM = STEP_M / Math.hypot(toX - x, toY - y);
  const [first, last] = tileLevels(set);
  const found = set.tileMatrices.find(({ cellSize }) => cellSize * unitM <= resolutionM * 1.001);
  return [first, found === undefined ? last : Number(found.id)];
}
