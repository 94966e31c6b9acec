import { PRESET_INDICES } from './indices.ts';
import { SATELLITES } from './satellites.ts';
import { invalidField } from '../failure.ts';
import type { PresetIndex } from './types.ts';

/**
 * The preset of that name in any case: of the satellite named, else of the first one that has it. Undefined where
 * none does.
 *
 * @throws Failure `invalid` if there is no such satellite
 */
export function findPreset(name: string, satellite?: string): PresetIndex | undefined {
  const wanted = name.trim().toLowerCase();
  const satelliteId = satellite === undefined ? undefined : satelliteNamed(satellite);
  return PRESET_INDICES.find(
    (preset) =>
      preset.name.toLowerCase() === wanted && (satelliteId === undefined || preset.satelliteId === satelliteId),
  );
}

function satelliteNamed(name: string): string {
  const wanted = name.trim().toLowerCase();
  const found = SATELLITES.find(({ id, name: known, key }) => [id, known.toLowerCase(), key].includes(wanted));
  if (found !== undefined) return found.id;
  const names = SATELLITES.map(({ name: known }) => known).join(', ');
  throw invalidField('satellite', `there is no satellite "${name.slice(0, 40)}"; valid are ${names}`);
}
