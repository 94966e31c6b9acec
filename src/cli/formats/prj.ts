import { epsg } from '../../cog/epsg.ts';
import { Failure } from '../../failure.ts';

/**
 * Datums whose coordinates lie tens to hundreds of metres from WGS 84, by the letters of the names that ESRI and
 * OGC give them, with an EPSG code on each: a `.prj` seldom says how far it is off.
 */
const DATUMS: Readonly<Record<string, number>> = {
  ainelabd1970: 4204,
  amersfoort: 4289,
  arc1950: 4209,
  arc1960: 4210,
  australian1966: 4202,
  belge1972: 4313,
  reseaunationalbelge1972: 4313,
  cape: 4222,
  ch1903: 4149,
  deutscheshauptdreiecksnetz: 4314,
  european1950: 4230,
  europeandatum1950: 4230,
  hjorsey1955: 4658,
  hungarian1972: 4237,
  hungariandatum1972: 4237,
  kkj: 4123,
  lisbon: 4207,
  mgi: 31255,
  militargeographischeinstitut: 31255,
  montemario: 4265,
  newzealand1949: 4272,
  ntf: 4275,
  nouvelletriangulationfrancaise: 4275,
  osgb1936: 4277,
  provisionalsamerican1956: 4248,
  pulkovo1942: 4284,
  pulkovo1995: 4200,
  rt1990: 4124,
  sjtsk: 4156,
  southamerican1969: 4618,
  tm65: 4299,
  tokyo: 4301,
};

/** `DATUM["D_X",SPHEROID["Y",6377397.155,299.15…` up to the end of the spheroid. */
const DATUM =
  /DATUM\s*\[\s*"([^"]*)"\s*,\s*(?:SPHEROID|ELLIPSOID)\s*\[\s*"[^"]*"\s*,\s*([\d.]+)\s*,\s*([\d.]+)[^\]]*\]/i;

/**
 * A `.prj` (WKT 1) that says how its datum lies to WGS 84, so that coordinates come out where they belong.
 *
 * @throws Failure invalid if it is no WKT, or of a datum whose place is not known
 */
export function trustedPrj(wkt: string): string {
  const found = DATUM.exec(wkt);
  if (found === null) throw new Failure('invalid', 'the .prj names no datum');
  if (/TOWGS84/i.test(wkt)) return wkt;
  const [text, name, semiMajor, inverseFlattening] = found;
  const shift = knownShift(name);
  if (shift !== undefined) return wkt.replace(text, `${text},TOWGS84[${shift}]`);
  if (isModern(Number(semiMajor), Number(inverseFlattening))) return wkt;
  throw new Failure(
    'invalid',
    `how the datum "${name}" of the .prj lies to WGS 84 is not known; convert the file to WGS 84 first`,
  );
}

function knownShift(name: string): string | undefined {
  const letters = name
    .toLowerCase()
    .replace(/^d_/, '')
    .replace(/[^a-z0-9]/g, '');
  const code = Object.hasOwn(DATUMS, letters) ? DATUMS[letters] : undefined;
  return code === undefined ? undefined : /\+towgs84=(\S+)/.exec(epsg(code)?.definition ?? '')?.[1];
}

/** Datums on GRS 80 and WGS 84 are satellite geodesy's: within a metre or two of WGS 84. */
function isModern(semiMajor: number, inverseFlattening: number): boolean {
  return Math.abs(semiMajor - 6_378_137) < 0.5 && Math.abs(inverseFlattening - 298.257) < 0.001;
}
