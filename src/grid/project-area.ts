import { Failure } from '../failure.ts';
import type { Bounds } from './bounds.ts';
import { polygonsOf, type AreaGeometry, type Position, type Ring } from './geometry.ts';
import { WGS84, canUnwrap, projector, sameCrs, unwrappedProjector, type Crs, type Projector } from './projection.ts';

/**
 * An area in the CRS of a raster. Edges run straight between the transformed vertices; inside is even-odd over all
 * rings, so that holes need no mark of their own.
 */
export interface ProjectedArea {
  readonly crs: Crs;
  /** Closed rings as x0, y0, x1, y1, ... with the first position repeated at the end. */
  readonly rings: readonly Float64Array[];
}

/**
 * The area in another CRS. One place has many longitudes, so each polygon is put where the raster is: shifted by
 * whole turns until it meets `near`, and repeated where it meets it twice (a polygon over the antimeridian and a
 * raster of the whole world).
 *
 * @param near bounds of the raster in `to`; without it, where the longitudes as given fall
 * @throws Failure `invalid` if a vertex has no place in the CRS (a pole in web mercator)
 */
export function projectArea(area: AreaGeometry, to: Crs, near?: Bounds): ProjectedArea {
  const polygons = polygonsOf(area);
  if (near === undefined || !canUnwrap(to)) {
    const project = projector(WGS84, to);
    return { crs: to, rings: polygons.flatMap((rings) => rings.map((ring) => projectRing(ring, 0, project, to))) };
  }
  const project = sameCrs(WGS84, to) ? projector(WGS84, to) : unwrappedProjector(to);
  return { crs: to, rings: polygons.flatMap((rings) => placePolygon(rings, project, to, near)) };
}

/** Turns that longitudes in [-540, 540] need to meet a raster whose own longitudes lie in the same span. */
const TURNS = [0, -1, 1, -2, 2, -3, 3];

function placePolygon(polygon: readonly Ring[], project: Projector, to: Crs, near: Bounds): Float64Array[] {
  const placed = TURNS.map((turns) => projectRing(polygon[0], 360 * turns, project, to));
  const meeting = TURNS.filter((_, i) => meets(placed[i], near));
  return (meeting.length > 0 ? meeting : [0]).flatMap((turns) =>
    polygon.map((ring) => projectRing(ring, 360 * turns, project, to)),
  );
}

function projectRing(ring: Ring, shift: number, project: Projector, to: Crs): Float64Array {
  const flat = new Float64Array(2 * ring.length);
  ring.forEach((position, i) => {
    const [x, y] = project(position[0] + shift, position[1]);
    if (Number.isNaN(x)) throw misplaced(position, to);
    flat[2 * i] = x;
    flat[2 * i + 1] = y;
  });
  return flat;
}

function misplaced([lon, lat]: Position, to: Crs): Failure {
  return new Failure('invalid', `area: longitude ${lon}, latitude ${lat} has no place in ${to.name}`);
}

function meets(ring: Float64Array, [minX, minY, maxX, maxY]: Bounds): boolean {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < ring.length; i += 2) {
    west = Math.min(west, ring[i]);
    east = Math.max(east, ring[i]);
    south = Math.min(south, ring[i + 1]);
    north = Math.max(north, ring[i + 1]);
  }
  return west <= maxX && east >= minX && south <= maxY && north >= minY;
}
