import { createRequire } from 'node:module';
import { WGS84, type Crs } from '../grid/projection.ts';
import { withTrustedShift } from './datum-shifts.ts';

/** Definitions that are no map seen from above with x east and y north, which every raster here is. */
const UNSUITABLE = /\+proj=geocent\b|\+axis=/;

const require = createRequire(import.meta.url);
/** Of codes that have one: any number can be asked about. */
const known = new Map<number, Crs>();

/**
 * The CRS of an EPSG code, by epsg-index's file for that one code (all codes together take 8 MB), or undefined when
 * it is not listed, has no PROJ string, needs a datum grid, is geocentric, or has axes other than east and north. x is east or longitude, whatever axis order the registry states.
 */
export function epsg(code: number): Crs | undefined {
  if (code === 4326) return WGS84;
  const crs = known.get(code) ?? loadCode(code);
  if (crs !== undefined) known.set(code, crs);
  return crs;
}

function loadCode(code: number): Crs | undefined {
  if (!Number.isInteger(code) || code < 1) return undefined;
  let entry: unknown;
  try {
    entry = require(`epsg-index/s/${code}.json`);
  } catch {
    return undefined; // no file: no such code
  }
  if (typeof entry !== 'object' || entry === null || !('proj4' in entry)) return undefined;
  if (typeof entry.proj4 !== 'string' || entry.proj4 === '') return undefined;
  if (UNSUITABLE.test(entry.proj4)) return undefined;
  const definition = withTrustedShift(entry.proj4.replace(/ \+type=crs$/, ''));
  return definition === undefined ? undefined : { name: `EPSG:${code}`, definition };
}
