import { Failure } from '../failure.ts';

/** One area of a file, not yet checked: what a GeoJSON feature, a placemark or a Shapefile's record gives. */
export interface AreaFeature {
  /** Place in the file, counted from 1. */
  readonly number: number;
  /** The feature's own id, where it has one. */
  readonly id?: string | undefined;
  /** A GeoJSON geometry in longitude and latitude, if the file is right. */
  readonly geometry: unknown;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Names of WGS 84 in longitude and latitude, which the `crs` of GeoJSON before RFC 7946 may say. */
const LON_LAT = /(OGC:1\.3:CRS84|OGC::?CRS84|CRS84|EPSG:(:|[\d.]+:)?4326)$/;
const GEOMETRIES = ['Polygon', 'MultiPolygon', 'GeometryCollection', 'Point', 'LineString'];

/**
 * The features of a GeoJSON FeatureCollection, Feature or bare geometry.
 *
 * @param fallbackName name of a bare geometry, which has no properties
 * @throws Failure invalid if it is neither of them, empty, or in another CRS than longitude and latitude
 */
export function areaFeatures(geojson: unknown, fallbackName: string): AreaFeature[] {
  const root = asRecord(geojson);
  if (root === undefined) throw new Failure('invalid', 'not GeoJSON: expected an object with a "type"');
  requireLonLat(root);
  const features = featuresOf(root, fallbackName);
  if (features.length === 0) throw new Failure('invalid', 'it holds no features');
  return features.map((feature, i) => numbered(asRecord(feature) ?? {}, i + 1));
}

function featuresOf(root: Record<string, unknown>, fallbackName: string): readonly unknown[] {
  if (root.type === 'Feature') return [root];
  if (typeof root.type === 'string' && GEOMETRIES.includes(root.type)) {
    return [{ geometry: root, properties: { name: fallbackName } }];
  }
  if (root.type === 'FeatureCollection' && Array.isArray(root.features)) return root.features as unknown[];
  throw new Failure(
    'invalid',
    'not GeoJSON with areas: expected a FeatureCollection with "features", a Feature, a Polygon or a MultiPolygon',
  );
}

function numbered(feature: Record<string, unknown>, number: number): AreaFeature {
  const { id, geometry, properties } = feature;
  return {
    number,
    ...(typeof id === 'string' || typeof id === 'number' ? { id: String(id) } : {}),
    geometry: polygonsOnly(geometry),
    properties: asRecord(properties) ?? {},
  };
}

/** A collection that holds nothing but polygons as one MultiPolygon; anything else as it is. */
export function polygonsOnly(geometry: unknown): unknown {
  const { type, geometries } = asRecord(geometry) ?? {};
  if (type !== 'GeometryCollection' || !Array.isArray(geometries)) return geometry;
  const parts: unknown[] = [];
  for (const member of (geometries as unknown[]).map(polygonsOnly)) {
    const part = asRecord(member);
    if (part?.type === 'Polygon') parts.push(part.coordinates);
    else if (part?.type === 'MultiPolygon' && Array.isArray(part.coordinates)) parts.push(...(part.coordinates as []));
    else return geometry;
  }
  return { type: 'MultiPolygon', coordinates: parts };
}

function requireLonLat(root: Record<string, unknown>): void {
  const name = asRecord(asRecord(root.crs)?.properties)?.name;
  if (typeof name === 'string' && !LON_LAT.test(name)) {
    throw new Failure('invalid', `GeoJSON in ${name.slice(0, 80)}: only longitude and latitude (CRS84) are taken`);
  }
}

export function asRecord(value: unknown): Record<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return value as Record<string, unknown>;
}
