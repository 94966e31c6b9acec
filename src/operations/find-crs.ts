import { epsg } from '../cog/epsg.ts';
import { isNorthFirst } from '../grid/axis-order.ts';
import { projector, WGS84, type Crs } from '../grid/projection.ts';
import { tileMatrixSet, tileMatrixSetIds } from '../grid/tile-matrix-set.ts';

/** A CRS that maps can be asked for in. */
export interface MapCrs {
  readonly crs: Crs;
  /** Whether its authority writes northing or latitude before easting or longitude. */
  readonly isNorthFirst: boolean;
}

/** What web maps wrote before web mercator had its code. */
const OLD_WEB_MERCATOR = 900_913;

const EPSG_FORMS = [
  /^EPSG:(\d{1,7})$/i,
  /^urn:(?:x-)?ogc:def:crs:EPSG:[\d.]*:(\d{1,7})$/i,
  /^https?:\/\/www\.opengis\.net\/def\/crs\/EPSG\/[\d.]+\/(\d{1,7})$/i,
];
const CRS84_FORM =
  /^(?:CRS:84|OGC:CRS84|urn:(?:x-)?ogc:def:crs:OGC:(?:[\d.]*:)?CRS84|https?:\/\/www\.opengis\.net\/def\/crs\/OGC\/[\d.]+\/CRS84)$/i;

/** As tiles are computed, so that a map of the same window has the same pixels. */
const ofTiles = new Map(
  tileMatrixSetIds()
    .map((id) => tileMatrixSet(id)?.mapCrs)
    .flatMap((crs) => (crs === undefined ? [] : [[crs.name, crs] as const])),
);

/**
 * The CRS of a name such as `EPSG:32635` or `CRS:84`, or the URN or URI of one; undefined for what is none of these,
 * an unknown code, and a CRS that cannot be computed with here (one that needs a datum grid).
 */
export function findCrs(name: string): MapCrs | undefined {
  if (CRS84_FORM.test(name)) return { crs: WGS84, isNorthFirst: false };
  const [digits] = EPSG_FORMS.flatMap((form) => form.exec(name)?.slice(1) ?? []);
  if ((digits as string | undefined) === undefined) return undefined;
  const code = Number(digits) === OLD_WEB_MERCATOR ? 3857 : Number(digits);
  const crs = ofTiles.get(`EPSG:${code}`) ?? epsg(code);
  return crs !== undefined && isComputable(crs) ? { crs, isNorthFirst: isNorthFirst(code) } : undefined;
}

function isComputable(crs: Crs): boolean {
  try {
    projector(WGS84, crs);
    return true;
  } catch {
    return false; // proj4 lacks the projection
  }
}
