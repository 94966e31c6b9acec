import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { exportGdalTable, exportSmoothGdalTable } from '../../../src/style/export/gdal.ts';
import { rgbaOf } from '../raster.ts';
import type { Program } from './program.ts';

const run = promisify(execFile);

/** `gdaldem color-relief`, undefined where it is not installed. */
export async function findGdaldem(): Promise<Program | undefined> {
  const asked = await run('gdalinfo', ['--version']).catch(() => undefined);
  const version = /GDAL ([\d.]+)/.exec(asked?.stdout ?? '')?.[1];
  if (version === undefined) return undefined;
  return {
    name: 'gdaldem',
    version,
    blends: true,
    render: async ({ raster, style, subject, folder, isSmooth }) => {
      const [table, out] = [join(folder, 'table.txt'), join(folder, 'gdaldem.png')];
      await writeFile(table, (isSmooth ? exportSmoothGdalTable : exportGdalTable)(style, subject));
      await run('gdaldem', ['color-relief', '-q', '-alpha', '-of', 'PNG', raster.path, table, out]);
      return rgbaOf(await readFile(out));
    },
    isExcused: () => false,
    close: () => Promise.resolve(),
  };
}
