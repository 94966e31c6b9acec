import { parseExpression } from '../raster/band-math.ts';
import type { CommonName, Family, IndexDefinition, PresetIndex, Satellite } from './types.ts';
import { presetId } from './uuid.ts';

const COMMON_NAMES: readonly CommonName[] = [
  'coastal',
  'blue',
  'green',
  'red',
  'rededge1',
  'rededge2',
  'rededge3',
  'nir',
  'nir08',
  'nir09',
  'swir12',
  'swir16',
  'swir22',
];
const IDENTIFIER = /[A-Za-z_]\w*/g;

/**
 * A definition over the bands of one satellite; undefined where the satellite lacks one.
 *
 * @throws Failure `invalid` if the formula cannot be parsed
 */
export function instantiate(
  definition: IndexDefinition,
  family: Family,
  satellite: Satellite,
): PresetIndex | undefined {
  const { formula, ...described } = definition;
  const bandNames = bandNamesOf(satellite);
  const commonNames = parseExpression(formula, COMMON_NAMES).bands;
  const bands = commonNames.flatMap((name) => bandNames.get(name) ?? []);
  if (bands.length < commonNames.length) return undefined;
  const { edges } = definition.breakpoints;
  return {
    ...described,
    id: presetId(`index/${satellite.key}/${definition.name}`),
    satelliteId: satellite.id,
    family,
    expression: formula.replace(IDENTIFIER, (word) => bandNames.get(word) ?? word),
    bands,
    rescale: [edges[0], edges[edges.length - 1]],
  };
}

/**
 * Band names by common name. Landsat's one near-infrared band is a narrow one (`nir08`): it also stands for the wide
 * `nir` that most indices are written with.
 */
function bandNamesOf({ bands }: Satellite): ReadonlyMap<string, string> {
  const names = new Map<string, string>(bands.map(({ commonName, name }) => [commonName, name]));
  const narrow = names.get('nir08');
  if (!names.has('nir') && narrow !== undefined) names.set('nir', narrow);
  return names;
}
