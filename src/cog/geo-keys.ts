import { Tag } from './tags.ts';
import type { Directory } from './header.ts';

/** GeoTIFF keys that this room reads: OGC 19-008r4, annex B. */
export const Key = {
  ModelType: 1024,
  RasterType: 1025,
  Citation: 1026,
  GeodeticCrs: 2048,
  GeodeticCitation: 2049,
  GeodeticDatum: 2050,
  PrimeMeridian: 2051,
  AngularUnits: 2054,
  Ellipsoid: 2056,
  SemiMajorAxis: 2057,
  SemiMinorAxis: 2058,
  InverseFlattening: 2059,
  PrimeMeridianLongitude: 2061,
  ToWgs84: 2062,
  ProjectedCrs: 3072,
  ProjectedCitation: 3073,
  Projection: 3074,
  ProjectionMethod: 3075,
  LinearUnits: 3076,
  LinearUnitSize: 3077,
  StandardParallel1: 3078,
  StandardParallel2: 3079,
  NaturalOriginLongitude: 3080,
  NaturalOriginLatitude: 3081,
  FalseEasting: 3082,
  FalseNorthing: 3083,
  FalseOriginLongitude: 3084,
  FalseOriginLatitude: 3085,
  FalseOriginEasting: 3086,
  FalseOriginNorthing: 3087,
  CenterLongitude: 3088,
  CenterLatitude: 3089,
  CenterEasting: 3090,
  CenterNorthing: 3091,
  ScaleAtNaturalOrigin: 3092,
  ScaleAtCenter: 3093,
  PoleLongitude: 3095,
} as const;

/** Value that stands for "defined by other keys". */
export const USER_DEFINED = 32767;

/** The keys of a file: numbers (one or more) and texts. */
export interface GeoKeys {
  number(key: number): number | undefined;
  numbers(key: number): readonly number[] | undefined;
  text(key: number): string | undefined;
}

/** The file's geo keys, or undefined when it has none. Keys that point outside their tables are left out. */
export function readGeoKeys(directory: Directory): GeoKeys | undefined {
  const entries = directory.numbers.get(Tag.GeoKeyDirectory);
  if (entries === undefined || entries.length < 4) return undefined;
  const doubles = directory.numbers.get(Tag.GeoDoubleParams) ?? [];
  const ascii = directory.texts.get(Tag.GeoAsciiParams) ?? '';
  const numbers = new Map<number, readonly number[]>();
  const texts = new Map<number, string>();
  const end = Math.min(entries.length, 4 + entries[3] * 4);
  for (let i = 4; i + 4 <= end; i += 4) {
    const [key, location, count, value] = entries.slice(i, i + 4);
    if (location === 0) numbers.set(key, [value]);
    else if (location === Tag.GeoDoubleParams) {
      const found = doubles.slice(value, value + count);
      if (found.length > 0) numbers.set(key, found);
    } else if (location === Tag.GeoAsciiParams) {
      texts.set(
        key,
        ascii
          .slice(value, value + count)
          .replace(/\|$/, '')
          .trim(),
      );
    }
  }
  return {
    number: (key) => numbers.get(key)?.[0],
    numbers: (key) => numbers.get(key),
    text: (key) => texts.get(key),
  };
}
