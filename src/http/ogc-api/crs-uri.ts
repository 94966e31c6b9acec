/** WGS 84, longitude before latitude. */
export const CRS84_URI = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84';

/** What maps can be asked for in. */
export const MAP_CRS_URIS: readonly string[] = [CRS84_URI, 'http://www.opengis.net/def/crs/EPSG/0/3857'];
