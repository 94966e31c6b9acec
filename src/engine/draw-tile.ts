import { withScratch } from '../cog/scratch.ts';
import type { CogStore } from '../cog/store.ts';
import type { Grid } from '../grid/grid.ts';
import { groundOf } from '../grid/ground.ts';
import { coverageOf, maskArea } from '../raster/mask.ts';
import type { Resampling } from '../raster/resample.ts';
import type { WindowFurniture } from '../render/furniture-options.ts';
import type { Palette } from '../render/png.ts';
import { encodeWindow, furnishWindow, WHITE, type WindowFormat, type WindowPixels } from '../render/window-image.ts';
import type { Cuts } from '../stats/classify.ts';
import { paintComposite, type Stretch } from './composite.ts';
import { paintLayers } from './paint-layers.ts';
import { sceneArea } from './scene-area.ts';
import type { SceneSource } from './scene-source.ts';

/** A scene on any grid, such as one map tile; plain data. */
export interface TileTask {
  readonly scene: SceneSource;
  readonly grid: Grid;
  /** In the numbers that the scene's files store. */
  readonly cuts: Cuts;
  /** Colours of slots 0 (no value or no class), 1, 2, ... */
  readonly palette: Palette;
  /** Of a composite, instead of cuts and palette. */
  readonly stretch?: Stretch | undefined;
  /** Whether pixels whose centre lies outside the AOI are left out. */
  readonly isMasked: boolean;
  readonly resampling: Resampling;
  readonly format: WindowFormat;
  /** Red, green, blue, alpha of what is not painted; transparent unless given, white in a JPEG. */
  readonly background?: Uint8Array | undefined;
  /** What is laid over it, over a window with nothing on it too. */
  readonly furniture?: WindowFurniture | undefined;
}

/**
 * The picture of a grid; an indexed PNG where the scene is no composite. Undefined when nothing of the scene is on it,
 * which is told without reading a block, and nothing is laid over it.
 */
export async function drawTile(cogs: CogStore, task: TileTask): Promise<Buffer | undefined> {
  const { scene, grid, cuts, palette, stretch, isMasked, resampling } = task;
  const area = isMasked ? sceneArea(scene, grid) : undefined;
  const coverage = area === undefined ? 'whole' : coverageOf(area, grid);
  const mask = area === undefined || coverage !== 'part' ? undefined : maskArea(area, grid);
  if (coverage === 'none' || mask?.includes(1) === false) return encodeBlank(task);
  if (stretch !== undefined) {
    const rgba = await paintComposite(cogs, scene.layers, { grid, mask, resampling }, stretch);
    return isBlank(rgba) ? encodeBlank(task) : encode(task, { rgba });
  }
  return withScratch(async (scratch) => {
    const slots = await paintLayers(cogs, scene.layers, { grid, resampling, cuts, mask, scratch });
    return isBlank(slots) ? encodeBlank(task) : encode(task, { slots, palette });
  });
}

/** Undefined, so that one picture of nothing can serve all; a window of its own where something is laid over it. */
function encodeBlank(task: TileTask): Promise<Buffer> | undefined {
  if (task.furniture === undefined) return undefined;
  const { width, height } = task.grid;
  return encode(task, { slots: new Uint8Array(width * height), palette: task.palette });
}

async function encode({ grid, format, background, furniture }: TileTask, pixels: WindowPixels): Promise<Buffer> {
  const below = background ?? (format === 'jpeg' ? WHITE : undefined);
  const drawn = furniture === undefined ? pixels : await furnishWindow(pixels, grid, groundOf(grid), furniture, below);
  return encodeWindow(drawn, grid.width, grid.height, format, background);
}

function isBlank(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== 0) return false;
  return true;
}
