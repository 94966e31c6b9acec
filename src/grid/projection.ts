/**
 * A coordinate reference system. `name` is what people call it (`EPSG:32633`, or the citation of a user-defined
 * one), `definition` the PROJ string that proj4 computes with. x is always east or longitude, y north or latitude,
 * whatever axis order the authority states.
 */
export interface Crs {
  readonly name: string;
  readonly definition: string;
}

/** WGS 84 longitude and latitude in degrees: the CRS of every AOI in the catalogue. */
export const WGS84: Crs = { name: 'EPSG:4326', definition: '+proj=longlat +datum=WGS84 +no_defs' };
