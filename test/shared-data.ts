import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = new URL('../../shared/data/', import.meta.url);

/**
 * Path of a reference raster or table outside the project, or undefined where that data is not laid beside the
 * checkout. Tests that need it skip, saying so: the project's own fixtures are enough for the rest.
 */
export function sharedData(path: string): string | undefined {
  const file = fileURLToPath(new URL(path, ROOT));
  return existsSync(file) ? file : undefined;
}

/** The reason a test gives for skipping when `sharedData` found nothing. */
export const NO_SHARED_DATA = 'reference data (../shared/data) is not laid beside this checkout';
