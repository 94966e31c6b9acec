import { areaOnMap, worldsOf } from '../grid/area-on-map.ts';
import type { Bounds } from '../grid/bounds.ts';
import type { Grid } from '../grid/grid.ts';
import { projectArea, type ProjectedArea } from '../grid/project-area.ts';
import { isPeriodic, sameCrs } from '../grid/projection.ts';
import type { SceneSource } from './scene-source.ts';

/** AOIs in the CRSs of windows, by scene: projecting a border takes longer than drawing a tile. */
const projected = new WeakMap<SceneSource, Map<string, ProjectedArea>>();
/** Kept at most of one scene: windows can be asked for in any CRS and any world, and a border takes up to 160 kB. */
const MAX_AREAS = 32;

/**
 * The scene's AOI in the CRS of a window; undefined where the whole raster is meant. In the CRS of the scene's own
 * rasters it is the one that statistics are taken in.
 */
export function sceneArea(scene: SceneSource, grid: Grid): ProjectedArea | undefined {
  const { geometry, layers } = scene;
  if (geometry === undefined) return undefined;
  const areas = projected.get(scene) ?? new Map<string, ProjectedArea>();
  projected.set(scene, areas);
  const { crs } = grid;
  const worlds = worldsOf(grid);
  const key = `${worlds.join(' ')} ${crs.definition}`;
  const known = areas.get(key);
  if (known !== undefined) {
    areas.delete(key); // to the young end of the map's insertion order
    areas.set(key, known);
    return known;
  }
  const isOwn = !isPeriodic(crs) && layers.some((layer) => sameCrs(layer.grid.crs, crs));
  const area = isOwn ? projectArea(geometry, crs) : areaOnMap(geometry, crs, worlds);
  areas.set(key, area);
  const oldest = areas.keys().next().value;
  if (areas.size > MAX_AREAS && oldest !== undefined) areas.delete(oldest);
  return area;
}

const boxed = new WeakMap<ProjectedArea, readonly Bounds[]>();

/** Boxes around the rings of the same AOI; undefined where the whole raster is meant. */
export function sceneBoxes(scene: SceneSource, grid: Grid): readonly Bounds[] | undefined {
  const area = sceneArea(scene, grid);
  if (area === undefined) return undefined;
  let boxes = boxed.get(area);
  if (boxes === undefined) boxed.set(area, (boxes = area.rings.map(boxOf)));
  return boxes;
}

function boxOf(ring: Float64Array): Bounds {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < ring.length; i += 2) {
    minX = Math.min(minX, ring[i]);
    maxX = Math.max(maxX, ring[i]);
    minY = Math.min(minY, ring[i + 1]);
    maxY = Math.max(maxY, ring[i + 1]);
  }
  return [minX, minY, maxX, maxY];
}
