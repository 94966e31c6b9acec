import { latticeOffset, intersectWindows } from '../grid/lattice.ts';
import type { AreaGeometry } from '../grid/geometry.ts';
import type { Grid } from '../grid/grid.ts';
import type { Layer } from './layer.ts';

/** Where the pixels of one AOI and date come from: all that a thread is told of a scene. Plain data. */
export interface SceneSource {
  /** Equal keys mean equal scenes, the AOI's border included. */
  readonly key: string;
  /** EPSG:4326; absent where the whole raster is meant. */
  readonly geometry?: AreaGeometry | undefined;
  /** Newest on top, at least one, all of one lattice and encoding. */
  readonly layers: readonly Layer[];
}

/** Sets to 0 what lies in none of the layers. */
export function insideLayers(mask: Uint8Array, grid: Grid, layers: readonly Layer[]): Uint8Array {
  const inside = new Uint8Array(mask.length);
  for (const layer of layers) {
    const offset = latticeOffset(grid, layer.grid);
    if (offset === undefined) continue;
    const rectangle = { ...offset, width: layer.grid.width, height: layer.grid.height };
    const shared = intersectWindows(rectangle, { col: 0, row: 0, width: grid.width, height: grid.height });
    if (shared === undefined) continue;
    for (let row = shared.row; row < shared.row + shared.height; row++) {
      const from = row * grid.width + shared.col;
      inside.set(mask.subarray(from, from + shared.width), from);
    }
  }
  return inside;
}
