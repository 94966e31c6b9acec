import { applyAffine, invertAffine } from './affine.ts';
import type { Bounds } from './bounds.ts';
import type { Grid } from './grid.ts';
import { normalLongitude } from './geometry.ts';
import { WGS84, projector } from './projection.ts';

/** Points along each edge: a bow of the whole edge is then missed by 1/64^2 of itself. */
const EDGE_POINTS = 64;

/**
 * Longitude and latitude bounds `[west, south, east, north]` of a grid's outer edge, which is followed point by
 * point because straight edges bow under projection. `west > east` when the grid crosses the antimeridian; a grid
 * over a pole reaches all longitudes. NaN throughout when the grid lies nowhere on earth.
 */
export function lonLatBounds(grid: Grid): Bounds {
  const project = projector(grid.crs, WGS84);
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  let previous = NaN;
  for (const [col, row] of edgePoints(grid)) {
    const [x, lat] = project(...applyAffine(grid.affine, col, row));
    if (Number.isNaN(x)) continue;
    // walking along the edge, the next point is never half the world away: keep longitudes continuous
    const lon = Number.isNaN(previous) ? x : x - 360 * Math.round((x - previous) / 360);
    previous = lon;
    west = Math.min(west, lon);
    east = Math.max(east, lon);
    south = Math.min(south, lat);
    north = Math.max(north, lat);
  }
  if (Number.isNaN(previous)) return [NaN, NaN, NaN, NaN];
  const [holdsSouthPole, holdsNorthPole] = [holdsPole(grid, -90), holdsPole(grid, 90)];
  if (holdsSouthPole) south = -90;
  if (holdsNorthPole) north = 90;
  if (holdsSouthPole || holdsNorthPole || east - west >= 360) return [-180, south, 180, north];
  return [normalLongitude(west, -180), south, normalLongitude(east, 180), north];
}

function* edgePoints({ width, height }: Grid): Generator<readonly [col: number, row: number]> {
  const corners = [
    [0, 0],
    [width, 0],
    [width, height],
    [0, height],
  ] as const;
  for (let side = 0; side < 4; side++) {
    const [fromCol, fromRow] = corners[side];
    const [toCol, toRow] = corners[(side + 1) % 4];
    for (let i = 0; i < EDGE_POINTS; i++) {
      const t = i / EDGE_POINTS;
      yield [fromCol + t * (toCol - fromCol), fromRow + t * (toRow - fromRow)];
    }
  }
}

function holdsPole(grid: Grid, lat: 90 | -90): boolean {
  const [x, y] = projector(WGS84, grid.crs)(0, lat);
  if (Number.isNaN(x)) return false;
  const [col, row] = applyAffine(invertAffine(grid.affine), x, y);
  return col > 0 && col < grid.width && row > 0 && row < grid.height;
}
