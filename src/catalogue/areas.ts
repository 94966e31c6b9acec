import { Failure } from '../failure.ts';
import type { AreaGeometry } from '../grid/geometry.ts';
import type { Queryable } from './database.ts';

/** What PostGIS says of a polygon; `at` is the place of the fault, `[lon, lat]`. */
export type AreaCheck =
  | { readonly isValid: true }
  | { readonly isValid: false; readonly reason: string; readonly at?: readonly [lon: number, lat: number] };

/**
 * Whether the polygon is valid in the OGC sense (no self-intersection, holes inside, parts apart). Every geometry
 * passes through here before PostGIS computes anything else with it: an overlay of an invalid one fails on a server
 * and hangs, or answers nothing, in the embedded database.
 */
export async function checkArea(db: Queryable, geometry: AreaGeometry): Promise<AreaCheck> {
  const [found] = (await db.query(
    `SELECT "isArea", "isOnEarth", valid, reason, ST_X(location) AS lon, ST_Y(location) AS lat
     FROM (
       SELECT g, GeometryType(g) IN ('POLYGON', 'MULTIPOLYGON') AND NOT ST_IsEmpty(g) AS "isArea",
         ST_XMin(g) >= -540 AND ST_XMax(g) <= 540 AND ST_YMin(g) >= -90 AND ST_YMax(g) <= 90 AS "isOnEarth"
       FROM (SELECT ST_SetSRID(ST_GeomFromGeoJSON($1), 4326) AS g OFFSET 0) AS given
     ) AS looked, ST_IsValidDetail(CASE WHEN "isArea" THEN g END)`,
    [JSON.stringify(geometry)],
  )) as [Finding];
  if (!found.isArea) return { isValid: false, reason: 'neither a polygon nor a multipolygon, or empty' };
  if (!found.isOnEarth)
    return { isValid: false, reason: 'longitudes outside -540 to 540 or latitudes outside -90 to 90' };
  if (found.valid) return { isValid: true };
  const reason = found.reason ?? 'not a valid polygon';
  if (found.lon === null || found.lat === null) return { isValid: false, reason };
  return { isValid: false, reason, at: [found.lon, found.lat] };
}

interface Finding {
  readonly isArea: boolean;
  readonly isOnEarth: boolean;
  readonly valid: boolean | null;
  readonly reason: string | null;
  readonly lon: number | null;
  readonly lat: number | null;
}

/** @throws Failure invalid that says what is wrong with the polygon, and where */
export async function requireValidArea(db: Queryable, geometry: AreaGeometry): Promise<void> {
  const check = await checkArea(db, geometry);
  if (check.isValid) return;
  const place = check.at === undefined ? '' : ` at longitude ${check.at[0]}, latitude ${check.at[1]}`;
  const reason = `not a valid polygon: ${check.reason}${place}`;
  throw new Failure('invalid', `geometry: ${reason}`, { details: [{ field: 'geometry', reason }] });
}

/** Equal-area on the ellipsoid; `over` keeps longitudes beyond 180 where they are. */
const EQUAL_AREA = '+proj=cea +ellps=WGS84 +units=m +over +no_defs';

/**
 * SQL of a subquery `area(geometry, area_m2, centroid)` over one GeoJSON parameter of a valid polygon.
 *
 * The area is that of PostGIS's geography: on the WGS 84 ellipsoid, between geodesics. It brings longitudes beyond
 * 180 back onto the globe, so a polygon drawn across the antimeridian has its true area. Edges longer than a quarter
 * of the globe would take another way round than they were drawn, so such an area (a global raster) is taken between
 * straight lines in longitude and latitude instead.
 *
 * The centroid is that of the plane of longitude and latitude, its longitude in [-180, 180): geography's own counts
 * holes and parts wrongly (PostGIS 3.3 to 3.6). Parts on both sides of the antimeridian are put together first.
 */
export function measuredArea(parameter: string): string {
  return `(
    SELECT g AS geometry,
      CASE WHEN ST_XMax(drawn) - ST_XMin(drawn) > 90 OR ST_YMax(drawn) - ST_YMin(drawn) > 90
        THEN ST_Area(ST_Transform(ST_Segmentize(drawn, 1), '${EQUAL_AREA}'))
        ELSE ST_Area(g::geography) END AS area_m2,
      (SELECT ARRAY[ST_X(c) - 360 * floor((ST_X(c) + 180) / 360), ST_Y(c)]
       FROM (SELECT ST_Centroid(drawn) AS c OFFSET 0) AS middle) AS centroid
    FROM (
      SELECT g, CASE WHEN ST_XMax(g) - ST_XMin(g) > 180
        AND (SELECT max(ST_XMax(part) - ST_XMin(part)) FROM (SELECT (ST_Dump(g)).geom AS part) AS parts) < 180
        THEN ST_ShiftLongitude(g) ELSE g END AS drawn
      FROM (SELECT ST_SetSRID(ST_GeomFromGeoJSON(${parameter}), 4326) AS g OFFSET 0) AS given
      OFFSET 0
    ) AS placed) AS area`;
}
