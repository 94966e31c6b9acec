import { sampleGrid } from '../cog/read.ts';
import type { Scratch } from '../cog/scratch.ts';
import type { CogStore } from '../cog/store.ts';
import { storedNodata, validity } from '../cog/validity.ts';
import type { Grid } from '../grid/grid.ts';
import type { Kernel, LevelPixels } from '../raster/kernel.ts';
import type { Resampling } from '../raster/resample.ts';
import { paint } from '../render/paint.ts';
import { mixingKernel, paintingKernel } from '../render/paint-kernel.ts';
import type { Cuts } from '../stats/classify.ts';
import type { BandLayer, Layer } from './layer.ts';
import { simdMixingKernel } from './mix-simd.ts';
import { simdPaintingKernel } from './paint-simd.ts';
import { readOnto } from './read-scene.ts';

/** How layers are painted onto a grid. */
export interface Painting {
  readonly grid: Grid;
  readonly resampling: Resampling;
  readonly cuts: Cuts;
  /** 0 for pixels that are left out. */
  readonly mask?: Uint8Array | undefined;
  /** Memory for what is read and for the slots, which are then good until it is lent to somebody else. */
  readonly scratch: Scratch;
}

/** Slots of layers on any grid, row-major: 0 where nothing has a value or a class. */
export async function paintLayers(cogs: CogStore, layers: readonly Layer[], painting: Painting): Promise<Uint8Array> {
  const { grid, resampling, cuts, mask, scratch } = painting;
  const [only] = layers;
  const slots = scratch.slots(grid.width * grid.height);
  const isPlain = layers.length === 1 && only.kind === 'band';
  // what is mixed is laid out once more by the plain loops: too much of it where a picture is large
  const isMixed = (resampling === 'bilinear' || resampling === 'cubic') && slots.buffer === scratch.memory.buffer;
  if (isPlain && (resampling === 'nearest' || isMixed)) return paintStraight(cogs, only, resampling, slots, painting);
  return paint(await readOnto(cogs, layers, grid, resampling), cuts, mask);
}

/** The usual picture, in one pass from the numbers of the file to slots. */
async function paintStraight(
  cogs: CogStore,
  { file: { path, version, band } }: BandLayer,
  resampling: 'nearest' | 'bilinear' | 'cubic',
  slots: Uint8Array,
  { grid, cuts, mask, scratch }: Painting,
): Promise<Uint8Array> {
  const cog = await cogs.open(path, version);
  const absent = storedNodata(cog.info.bands[band - 1].nodata, cog.info.dtype);
  const kernelOf = (source: LevelPixels, applied: Resampling): Kernel =>
    applied === 'nearest' || resampling === 'nearest'
      ? (simdPaintingKernel(scratch, source, absent, cuts, slots) ?? paintingKernel(source, absent, cuts, slots))
      : (simdMixingKernel({ resampling, scratch, source, absent, cuts, slots }) ??
        mixingKernel(resampling, withValidity(source, absent), cuts, slots));
  await sampleGrid(cog, band, { target: grid, resampling, scratch, kernelOf });
  if (mask !== undefined) hideOutside(slots, mask);
  return slots;
}

/** With the flags that the numbers tell, where it has none. */
function withValidity(source: LevelPixels, absent: number | undefined): LevelPixels {
  return source.valid.length > 0 ? source : { ...source, valid: validity(source.values, absent, []) };
}

/** Clears the slots where the mask, of 0 and 1, is 0: four at a time, which takes a sixth of the time. */
function hideOutside(slots: Uint8Array, mask: Uint8Array): void {
  const fours = slots.length >> 2;
  const slotFours = new Int32Array(slots.buffer, slots.byteOffset, fours);
  const maskFours = new Int32Array(mask.buffer, mask.byteOffset, fours);
  // each byte of 1 times 255
  for (let i = 0; i < fours; i++) slotFours[i] &= (maskFours[i] << 8) - maskFours[i];
  for (let i = fours * 4; i < slots.length; i++) if (mask[i] === 0) slots[i] = 0;
}
