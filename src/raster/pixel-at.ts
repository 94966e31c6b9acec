import { applyAffine, invertAffine } from '../grid/affine.ts';
import { windowGrid, type Grid } from '../grid/grid.ts';
import { WGS84, canUnwrap, projector, sameCrs, unwrappedProjector, type Projector } from '../grid/projection.ts';
import { EDGE_PX } from './run.ts';

/** Turns by which a longitude is tried, the one nearest Greenwich first; rasters lie in [-540, 540]. */
const TURNS = [0, 360, -360, 720, -720];

/**
 * The pixel of a grid that holds a place, as a grid of one pixel on its lattice; undefined beside the grid. A place on
 * an edge between pixels is the right or lower one's. Longitude 181 is -179, and both ends of the antimeridian are one
 * place: whichever of its names the grid knows.
 *
 * @param lon, lat degrees in WGS 84
 * @throws Failure `invalid` if the grid's CRS cannot be computed with
 */
export function pixelAt(grid: Grid, lon: number, lat: number): Grid | undefined {
  const toPixels = invertAffine(grid.affine);
  const normal = lon - 360 * Math.round(lon / 360);
  const project = projectorOnto(grid);
  for (const turn of canUnwrap(grid.crs) ? TURNS : [0]) {
    const [x, y] = project(normal + turn, lat);
    const [col, row] = applyAffine(toPixels, x, y).map((position) => Math.floor(position + EDGE_PX));
    // a place that the CRS does not have is NaN, which is inside nothing
    if (col >= 0 && col < grid.width && row >= 0 && row < grid.height) {
      return windowGrid(grid, { col, row, width: 1, height: 1 });
    }
  }
  return undefined;
}

/** One that keeps turns where the CRS tells them apart. */
function projectorOnto({ crs }: Grid): Projector {
  return canUnwrap(crs) && !sameCrs(WGS84, crs) ? unwrappedProjector(crs) : projector(WGS84, crs);
}
