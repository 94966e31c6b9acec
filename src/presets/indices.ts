import { BURN } from './families/burn.ts';
import { CHLOROPHYLL } from './families/chlorophyll.ts';
import { SNOW } from './families/snow.ts';
import { SOIL } from './families/soil.ts';
import { URBAN } from './families/urban.ts';
import { CANOPY } from './families/vegetation-canopy.ts';
import { VISIBLE_VEGETATION } from './families/vegetation-visible.ts';
import { VEGETATION } from './families/vegetation.ts';
import { WATER } from './families/water.ts';
import { instantiate } from './instantiate.ts';
import { SATELLITES } from './satellites.ts';
import type { Family, IndexDefinition, PresetIndex } from './types.ts';

/** Every definition by its family, in the order they are listed. */
export const FAMILIES: readonly (readonly [family: Family, definitions: readonly IndexDefinition[]])[] = [
  ['vegetation', [...VEGETATION, ...CANOPY, ...VISIBLE_VEGETATION]],
  ['chlorophyll', CHLOROPHYLL],
  ['water', WATER],
  ['soil', SOIL],
  ['urban', URBAN],
  ['snow', SNOW],
  ['burn', BURN],
];

/** Every published index on every satellite that has the bands for it: one row a satellite. */
export const PRESET_INDICES: readonly PresetIndex[] = SATELLITES.flatMap((satellite) =>
  FAMILIES.flatMap(([family, definitions]) =>
    definitions.flatMap((definition) => instantiate(definition, family, satellite) ?? []),
  ),
);
