import { withScratch } from '../cog/scratch.ts';
import type { CogStore } from '../cog/store.ts';
import type { AreaGeometry, Position } from '../grid/geometry.ts';
import type { Grid } from '../grid/grid.ts';
import { projectArea, type ProjectedArea } from '../grid/project-area.ts';
import { worldWidth, type Crs } from '../grid/projection.ts';
import { coverageOf, maskArea } from '../raster/mask.ts';
import type { Resampling } from '../raster/resample.ts';
import { encodeIndexedPng, encodeRgbaPng, type Palette } from '../render/png.ts';
import type { Cuts } from '../stats/classify.ts';
import { paintComposite, type Stretch } from './composite.ts';
import { paintLayers } from './paint-layers.ts';
import type { SceneSource } from './scene-source.ts';

/** One map tile of a scene; plain data. */
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
}

/** The tile as an indexed PNG, of a composite as RGBA; undefined when nothing of the scene is on it, which is told without reading a block. */
export async function drawTile(cogs: CogStore, task: TileTask): Promise<Buffer | undefined> {
  const { scene, grid, cuts, palette, stretch, isMasked, resampling } = task;
  const area = isMasked ? areaOf(scene, grid.crs) : undefined;
  const coverage = area === undefined ? 'whole' : coverageOf(area, grid);
  if (coverage === 'none') return undefined;
  const mask = area === undefined || coverage === 'whole' ? undefined : maskArea(area, grid);
  if (mask?.includes(1) === false) return undefined;
  if (stretch !== undefined) {
    const rgba = await paintComposite(cogs, scene.layers, { grid, mask, resampling }, stretch);
    return isBlank(rgba) ? undefined : encodeRgbaPng(rgba, grid.width, grid.height, { filter: 'up' });
  }
  return withScratch(async (scratch) => {
    const slots = await paintLayers(cogs, scene.layers, { grid, resampling, cuts, mask, scratch });
    return isBlank(slots) ? undefined : encodeIndexedPng(slots, grid.width, grid.height, palette);
  });
}

function isBlank(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== 0) return false;
  return true;
}

/** AOIs in the CRSs of tiles, by scene: projecting a border takes longer than drawing a tile. */
const projected = new WeakMap<SceneSource, Map<string, ProjectedArea>>();

function areaOf(scene: SceneSource, crs: Crs): ProjectedArea | undefined {
  if (scene.geometry === undefined) return undefined;
  const areas = projected.get(scene) ?? new Map<string, ProjectedArea>();
  projected.set(scene, areas);
  let area = areas.get(crs.definition);
  if (area === undefined) areas.set(crs.definition, (area = areaOnMap(scene.geometry, crs)));
  return area;
}

/**
 * The AOI wherever a map of the whole world shows it: once, or at both ends of the map when it lies across the
 * antimeridian.
 */
export function areaOnMap(geometry: AreaGeometry, crs: Crs): ProjectedArea {
  const width = worldWidth(crs);
  if (width === undefined) return projectArea(geometry, crs);
  return projectArea(withinMercator(geometry), crs, [-width / 2, -Infinity, width / 2, Infinity]);
}

/** Tiles end at 85.06 degrees; a border that runs to a pole is cut off beyond, where mercator has no end. */
const MAX_LATITUDE = 89;

function withinMercator(geometry: AreaGeometry): AreaGeometry {
  const clamp = ([lon, lat]: Position): Position => [lon, Math.max(-MAX_LATITUDE, Math.min(MAX_LATITUDE, lat))];
  return geometry.type === 'Polygon'
    ? { type: 'Polygon', coordinates: geometry.coordinates.map((ring) => ring.map(clamp)) }
    : {
        type: 'MultiPolygon',
        coordinates: geometry.coordinates.map((polygon) => polygon.map((ring) => ring.map(clamp))),
      };
}
