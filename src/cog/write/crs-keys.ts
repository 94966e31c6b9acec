import { Failure } from '../../failure.ts';
import { isGeographic, type Crs } from '../../grid/projection.ts';
import { epsg } from '../epsg.ts';
import { Key, USER_DEFINED } from '../geo-keys.ts';
import { ELLIPSOIDS, LINEAR_UNITS } from '../user-crs.ts';

/** Values of geo keys: whole numbers are codes, arrays are doubles, texts are citations. */
export type WrittenKeys = ReadonlyMap<number, number | readonly number[] | string>;

/** GeoTIFF codes of ModelType. */
const PROJECTED = 1;
const GEOGRAPHIC = 2;
const DEGREE = 9102;

const NATURAL = {
  lat_0: Key.NaturalOriginLatitude,
  lon_0: Key.NaturalOriginLongitude,
  lat_1: Key.StandardParallel1,
  lat_2: Key.StandardParallel2,
  lat_ts: Key.StandardParallel1,
  k: Key.ScaleAtNaturalOrigin,
  k_0: Key.ScaleAtNaturalOrigin,
  x_0: Key.FalseEasting,
  y_0: Key.FalseNorthing,
} as const;
type ParameterKeys = Readonly<Record<keyof typeof NATURAL, number>>;
const CENTER: ParameterKeys = { ...NATURAL, lat_0: Key.CenterLatitude, lon_0: Key.CenterLongitude };
const FALSE_ORIGIN: ParameterKeys = {
  ...NATURAL,
  lat_0: Key.FalseOriginLatitude,
  lon_0: Key.FalseOriginLongitude,
  x_0: Key.FalseOriginEasting,
  y_0: Key.FalseOriginNorthing,
};

/** Method codes (GeoTIFF 1.0 section 6.3.3.3) by PROJ's name, with the keys that libgeotiff writes for each. */
const METHODS: Readonly<Record<string, readonly [code: number, keys: ParameterKeys]>> = {
  tmerc: [1, NATURAL],
  merc: [7, NATURAL],
  laea: [10, CENTER],
  aea: [11, NATURAL],
  aeqd: [12, CENTER],
  stere: [14, CENTER],
  sterea: [16, NATURAL],
  eqc: [17, CENTER],
  mill: [20, CENTER],
  poly: [22, NATURAL],
  robin: [23, CENTER],
  sinu: [24, CENTER],
  cea: [28, NATURAL],
};

/**
 * The geo keys that state a CRS, as `readCrs` understands them: an EPSG code, or the terms of a PROJ string.
 *
 * @throws Failure `invalid` if geo keys cannot express it
 */
export function crsKeys(crs: Crs): WrittenKeys {
  const isDegrees = isGeographic(crs);
  const model = [Key.ModelType, isDegrees ? GEOGRAPHIC : PROJECTED] as const;
  const code = Number(/^EPSG:(\d+)$/.exec(crs.name)?.[1]);
  if (epsg(code) !== undefined) {
    return new Map([model, [isDegrees ? Key.GeodeticCrs : Key.ProjectedCrs, code]]);
  }
  const terms = new Map(crs.definition.split(/\s+/).map((term) => splitTerm(term)));
  const citation = crs.name.replace(/[^ -{}~]/g, '?'); // GeoTIFF texts are ASCII, and | ends them
  const ellipsoid = ellipsoidKeys(crs, terms);
  if (isDegrees) return new Map([model, [Key.GeodeticCitation, citation], ...ellipsoid]);
  return new Map<number, number | readonly number[] | string>([
    model,
    ...ellipsoid,
    [Key.ProjectedCrs, USER_DEFINED],
    [Key.ProjectedCitation, citation],
    ...projectionKeys(crs, terms),
  ]);
}

type Entry = readonly [key: number, value: number | readonly number[] | string];
type Terms = ReadonlyMap<string, string>;

function splitTerm(term: string): [name: string, value: string] {
  const [name, value = ''] = term.replace(/^\+/, '').split('=');
  return [name, value];
}

