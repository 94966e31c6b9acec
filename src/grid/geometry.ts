/** A GeoJSON position, `[x, y]`; in GeoJSON that is longitude, latitude. */
export type Position = readonly [x: number, y: number];
/** A closed ring: first and last position are equal, at least four positions. */
export type Ring = readonly Position[];

export interface Polygon {
  readonly type: 'Polygon';
  readonly coordinates: readonly Ring[];
}
export interface MultiPolygon {
  readonly type: 'MultiPolygon';
  readonly coordinates: readonly (readonly Ring[])[];
}
/** The geometry of an AOI, in EPSG:4326 when it comes from the catalogue or the API. */
export type AreaGeometry = Polygon | MultiPolygon;
