import type { CogStore } from '../cog/store.ts';
import type { Grid } from '../grid/grid.ts';
import { maskArea } from '../raster/mask.ts';
import { mosaic } from '../raster/mosaic.ts';
import type { Raster } from '../raster/raster.ts';
import type { Resampling } from '../raster/resample.ts';
import { statisticsGrid } from './aoi-grid.ts';
import { readLayer, type Layer } from './layer.ts';
import { insideLayers, type SceneSource } from './scene-source.ts';

/** A scene's pixels on its rasters' own lattice. */
export interface ScenePixels {
  readonly raster: Raster;
  /** 1 where the pixel's centre lies inside the AOI and inside one of the rasters. */
  readonly inside: Uint8Array;
}

/**
 * The pixels that a scene's statistics are taken from; undefined when no pixel centre lies inside.
 *
 * @throws Failure `unreadable` if a file is missing, damaged or not the registered one
 */
export async function readScene(cogs: CogStore, scene: SceneSource): Promise<ScenePixels | undefined> {
  const { geometry, layers } = scene;
  if (geometry === undefined) {
    const raster = await readOnto(cogs, layers, layers[0].grid, 'nearest');
    return { raster, inside: new Uint8Array(raster.valid.length).fill(1) };
  }
  const aoi = statisticsGrid(
    geometry,
    layers.map((layer) => layer.grid),
  );
  if (aoi === undefined) return undefined;
  const raster = await readOnto(cogs, layers, aoi.grid, 'nearest');
  return { raster, inside: insideLayers(maskArea(aoi.area, aoi.grid), aoi.grid, layers) };
}

/** Layers on any grid, the newest on top. */
export async function readOnto(
  cogs: CogStore,
  layers: readonly Layer[],
  target: Grid,
  resampling: Resampling,
): Promise<Raster> {
  const rasters: Raster[] = [];
  for (const layer of layers) rasters.push(await readLayer(cogs, layer, target, resampling));
  return mosaic(rasters);
}
