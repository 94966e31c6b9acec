import { realpath } from 'node:fs/promises';
import { basename, sep } from 'node:path';
import { Failure } from '../../failure.ts';
import { ioFailure } from './local.ts';

/**
 * A function that follows all links of a path and refuses it unless it ends in one of the folders, or at it.
 *
 * The returned function throws Failure `forbidden`, or `unreadable` if there is no such file.
 */
export function withinRoots(roots: readonly string[]): (path: string) => Promise<string> {
  return async (path) => {
    const name = basename(path);
    const target = await realpath(path).catch((cause: unknown) => {
      throw ioFailure(name, cause);
    });
    for (const root of roots) {
      // a folder that is not there holds nothing
      const folder = await realpath(root).catch(() => undefined);
      if (folder === undefined) continue;
      if (target === folder || target.startsWith(folder.endsWith(sep) ? folder : folder + sep)) return target;
    }
    throw new Failure('forbidden', `${name} may not be read: it lies in none of the folders that ASSET_ROOTS lists`);
  };
}
