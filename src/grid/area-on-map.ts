import { polygonsOf, type AreaGeometry, type Position, type Ring } from './geometry.ts';
import { gridBounds, type Grid } from './grid.ts';
import { projectArea, type ProjectedArea } from './project-area.ts';
import { WGS84, isGeographic, projector, worldWidth, type Crs } from './projection.ts';

/** Worlds side by side that a map shows, counted from the one around longitude 0: [0, 0] is that one alone. */
export type Worlds = readonly [first: number, last: number];

/** Mercator has no end at the poles: a border that runs to one is cut off here, where its maps have long ended. */
const MAX_MERCATOR_LATITUDE = 89;
/** A polar map has no end at the other pole: a border that runs to it is cut off here, where no such map reaches. */
const MAX_OTHER_LATITUDE = 60;
/** From the central meridian of a transverse mercator, which has no end at 90 degrees on the equator. */
const MAX_TRANSVERSE_LONGITUDE = 80;
/** A parallel bows by 1 m in 0.1 degrees where maps are made, which is less than a pixel. */
const EDGE_DEGREES = 0.1;

/** The worlds that a window lies in, of a CRS that repeats. */
export function worldsOf(grid: Grid): Worlds {
  const width = worldWidth(grid.crs);
  if (width === undefined) return [0, 0];
  const [minX, , maxX] = gridBounds(grid);
  const rounding = 1e-9;
  return [Math.floor(minX / width + 0.5 + rounding), Math.ceil(maxX / width - 0.5 - rounding)];
}

/**
 * The area wherever a map shows it: once, or at both ends of a map of the whole world when it lies across the
 * antimeridian. Edges run straight on geographic and cylindrical maps, where parallels do; on all others they follow
 * the straight line in longitude and latitude. What has no place in the CRS is left out.
 */
export function areaOnMap(geometry: AreaGeometry, crs: Crs, [first, last]: Worlds = [0, 0]): ProjectedArea {
  const width = worldWidth(crs);
  if (width === undefined) return { crs, rings: polygonsOf(geometry).flatMap((rings) => bentPolygon(rings, crs)) };
  const within = isGeographic(crs) ? geometry : withLatitudes(geometry, MAX_MERCATOR_LATITUDE);
  return projectArea(within, crs, [(first - 0.5) * width, -Infinity, (last + 0.5) * width, Infinity]);
}

function withLatitudes(geometry: AreaGeometry, most: number): AreaGeometry {
  const cut = ([lon, lat]: Position): Position => [lon, Math.max(-most, Math.min(most, lat))];
  return { type: 'MultiPolygon', coordinates: polygonsOf(geometry).map((rings) => rings.map((ring) => ring.map(cut))) };
}

/** The polygon's rings with edges so short that they bend as the map does; none if it has no place there. */
function bentPolygon(polygon: readonly Ring[], crs: Crs): Float64Array[] {
  const rings = polygon.map(shortEdged);
  const whole = projectRings(rings, crs);
  if (whole !== undefined) return whole;
  const cut = cutFor(crs, polygon[0]);
  return (
    projectRings(
      rings.map((ring) => ring.map(cut)),
      crs,
    ) ?? []
  );
}

function projectRings(rings: readonly Ring[], crs: Crs): Float64Array[] | undefined {
  const project = projector(WGS84, crs);
  const projected = rings.map((ring) => Float64Array.from(ring.flatMap(([lon, lat]) => project(lon, lat))));
  return projected.some((ring) => ring.includes(NaN)) ? undefined : projected;
}

function shortEdged(ring: Ring): Ring {
  const [start] = ring;
  return [
    start,
    ...ring.slice(1).flatMap(([lon, lat], i): Position[] => {
      const [fromLon, fromLat] = ring[i];
      const parts = Math.ceil(Math.max(Math.abs(lon - fromLon), Math.abs(lat - fromLat)) / EDGE_DEGREES);
      return Array.from({ length: Math.max(1, parts) }, (_, part) => {
        const share = (part + 1) / Math.max(1, parts);
        return share === 1 ? [lon, lat] : [fromLon + share * (lon - fromLon), fromLat + share * (lat - fromLat)];
      });
    }),
  ];
}

/** Moves what lies beyond the end of a CRS to where its maps have ended. */
function cutFor({ definition }: Crs, outer: Ring): (position: Position) => Position {
  const center = centralMeridian(definition);
  if (center !== undefined) {
    const middle = outer.reduce((sum, [lon]) => sum + lon, 0) / outer.length;
    const zero = center + 360 * Math.round((middle - center) / 360);
    const most = MAX_TRANSVERSE_LONGITUDE;
    return ([lon, lat]) => [Math.max(zero - most, Math.min(zero + most, lon)), lat];
  }
  const pole = Number(/\+proj=(?:stere|ups|lcc)\b.*\+lat_0=(-?[\d.]+)/.exec(definition)?.[1] ?? 0);
  if (pole > 0) return ([lon, lat]) => [lon, Math.max(-MAX_OTHER_LATITUDE, lat)];
  if (pole < 0) return ([lon, lat]) => [lon, Math.min(MAX_OTHER_LATITUDE, lat)];
  return (position) => position;
}

function centralMeridian(definition: string): number | undefined {
  if (!/\+proj=(utm|tmerc|etmerc)\b/.test(definition)) return undefined;
  const zone = /\+zone=(\d+)/.exec(definition);
  return zone === null ? Number(/\+lon_0=(-?[\d.]+)/.exec(definition)?.[1] ?? 0) : 6 * Number(zone[1]) - 183;
}
