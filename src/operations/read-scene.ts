import type { AssetRecord } from '../catalogue/assets.ts';
import { readGrid } from '../cog/read.ts';
import type { CogStore } from '../cog/store.ts';
import type { AreaGeometry } from '../grid/geometry.ts';
import type { Grid } from '../grid/grid.ts';
import { intersectWindows, latticeOffset } from '../grid/lattice.ts';
import { maskArea } from '../raster/mask.ts';
import { mosaic } from '../raster/mosaic.ts';
import type { Raster } from '../raster/raster.ts';
import type { Resampling } from '../raster/resample.ts';
import type { Samples } from '../stats/samples.ts';
import { statisticsGrid } from './aoi-grid.ts';

/** A scene's pixels on its rasters' own lattice. */
export interface ScenePixels {
  readonly raster: Raster;
  /** 1 where the pixel's centre lies inside the AOI and inside one of the rasters. */
  readonly inside: Uint8Array;
}

/** The rasters that make a scene, newest first, all of one lattice and encoding. */
export type SceneAssets = readonly Pick<AssetRecord, 'path' | 'version' | 'band' | 'grid'>[];

/**
 * The pixels that an AOI's statistics are taken from; undefined when no pixel centre lies inside.
 *
 * @throws Failure `unreadable` if a file is missing, damaged or not the registered one
 */
export async function readScene(
  cogs: CogStore,
  geometry: AreaGeometry,
  assets: SceneAssets,
): Promise<ScenePixels | undefined> {
  const aoi = statisticsGrid(
    geometry,
    assets.map((asset) => asset.grid),
  );
  if (aoi === undefined) return undefined;
  const raster = await readSceneOnto(cogs, assets, aoi.grid, 'nearest');
  return { raster, inside: insideOf(maskArea(aoi.area, aoi.grid), aoi.grid, assets) };
}

/** The mask without the pixels that lie in no raster of a mosaic. */
function insideOf(mask: Uint8Array, grid: Grid, assets: SceneAssets): Uint8Array {
  const inside = new Uint8Array(mask.length);
  for (const asset of assets) {
    const offset = latticeOffset(grid, asset.grid);
    if (offset === undefined) continue;
    const rectangle = { ...offset, width: asset.grid.width, height: asset.grid.height };
    const shared = intersectWindows(rectangle, { col: 0, row: 0, width: grid.width, height: grid.height });
    if (shared === undefined) continue;
    for (let row = shared.row; row < shared.row + shared.height; row++) {
      const from = row * grid.width + shared.col;
      inside.set(mask.subarray(from, from + shared.width), from);
    }
  }
  return inside;
}

/** A scene on any grid, the newest raster on top. */
export async function readSceneOnto(
  cogs: CogStore,
  assets: SceneAssets,
  target: Grid,
  resampling: Resampling,
): Promise<Raster> {
  const rasters: Raster[] = [];
  for (const { path, version, band } of assets) {
    rasters.push(await readGrid(await cogs.open(path, version), band, target, resampling));
  }
  return mosaic(rasters);
}

/** What `summarise` and `classAreas` take. */
export function samplesOf({ raster, inside }: ScenePixels): Samples {
  const { values, valid, grid, encoding } = raster;
  return { values, valid, inside, width: grid.width, scale: encoding.scale, offset: encoding.offset };
}
