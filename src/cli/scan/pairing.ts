import type { AoiRecord } from '../../catalogue/aois.ts';
import { Failure } from '../../failure.ts';

/** Name of the folder that a file lies in. */
export function folderName(path: string): string {
  return path.replaceAll('\\', '/').split('/').at(-2) ?? '';
}

/**
 * The AOIs whose feature had a property of the folder's name; `name` is the AOI's own name.
 *
 * @throws Failure `missing` if there is none
 */
export function aoisOfFolder(aois: readonly AoiRecord[], property: string, path: string): AoiRecord[] {
  const folder = folderName(path);
  const matching = aois.filter(({ name, properties }) => {
    const value = property === 'name' ? name : properties[property];
    return (typeof value === 'string' || typeof value === 'number') && String(value) === folder;
  });
  if (matching.length > 0) return matching;
  throw new Failure('missing', `no AOI has the property ${property} = ${folder}`);
}
