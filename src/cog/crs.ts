import { Failure } from '../failure.ts';
import { projector, WGS84, type Crs } from '../grid/projection.ts';
import { epsg } from './epsg.ts';
import { Key, USER_DEFINED, type GeoKeys } from './geo-keys.ts';
import { userDefinedCrs } from './user-crs.ts';

/**
 * The CRS that a file's geo keys state: an EPSG code, or a projection of its own. Never a guess.
 *
 * @param keys undefined when the file has none
 * @throws Failure `unreadable` if there is no CRS, or none that can be computed with; the message names it
 */
export function readCrs(name: string, keys: GeoKeys | undefined): Crs {
  if (keys === undefined) throw missingCrs(name);
  const crs = crsOf(name, keys);
  try {
    projector(crs, WGS84);
  } catch (cause) {
    throw new Failure(
      'unreadable',
      `${name} cannot be read: its CRS ${crs.name} cannot be computed (${crs.definition})`,
      {
        cause,
      },
    );
  }
  return crs;
}

function crsOf(name: string, keys: GeoKeys): Crs {
  const projected = keys.number(Key.ProjectedCrs);
  const geodetic = keys.number(Key.GeodeticCrs);
  const modelType = keys.number(Key.ModelType);
  const isProjected = modelType === 1 || projected !== undefined || keys.number(Key.ProjectionMethod) !== undefined;
  const code = isProjected ? projected : geodetic;
  if (modelType === 3) {
    throw new Failure(
      'unreadable',
      `${name} cannot be read: its CRS is geocentric (EPSG:${geodetic ?? '?'}), not a map`,
    );
  }
  if (code !== undefined && code > 0 && code !== USER_DEFINED) {
    const crs = epsg(code);
    if (crs !== undefined) return crs;
    throw new Failure('unreadable', `${name} cannot be read: its CRS EPSG:${code} is not known or cannot be computed`);
  }
  const crs = userDefinedCrs(keys, isProjected);
  if (typeof crs !== 'string') return crs;
  const citation = keys.text(Key.ProjectedCitation) ?? keys.text(Key.Citation) ?? keys.text(Key.GeodeticCitation);
  if (citation === undefined && keys.number(Key.ProjectionMethod) === undefined) throw missingCrs(name);
  throw new Failure('unreadable', `${name} cannot be read: its user-defined CRS "${citation ?? 'unnamed'}" ${crs}`);
}

function missingCrs(name: string): Failure {
  return new Failure(
    'unreadable',
    `${name} has no coordinate reference system; write one into the file, for example with gdal_edit.py -a_srs EPSG:32633`,
  );
}
