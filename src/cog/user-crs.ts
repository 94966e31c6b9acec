import type { Crs } from '../grid/projection.ts';
import { epsg } from './epsg.ts';
import { Key, USER_DEFINED, type GeoKeys } from './geo-keys.ts';

/**
 * Where the parameters of a projection may stand. GeoTIFF has up to four keys for the same thing, and writers do
 * not agree on which belongs to which method, so the first one present is taken.
 */
const PARAMETERS = {
  lat_0: [Key.NaturalOriginLatitude, Key.FalseOriginLatitude, Key.CenterLatitude],
  lon_0: [Key.NaturalOriginLongitude, Key.FalseOriginLongitude, Key.CenterLongitude, Key.PoleLongitude],
  lat_1: [Key.StandardParallel1],
  lat_2: [Key.StandardParallel2],
  lat_ts: [Key.StandardParallel1],
  k: [Key.ScaleAtNaturalOrigin, Key.ScaleAtCenter],
  x_0: [Key.FalseEasting, Key.FalseOriginEasting, Key.CenterEasting],
  y_0: [Key.FalseNorthing, Key.FalseOriginNorthing, Key.CenterNorthing],
} as const;
type Parameter = keyof typeof PARAMETERS;

/** Projection methods (GeoTIFF 1.0 section 6.3.3.3) by code, with PROJ's name and the parameters that PROJ wants. */
const METHODS: Readonly<Record<number, { proj: string; title: string; parameters: readonly Parameter[] }>> = {
  1: { proj: 'tmerc', title: 'transverse Mercator', parameters: ['lat_0', 'lon_0', 'k'] },
  7: { proj: 'merc', title: 'Mercator', parameters: ['lon_0', 'k', 'lat_ts'] },
  8: { proj: 'lcc', title: 'Lambert conformal conic', parameters: ['lat_0', 'lon_0', 'lat_1', 'lat_2'] },
  9: { proj: 'lcc', title: 'Lambert conformal conic', parameters: ['lat_0', 'lon_0', 'k'] },
  10: { proj: 'laea', title: 'Lambert azimuthal equal area', parameters: ['lat_0', 'lon_0'] },
  11: { proj: 'aea', title: 'Albers equal area', parameters: ['lat_0', 'lon_0', 'lat_1', 'lat_2'] },
  12: { proj: 'aeqd', title: 'azimuthal equidistant', parameters: ['lat_0', 'lon_0'] },
  14: { proj: 'stere', title: 'stereographic', parameters: ['lat_0', 'lon_0', 'k'] },
  15: { proj: 'stere', title: 'polar stereographic', parameters: ['lon_0'] },
  16: { proj: 'sterea', title: 'oblique stereographic', parameters: ['lat_0', 'lon_0', 'k'] },
  17: { proj: 'eqc', title: 'equirectangular', parameters: ['lat_0', 'lon_0', 'lat_ts'] },
  20: { proj: 'mill', title: 'Miller cylindrical', parameters: ['lon_0'] },
  22: { proj: 'poly', title: 'polyconic', parameters: ['lat_0', 'lon_0'] },
  23: { proj: 'robin', title: 'Robinson', parameters: ['lon_0'] },
  24: { proj: 'sinu', title: 'sinusoidal', parameters: ['lon_0'] },
  28: { proj: 'cea', title: 'cylindrical equal area', parameters: ['lon_0', 'lat_ts'] },
};

/** Metres of the linear units that have a name in PROJ (EPSG unit codes). */
export const LINEAR_UNITS: Readonly<Record<number, { proj: string; metres: number }>> = {
  9001: { proj: 'm', metres: 1 },
  9002: { proj: 'ft', metres: 0.3048 },
  9003: { proj: 'us-ft', metres: 1200 / 3937 },
};

const DEGREES: Readonly<Record<number, number>> = { 9101: 180 / Math.PI, 9102: 1, 9105: 0.9, 9106: 0.9 };

/** EPSG ellipsoid codes by PROJ's name. */
export const ELLIPSOIDS: Readonly<Record<number, string>> = {
  7001: 'airy',
  7003: 'aust_SA',
  7004: 'bessel',
  7008: 'clrk66',
  7012: 'clrk80',
  7019: 'GRS80',
  7022: 'intl',
  7024: 'krass',
  7030: 'WGS84',
  7043: 'WGS72',
};

/**
 * The CRS that user-defined geo keys describe, as a PROJ string; or what keeps it from being built, to be read
 * after the CRS's name.
 */
export function userDefinedCrs(keys: GeoKeys, isProjected: boolean): Crs | string {
  const ellipsoid = ellipsoidOf(keys);
  if (ellipsoid === undefined) return 'does not say which ellipsoid it uses';
  if (!isProjected) {
    const unit = keys.number(Key.AngularUnits) ?? 9102;
    if (unit !== 9102) return `is not in degrees (angular unit ${unit})`;
    return { name: nameOf(keys, 'geographic'), definition: ['+proj=longlat', ...ellipsoid].join(' ') };
  }
  const unit = linearUnit(keys);
  if (unit === undefined) return `uses the unknown linear unit ${keys.number(Key.LinearUnits) ?? '?'}`;
  const utm = utmTokens(keys.number(Key.Projection));
  if (utm !== undefined) return { name: nameOf(keys, 'UTM'), definition: [...utm, ...ellipsoid, unit.token].join(' ') };
  const code = keys.number(Key.ProjectionMethod) ?? 0;
  if (!(code in METHODS)) return `uses projection method ${code}, which is not supported`;
  const method = METHODS[code];
  const projection = projectionTokens(keys, code, unit.metres);
  return { name: nameOf(keys, method.title), definition: [...projection, ...ellipsoid, unit.token].join(' ') };
}

