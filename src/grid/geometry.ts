import { invalidField } from '../failure.ts';
import type { Bounds } from './bounds.ts';

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

/** A polygon that crosses the antimeridian may be given with continuous longitudes, either way around. */
const MAX_LONGITUDE = 540;

/**
 * A GeoJSON Polygon or MultiPolygon, checked as far as structure goes: type, nesting, closed rings of at least four
 * positions and three different ones, longitudes in [-540, 540], latitudes in [-90, 90]. Heights are dropped.
 * Whether rings cross is for the database to say.
 *
 * @param field path of `input` in the request, for messages
 * @throws Failure `invalid` naming the first fault by its path, such as `geometry.coordinates[0][3]`
 */
export function parseArea(input: unknown, field = 'geometry'): AreaGeometry {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw invalidField(field, `expected a GeoJSON Polygon or MultiPolygon, found ${kindOf(input)}`);
  }
  const { type, coordinates } = input as { type?: unknown; coordinates?: unknown };
  const path = `${field}.coordinates`;
  if (type === 'Polygon') return { type, coordinates: parsePolygon(coordinates, path) };
  if (type === 'MultiPolygon') {
    const parts = parseList(coordinates, path, 1, 'polygon');
    return { type, coordinates: parts.map((part, i) => parsePolygon(part, `${path}[${i}]`)) };
  }
  const found = typeof type === 'string' ? `"${type.slice(0, 40)}"` : kindOf(type);
  throw invalidField(`${field}.type`, `expected "Polygon" or "MultiPolygon", found ${found}`);
}

function parsePolygon(input: unknown, path: string): Ring[] {
  return parseList(input, path, 1, 'ring').map((ring, i) => parseRing(ring, `${path}[${i}]`));
}

function parseRing(input: unknown, path: string): Ring {
  const ring = parseList(input, path, 4, 'position').map((position, i) => parsePosition(position, `${path}[${i}]`));
  const [first, last] = [ring[0], ring[ring.length - 1]];
  if (first[0] !== last[0] || first[1] !== last[1]) {
    throw invalidField(
      `${path}[${ring.length - 1}]`,
      `the ring is not closed: it ends at [${last.join(', ')}] and begins at [${first.join(', ')}]`,
    );
  }
  const different = new Set(ring.map(([x, y]) => `${x} ${y}`));
  if (different.size < 3) {
    throw invalidField(path, `a ring needs at least 3 different positions, found ${different.size}`);
  }
  return ring;
}

function parsePosition(input: unknown, path: string): Position {
  if (!Array.isArray(input) || input.length < 2 || input.length > 4) {
    throw invalidField(path, `expected a position [longitude, latitude], found ${kindOf(input)}`);
  }
  const [x, y] = input as unknown[];
  return [parseNumber(x, `${path}[0]`, MAX_LONGITUDE, 'longitude'), parseNumber(y, `${path}[1]`, 90, 'latitude')];
}

function parseNumber(input: unknown, path: string, limit: number, name: string): number {
  if (typeof input !== 'number' || !Number.isFinite(input)) {
    throw invalidField(path, `expected a finite number of degrees, found ${kindOf(input)}`);
  }
  if (Math.abs(input) > limit) {
    throw invalidField(path, `${name} ${input} is outside [-${limit}, ${limit}] degrees`);
  }
  return input === 0 ? 0 : input;
}

function parseList(input: unknown, path: string, minimum: number, item: string): unknown[] {
  if (!Array.isArray(input)) throw invalidField(path, `expected a list of ${item}s, found ${kindOf(input)}`);
  if (input.length < minimum) {
    throw invalidField(path, `expected at least ${minimum} ${item}${minimum > 1 ? 's' : ''}, found ${input.length}`);
  }
  return input as unknown[];
}

function kindOf(input: unknown): string {
  if (input === undefined) return 'nothing';
  if (input === null) return 'null';
  if (Array.isArray(input)) return `a list of ${input.length}`;
  if (typeof input === 'number') return `the number ${input}`;
  return typeof input === 'object' ? 'an object' : `a ${typeof input}`;
}

/** The polygons of an area, each a list of rings. */
export function polygonsOf(area: AreaGeometry): readonly (readonly Ring[])[] {
  return area.type === 'Polygon' ? [area.coordinates] : area.coordinates;
}

/**
 * Longitude and latitude bounds of an area. `west > east` when it crosses the antimeridian, be it with longitudes
 * beyond +-180 or split there into parts that touch it from both sides (RFC 7946).
 */
export function areaBbox(area: AreaGeometry): Bounds {
  const spans: [west: number, east: number][] = [];
  let [south, north] = [Infinity, -Infinity];
  for (const [outer] of polygonsOf(area)) {
    let [west, east] = [Infinity, -Infinity];
    for (const [x, y] of outer) {
      west = Math.min(west, x);
      east = Math.max(east, x);
      south = Math.min(south, y);
      north = Math.max(north, y);
    }
    spans.push([west, east]);
  }
  const [west, east] = joinSpans(spans);
  return [west, south, east, north];
}

function joinSpans(spans: readonly (readonly [number, number])[]): [west: number, east: number] {
  const west = Math.min(...spans.map(([from]) => from));
  const east = Math.max(...spans.map(([, to]) => to));
  const isCrossing = west < -180 || east > 180 || (spans.length > 1 && west === -180 && east === 180);
  if (!isCrossing) return [west, east];
  // on a circle that begins at Greenwich the parts on both sides of 180 are neighbours
  const turned = spans.map(([from, to]): [number, number] => {
    const turns = 360 * Math.floor(from / 360);
    return [from - turns, to - turns];
  });
  const from = Math.min(...turned.map(([start]) => start));
  const to = Math.max(...turned.map(([, end]) => end));
  return to - from >= 360 ? [-180, 180] : [normalLongitude(from, -180), normalLongitude(to, 180)];
}

/** The same meridian in [-180, 180]; `edge` says which of the two names the antimeridian gets. */
export function normalLongitude(lon: number, edge: -180 | 180): number {
  if (lon >= -180 && lon <= 180 && Math.abs(lon) !== 180) return lon;
  const normal = lon - 360 * Math.round(lon / 360);
  return Math.abs(normal) === 180 ? edge : normal;
}