function ellipsoidKeys(crs: Crs, terms: Terms): Entry[] {
  const datum = terms.get('datum');
  const meridian = Number(terms.get('pm') ?? 0);
  const angles: Entry = [Key.AngularUnits, DEGREE];
  if (datum === 'WGS84' && meridian === 0) return [[Key.GeodeticCrs, 4326], angles];
  const shift = terms.get('towgs84')?.split(',').map(Number);
  return [
    [Key.GeodeticCrs, USER_DEFINED],
    [Key.GeodeticDatum, datum === 'NAD83' ? 6269 : datum === 'WGS84' ? 6326 : USER_DEFINED],
    angles,
    ...shapeKeys(crs, terms),
    ...(meridian === 0
      ? []
      : ([
          [Key.PrimeMeridian, USER_DEFINED],
          [Key.PrimeMeridianLongitude, [meridian]],
        ] as const)),
    ...(shift === undefined ? [] : ([[Key.ToWgs84, shift]] as const)),
  ];
}

function shapeKeys(crs: Crs, terms: Terms): Entry[] {
  const datums: Readonly<Record<string, string>> = { WGS84: 'WGS84', NAD83: 'GRS80' };
  const name = terms.get('ellps') ?? datums[terms.get('datum') ?? ''];
  const code = Object.entries(ELLIPSOIDS).find(([, proj]) => proj === name)?.[0];
  if (code !== undefined) return [[Key.Ellipsoid, Number(code)]];
  const number = (term: string) => (terms.has(term) ? Number(terms.get(term)) : undefined);
  const major = number('a') ?? number('R');
  if (major === undefined) throw inexpressible(crs);
  const minor = number('b');
  const inverse = number('rf');
  return [
    [Key.Ellipsoid, USER_DEFINED],
    [Key.SemiMajorAxis, [major]],
    inverse === undefined ? [Key.SemiMinorAxis, [minor ?? major]] : [Key.InverseFlattening, [inverse]],
  ];
}

function projectionKeys(crs: Crs, terms: Terms): Entry[] {
  const { metres, keys: unit } = linearUnit(terms);
  const zone = terms.get('zone');
  if (terms.get('proj') === 'utm') {
    return [[Key.Projection, Number(zone) + (terms.has('south') ? 16_100 : 16_000)], ...unit];
  }
  const [code, keys] = methodOf(crs, terms);
  const parameters = [...terms].flatMap(([name, text]): Entry[] => {
    if (!isParameter(name)) return [];
    if (code === 15 && name === 'lat_0' && terms.has('lat_ts')) return [];
    if (code === 9 && name === 'lat_1') return []; // it is lat_0 again
    const isLength = name === 'x_0' || name === 'y_0';
    return [[keys[name], [Number(text) / (isLength ? metres : 1)]]];
  });
  return [[Key.Projection, USER_DEFINED], [Key.ProjectionMethod, code], ...unit, ...parameters];
}

function isParameter(name: string): name is keyof ParameterKeys {
  return name in NATURAL;
}

function methodOf(crs: Crs, terms: Terms): readonly [code: number, keys: ParameterKeys] {
  const proj = terms.get('proj') ?? '';
  if (proj === 'lcc') return terms.has('lat_2') ? [8, FALSE_ORIGIN] : [9, NATURAL];
  if (proj === 'stere' && Math.abs(Number(terms.get('lat_0'))) === 90) {
    return [15, { ...NATURAL, lon_0: Key.PoleLongitude, lat_ts: Key.NaturalOriginLatitude }];
  }
  if (!(proj in METHODS)) throw inexpressible(crs);
  return METHODS[proj];
}

function linearUnit(terms: Terms): { metres: number; keys: Entry[] } {
  const size = terms.get('to_meter');
  if (size !== undefined) {
    const metres = Number(size);
    const keys: Entry[] = [
      [Key.LinearUnits, USER_DEFINED],
      [Key.LinearUnitSize, [metres]],
    ];
    return { metres, keys };
  }
  const name = terms.get('units') ?? 'm';
  const [code, { metres }] = Object.entries(LINEAR_UNITS).find(([, unit]) => unit.proj === name) ?? [
    '9001',
    { metres: 1 },
  ];
  return { metres, keys: [[Key.LinearUnits, Number(code)]] };
}

function inexpressible(crs: Crs): Failure {
  return new Failure('invalid', `the CRS ${crs.name} (${crs.definition}) cannot be stated in a GeoTIFF`);
}
