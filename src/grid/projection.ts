import proj4 from 'proj4';
import { Failure } from '../failure.ts';

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

/** Takes a point of one CRS to another; `[NaN, NaN]` where the point has no place there. Never throws. */
export type Projector = (x: number, y: number) => [x: number, y: number];

const LONGLAT = /\+proj=(longlat|latlong|lonlat|latlon|identity)\b/;
/** Longitude is linear in x and nothing else: the world repeats east and west without end. */
const CYLINDRICAL = /\+proj=(merc|webmerc|eqc|cea|mill)\b/;
/** The world ends in a curved rim; proj4 wraps points beyond it onto the other side instead of refusing them. */
const RIMMED = /\+proj=(sinu|moll|robin|eqearth|eck6|vandg|bonne)\b/;
/** A datum shift by a grid file; `@null` says that there is none. proj4 expands NAD27 to such files. */
const DATUM_GRID = /\+nadgrids=(?!@null\b)|\+datum=NAD27\b/;
/** Converters are costly to make and few; a file with a CRS of its own may not fill the memory. */
const MAX_CACHED = 512;

const converters = new Map<string, proj4.Converter>();
const projectors = new Map<string, Projector>();
const canonicals = new Map<string, string>();

/** True for longitude and latitude in degrees. */
export function isGeographic(crs: Crs): boolean {
  return LONGLAT.test(crs.definition);
}

/**
 * The transform from one CRS to another, made once per pair. Longitudes beyond +-180 are taken as they come, and
 * stay continuous between geographic and cylindrical CRSs (x beyond the edge of web mercator is a longitude beyond
 * 180). A datum without shift parameters, NAD83 included, is taken as WGS 84, and so are latitude and longitude on
 * a sphere: nothing is shifted.
 *
 * @throws Failure `invalid` if proj4 cannot compute with one of the definitions
 */
export function projector(from: Crs, to: Crs): Projector {
  return remember(projectors, `${from.definition}\n${to.definition}`, () => {
    if (sameCrs(from, to)) return (x, y) => finite(x, y);
    const converter = converterOf(withoutWrap(from), withoutWrap(to));
    const project = isGeographic(from) && !isPeriodic(to) ? wrapped(converter) : plain(converter);
    if (!RIMMED.test(from.definition)) return project;
    return refuseBeyondRim(project, plain(converterOf(to, from)));
  });
}

/**
 * A projector from WGS 84 that never wraps: longitude 181 lands east of 180, also where the CRS ends at a rim.
 * Needed for polygons, which a wrap in mid-ring would tear.
 *
 * @throws Failure `invalid` if proj4 cannot compute with the definition
 */
export function unwrappedProjector(to: Crs): Projector {
  return plain(converterOf(WGS84, { ...to, definition: `${to.definition} +over` }));
}

/** True when shifting a longitude by 360 shifts x by a constant: geographic and cylindrical CRSs. */
export function isPeriodic(crs: Crs): boolean {
  return isGeographic(crs) || CYLINDRICAL.test(crs.definition);
}

/** True when the CRS has a rim or repeats, so that one place has several positions 360 degrees apart. */
export function canUnwrap(crs: Crs): boolean {
  return isPeriodic(crs) || RIMMED.test(crs.definition);
}

/** How far x goes in one turn around the world, in units of the CRS; undefined where it does not repeat. */
export function worldWidth(crs: Crs): number | undefined {
  if (isGeographic(crs)) return 360;
  if (!isPeriodic(crs)) return undefined;
  const project = projector(WGS84, crs);
  return project(180, 0)[0] - project(-180, 0)[0];
}

/**
 * True when both CRSs put the same numbers on the same places: equal EPSG codes, or definitions that are equal once
 * order, defaults and spelling are set aside.
 */
export function sameCrs(a: Crs, b: Crs): boolean {
  if (a.definition === b.definition) return true;
  if (a.name === b.name && /^EPSG:\d+$/.test(a.name)) return true;
  return canonical(a.definition) === canonical(b.definition);
}

const NO_EFFECT =
  /^\+(no_defs|type=crs|wktext|over|units=m|to_meter=1|k(_0)?=1|(lat_0|lon_0|x_0|y_0|pm)=0|towgs84=[0,]+)$/;

function canonical(definition: string): string {
  return remember(canonicals, definition, () =>
    definition
      .trim()
      .split(/\s+/)
      .map(canonicalTerm)
      .filter((term) => !NO_EFFECT.test(term))
      .sort()
      .join(' '),
  );
}

function canonicalTerm(term: string): string {
  if (term === '+datum=WGS84') return '+ellps=WGS84';
  if (term === '+datum=NAD83') return '+ellps=GRS80';
  const [, key, text] = /^([^=]+)=(.+)$/.exec(term) ?? [];
  const number = Number(text);
  return Number.isFinite(number) ? `${key}=${number}` : term;
}

function withoutWrap(crs: Crs): Crs {
  return CYLINDRICAL.test(crs.definition) ? { ...crs, definition: `${crs.definition} +over` } : crs;
}

function converterOf(from: Crs, to: Crs): proj4.Converter {
  return remember(converters, `${from.definition}\n${to.definition}`, () => {
    checkDefinition(from);
    checkDefinition(to);
    return proj4(from.definition, to.definition);
  });
}

function checkDefinition(crs: Crs): void {
  // proj4 would print a complaint for every point and answer none
  if (DATUM_GRID.test(crs.definition)) {
    throw new Failure('invalid', `coordinate reference system ${crs.name} needs a datum grid, which is not at hand`);
  }
  try {
    proj4(crs.definition);
  } catch (cause) {
    throw new Failure('invalid', `coordinate reference system ${crs.name} cannot be computed with`, { cause });
  }
}

function plain(converter: proj4.Converter): Projector {
  return (x, y) => {
    // proj4 throws on numbers that are not finite and on some impossible points, and returns others as infinite
    try {
      const [outX, outY] = converter.forward([x, y]);
      return finite(outX, outY);
    } catch {
      return [NaN, NaN];
    }
  };
}

/** proj4 takes back one turn only, so that longitude 500 would be lost. */
function wrapped(converter: proj4.Converter): Projector {
  const project = plain(converter);
  return (lon, lat) => project(Math.abs(lon) > 180 ? lon - 360 * Math.round(lon / 360) : lon, lat);
}

function refuseBeyondRim(project: Projector, back: Projector): Projector {
  return (x, y) => {
    const there = project(x, y);
    const [backX, backY] = back(there[0], there[1]);
    const tolerance = 1e-6 * (1 + Math.abs(x) + Math.abs(y));
    return Math.abs(backX - x) <= tolerance && Math.abs(backY - y) <= tolerance ? there : [NaN, NaN];
  };
}

function finite(x: number, y: number): [number, number] {
  return Number.isFinite(x) && Number.isFinite(y) ? [x, y] : [NaN, NaN];
}

function remember<T>(cache: Map<string, T>, key: string, make: () => T): T {
  let value = cache.get(key);
  if (value === undefined) {
    value = make();
    if (cache.size >= MAX_CACHED) cache.clear();
    cache.set(key, value);
  }
  return value;
}