function projectionTokens(keys: GeoKeys, code: number, metres: number): string[] {
  const { proj, parameters } = METHODS[code];
  const degrees = DEGREES[keys.number(Key.AngularUnits) ?? 9102] ?? 1;
  const find = (parameter: Parameter): number | undefined =>
    PARAMETERS[parameter].map((key) => keys.number(key)).find((value) => value !== undefined);
  const tokens = [`+proj=${proj}`];
  for (const parameter of parameters) {
    const value = find(parameter);
    if (parameter === 'k') tokens.push(`+k=${value ?? 1}`);
    else if (value !== undefined) tokens.push(`+${parameter}=${value * degrees}`);
    else if (parameter !== 'lat_ts') tokens.push(`+${parameter}=0`);
  }
  const latitude = (find('lat_0') ?? 0) * degrees;
  // one standard parallel: PROJ wants it as lat_1 too
  if (code === 9) tokens.push(`+lat_1=${latitude}`);
  if (code === 15) tokens.push(...polarTokens(latitude, find('k') ?? 1));
  tokens.push(`+x_0=${(find('x_0') ?? 0) * metres}`, `+y_0=${(find('y_0') ?? 0) * metres}`);
  return tokens;
}

/** Polar stereographic: the latitude is the one of true scale, or the pole itself with a scale factor. */
function polarTokens(latitude: number, scale: number): string[] {
  const pole = `+lat_0=${latitude < 0 ? -90 : 90}`;
  return Math.abs(latitude) === 90 ? [pole, `+k=${scale}`] : [pole, `+lat_ts=${latitude}`];
}

/** Projections 16001 to 16060 are UTM zones of the north, 16101 to 16160 of the south, on whatever ellipsoid. */
function utmTokens(projection: number | undefined): string[] | undefined {
  if (projection === undefined) return undefined;
  const zone = projection % 100;
  const family = projection - zone;
  if (zone < 1 || zone > 60 || (family !== 16000 && family !== 16100)) return undefined;
  return ['+proj=utm', `+zone=${zone}`, ...(family === 16100 ? ['+south'] : [])];
}

function linearUnit(keys: GeoKeys): { token: string; metres: number } | undefined {
  const code = keys.number(Key.LinearUnits) ?? 9001;
  const size = keys.number(Key.LinearUnitSize);
  if (code in LINEAR_UNITS) return { token: `+units=${LINEAR_UNITS[code].proj}`, metres: LINEAR_UNITS[code].metres };
  return size !== undefined && size > 0 ? { token: `+to_meter=${size}`, metres: size } : undefined;
}

function ellipsoidOf(keys: GeoKeys): string[] | undefined {
  const code = keys.number(Key.GeodeticCrs);
  if (code !== undefined && code !== USER_DEFINED) {
    const tokens = epsg(code)?.definition.split(' ') ?? [];
    const shape = tokens.filter((token) => /^\+(datum|ellps|a|b|rf|R|towgs84|pm)=/.test(token));
    if (shape.length > 0) return shape;
  }
  const shape = ellipsoidShape(keys);
  if (shape === undefined) return undefined;
  const shift = keys.numbers(Key.ToWgs84);
  const meridian = keys.number(Key.PrimeMeridianLongitude) ?? 0;
  return [
    ...shape,
    ...(shift === undefined ? [] : [`+towgs84=${shift.join(',')}`]),
    ...(meridian === 0 ? [] : [`+pm=${meridian}`]),
  ];
}

function ellipsoidShape(keys: GeoKeys): string[] | undefined {
  const datum = keys.number(Key.GeodeticDatum);
  if (datum === 6326) return ['+datum=WGS84'];
  if (datum === 6269) return ['+datum=NAD83'];
  const ellipsoid = keys.number(Key.Ellipsoid) ?? USER_DEFINED;
  if (ellipsoid in ELLIPSOIDS) return [`+ellps=${ELLIPSOIDS[ellipsoid]}`];
  const a = keys.number(Key.SemiMajorAxis);
  const b = keys.number(Key.SemiMinorAxis);
  const inverseFlattening = keys.number(Key.InverseFlattening);
  if (a === undefined || !(a > 0)) return undefined;
  if (inverseFlattening !== undefined) {
    // an infinite inverse flattening is written as 0: a sphere
    return Number.isFinite(inverseFlattening) && inverseFlattening > 0
      ? [`+a=${a}`, `+rf=${inverseFlattening}`]
      : [`+R=${a}`];
  }
  return b === undefined || b === a ? [`+R=${a}`] : [`+a=${a}`, `+b=${b}`];
}

function nameOf(keys: GeoKeys, title: string): string {
  const citation = [keys.text(Key.ProjectedCitation), keys.text(Key.Citation)].find(
    (text) => text !== undefined && text !== '' && !/^(unknown|unnamed)/i.test(text),
  );
  return citation ?? `user-defined ${title}`;
}
