import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../failure.ts';
import { globMatcher, globRoot, isGlob } from './glob.ts';

const RASTER = /\.tiff?$/i;

/**
 * Rasters (`*.tif`, `*.tiff`) by folders, which are searched through, globs and single files; each once, sorted.
 *
 * @throws Failure `missing` if a source is not there or holds no raster
 */
export async function findRasters(sources: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  for (const source of sources) {
    const rasters = await rastersOf(source);
    if (rasters.length === 0) throw new Failure('missing', `${source}: no *.tif there`);
    for (const path of rasters) found.add(path);
  }
  return [...found].sort();
}

async function rastersOf(source: string): Promise<string[]> {
  const isThere = await isFolder(source);
  if (isThere === false) return [source];
  if (isThere === true) return rastersBelow(source);
  if (!isGlob(source)) throw new Failure('missing', `${source}: there is no such file or folder`);
  const root = globRoot(source);
  if ((await isFolder(root)) !== true) return [];
  return (await rastersBelow(root)).filter(globMatcher(source));
}

/** Undefined when there is nothing of that name. */
async function isFolder(path: string): Promise<boolean | undefined> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => undefined,
  );
}

async function rastersBelow(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => RASTER.test(name) && !/(^|\/)\./.test(name)).map((name) => join(folder, name));
}
