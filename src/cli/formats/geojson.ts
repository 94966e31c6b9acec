import { Failure } from '../../failure.ts';
import { areaFeatures, type AreaFeature } from '../../operations/area-features.ts';

/**
 * The features of a GeoJSON text.
 *
 * @param fallbackName name of a bare geometry
 * @throws Failure invalid if it is not JSON, or not GeoJSON of areas
 */
export function readGeojson(text: string, fallbackName: string): AreaFeature[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new Failure('invalid', `not JSON: ${(cause as SyntaxError).message}`, { cause });
  }
  return areaFeatures(json, fallbackName);
}
