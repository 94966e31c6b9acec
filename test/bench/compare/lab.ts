import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the comparison keeps its raster, its servers' settings and its results; outside the project. */
export const LAB = process.env.BENCH_DIR ?? join(tmpdir(), 'chromatile-bench');

/** Checkout whose `dist/` is measured; this one unless BENCH_PROJECT names another. */
export const PROJECT = process.env.BENCH_PROJECT ?? fileURLToPath(new URL('../../../', import.meta.url));

export const RASTER_DATE = '2024_06_07';
/** The raster that every server shows. */
export const RASTER = join(LAB, `ndvi_${RASTER_DATE}.tif`);
export const NODATA = -9999;

/** Path of a file beside this one. */
export function beside(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

/** Path of a file of the lab; its folder is made. */
export function labFile(...parts: readonly string[]): string {
  const path = join(LAB, ...parts);
  mkdirSync(join(path, '..'), { recursive: true });
  return path;
}

/** Writes a file of the lab and returns its path. */
export function writeLabFile(name: string, text: string): string {
  const path = labFile(name);
  writeFileSync(path, text);
  return path;
}

/** What a program prints, standard error included; undefined where there is no such program. */
export function outputOf(program: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync('sh', ['-c', 'exec "$0" "$@" 2>&1', program, ...args], { stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim();
  } catch {
    return undefined;
  }
}

/** Makes the raster where it is missing: half a minute, 230 MB. */
export function makeRaster(): void {
  if (existsSync(RASTER)) return;
  process.stderr.write('making the raster\n');
  const partial = labFile('making.tif');
  execFileSync(process.env.GDAL_PYTHON ?? '/usr/bin/python3', [beside('make-raster.py'), partial], {
    stdio: 'inherit',
  });
  execFileSync('mv', [partial, RASTER]);
}
