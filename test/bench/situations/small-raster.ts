import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeCog } from '../../../src/cog/write/write-cog.ts';
import type { Grid } from '../../../src/grid/grid.ts';
import { cropRaster } from '../../../src/raster/crop.ts';
import type { Square } from '../tiles.ts';
import { NODATA, ndviScene } from './scene.ts';
import { utm33 } from './tasks.ts';

/** A raster file of the bench's own. */
export interface SmallRaster {
  readonly path: string;
  readonly values: Float32Array;
  readonly square: Square;
  remove(): Promise<void>;
}

const PIXEL_M = 10;
const CORNER = { left: 520_000, top: 5_480_000 } as const;

/**
 * A float32 COG of NDVI in EPSG:32633: blocks of 512, DEFLATE with the floating-point predictor, overviews; the same
 * bytes each time.
 *
 * @param size pixels a side
 */
export async function makeSmallRaster(size: number): Promise<SmallRaster> {
  const folder = await mkdtemp(join(tmpdir(), 'chromatile-bench-'));
  const path = join(folder, 'ndvi_2024_06_07.tif');
  const grid: Grid = {
    crs: utm33(),
    affine: [PIXEL_M, 0, CORNER.left, 0, -PIXEL_M, CORNER.top],
    width: size,
    height: size,
  };
  const values = ndviScene(size);
  const valid = Uint8Array.from(values, (value) => (value === NODATA ? 0 : 1));
  const encoding = { dtype: 'float32', scale: 1, offset: 0 } as const;
  const raster = { grid, values, valid, encoding };
  const content = { grid, encoding, nodata: NODATA, bands: ['NDVI'], overviews: 'average' } as const;
  await writeCog(path, content, (window) => Promise.resolve([cropRaster(raster, window)]));
  const square = { ...CORNER, side: size * PIXEL_M };
  return { path, values, square, remove: () => rm(folder, { recursive: true, force: true }) };
}
