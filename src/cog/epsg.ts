import { createRequire } from 'node:module';
import { WGS84, type Crs } from '../grid/projection.ts';

/**
 * Datum shifts for registry entries that name a grid file, which is not at hand: the official 7-parameter
 * transformation to WGS 84 of the same datum. Entries with any other grid (NAD27 in Canada, for one) are refused
 * rather than put a hundred metres off.
 */
const SHIFTS: Readonly<Partial<Record<string, string>>> = {
  'OSTN15_NTv2_OSGBtoETRS.gsb': '446.448,-125.157,542.06,0.15,0.247,0.842,-20.489', // EPSG:1314, within 2 m
  'BETA2007.gsb': '598.1,73.7,418.2,0.202,0.045,-2.455,6.7', // EPSG:1777, within 3 m
  'nzgd2kgrid0005.gsb': '59.47,-5.04,187.44,0.47,-0.1,1.024,-4.5993', // EPSG:1564, within 4 m
};

const require = createRequire(import.meta.url);
const known = new Map<number, Crs | undefined>();

/**
 * The CRS of an EPSG code, by epsg-index's file for that one code (all codes together take 8 MB), or undefined when
 * it is not listed, has no PROJ string, or needs a datum grid. x is east or longitude, whatever axis order the registry states.
 */
export function epsg(code: number): Crs | undefined {
  if (code === 4326) return WGS84;
  if (!known.has(code)) known.set(code, loadCode(code));
  return known.get(code);
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
  const definition = withoutGrid(entry.proj4.replace(/ \+type=crs$/, ''));
  return definition === undefined ? undefined : { name: `EPSG:${code}`, definition };
}

/** The definition with parameters in place of a datum grid; `@null` says that there is no shift. */
function withoutGrid(definition: string): string | undefined {
  const grid = /\+nadgrids=("[^"]*"|\S+)/.exec(definition);
  if (grid === null || grid[1] === '@null') return definition;
  const shift = SHIFTS[grid[1]];
  return shift === undefined ? undefined : definition.replace(grid[0], `+towgs84=${shift}`);
}
