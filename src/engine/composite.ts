import type { CogStore } from '../cog/store.ts';
import type { Grid } from '../grid/grid.ts';
import { mosaic } from '../raster/mosaic.ts';
import type { Raster } from '../raster/raster.ts';
import type { Resampling } from '../raster/resample.ts';
import { paintRgb } from '../render/paint-rgb.ts';
import type { Layer } from './layer.ts';
import { readChannels } from './read-math.ts';

/** Values that are shown as none and as all of a colour. */
export type Stretch = readonly [min: number, max: number];

/**
 * The picture of a composite on any grid, the newest layer on top: four bytes a pixel, transparent where any of the
 * three channels has no value.
 *
 * @param layers of a composite
 * @throws Failure `unreadable` if a file is missing, damaged or not the registered one
 */
export async function paintComposite(
  cogs: CogStore,
  layers: readonly Layer[],
  target: { readonly grid: Grid; readonly mask: Uint8Array | undefined; readonly resampling: Resampling },
  stretch: Stretch,
): Promise<Uint8Array> {
  const { grid, mask, resampling } = target;
  return paintRgb(await readComposite(cogs, layers, grid, resampling), mask, stretch);
}

/**
 * Red, green and blue of a composite on any grid, the newest layer on top.
 *
 * @param layers of a composite
 * @throws Failure `unreadable` if a file is missing, damaged or not the registered one
 */
export async function readComposite(
  cogs: CogStore,
  layers: readonly Layer[],
  grid: Grid,
  resampling: Resampling,
): Promise<readonly [red: Raster, green: Raster, blue: Raster]> {
  const channels: Raster[][] = [];
  for (const layer of layers) {
    if (layer.kind !== 'math') throw new RangeError('a composite is computed from bands');
    for (const [i, raster] of (await readChannels(cogs, layer, grid, resampling)).entries()) {
      (channels[i] ??= []).push(raster);
    }
  }
  if (channels.length !== 3) throw new RangeError(`a composite has three channels, not ${channels.length}`);
  // channels of a layer are valid together, so the same layer is on top in all three
  const [red, green, blue] = channels.map(mosaic);
  return [red, green, blue];
}
