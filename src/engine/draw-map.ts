import { withScratch } from '../cog/scratch.ts';
import type { CogStore } from '../cog/store.ts';
import { resizedGrid, type Grid } from '../grid/grid.ts';
import { groundOf } from '../grid/ground.ts';
import type { ProjectedArea } from '../grid/project-area.ts';
import { maskArea } from '../raster/mask.ts';
import type { ImageOptions } from '../render/image-options.ts';
import type { LegendContent } from '../render/legend.ts';
import { renderMap, type MapImage, type MapPixels } from '../render/map-image.ts';
import { planMap } from '../render/map-plan.ts';
import type { Cuts } from '../stats/classify.ts';
import { pictureGrid, pixelRings, wholeGrid } from './aoi-grid.ts';
import { paintComposite, type Stretch } from './composite.ts';
import { paintLayers } from './paint-layers.ts';
import type { SceneSource } from './scene-source.ts';

/** A picture of a scene with its legend; plain data. */
export interface MapTask {
  readonly scene: SceneSource;
  /** Raster pixels to one of the picture, for pictures coarser than their raster; at least 1. */
  readonly shrink: number;
  /** In the numbers that the scene's files store. */
  readonly cuts: Cuts;
  /** `#rrggbb` of slots 1, 2, ... */
  readonly colors: readonly string[];
  /** Of a composite, instead of cuts and colours. */
  readonly stretch?: Stretch | undefined;
  readonly legend?: Omit<LegendContent, 'showsAreas'> | undefined;
  readonly options: ImageOptions;
  /** No pixel of the AOI has a value. */
  readonly isEmpty: boolean;
  /** Text chunks of a PNG, besides those about the grid. */
  readonly text: Readonly<Record<string, string>>;
}

/** Draws the AOI on its own grid, or the whole raster where the scene has no AOI, with the legend. */
export async function drawMap(cogs: CogStore, task: MapTask): Promise<MapImage> {
  const { legend, options, isEmpty } = task;
  const { grid, area } = pictureOf(task);
  const rings = area === undefined ? [] : pixelRings({ grid, area });
  const ground = options.scaleBar || options.northArrow ? { ground: groundOf(grid) } : {};
  const plan = await planMap({ native: grid, rings, ...(legend && { legend }), options, isEmpty, ...ground });
  const { width, height } = plan.data;
  const target = width === grid.width && height === grid.height ? grid : resizedGrid(grid, width, height);
  const pixels = isEmpty
    ? { slots: new Uint8Array(width * height), colors: task.colors }
    : await paintScene(cogs, task, target, area);
  return renderMap(plan, pixels, { ...task.text, ...gridText(grid) });
}

/** What is drawn before it is fitted to the picture's size: the AOI's own pixels, or coarser ones. */
function pictureOf({ scene: { geometry, layers }, shrink }: MapTask): { grid: Grid; area: ProjectedArea | undefined } {
  const [newest] = layers;
  const { grid, area } =
    geometry === undefined ? { grid: wholeGrid(newest.grid), area: undefined } : pictureGrid(geometry, newest.grid);
  if (shrink <= 1) return { grid, area };
  const shorter = (pixels: number) => Math.max(1, Math.round(pixels / shrink));
  return { grid: resizedGrid(grid, shorter(grid.width), shorter(grid.height)), area };
}

async function paintScene(
  cogs: CogStore,
  { scene, options: { resampling }, cuts, colors, stretch }: MapTask,
  grid: Grid,
  area: ProjectedArea | undefined,
): Promise<MapPixels> {
  const mask = area === undefined ? undefined : maskArea(area, grid);
  if (stretch !== undefined) {
    return { rgba: await paintComposite(cogs, scene.layers, { grid, mask, resampling }, stretch) };
  }
  const slots = await withScratch(async (scratch) =>
    (await paintLayers(cogs, scene.layers, { grid, resampling, cuts, mask, scratch })).slice(),
  );
  return { slots, colors };
}

/** Where the pixels are, so that a picture can be laid back over its raster. */
function gridText({ crs, affine }: Grid): Record<string, string> {
  return { 'chromatile:crs': crs.name, 'chromatile:transform': affine.join(' ') };
}
