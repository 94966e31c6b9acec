import { epsg } from '../../../src/cog/epsg.ts';
import { levelGrid } from '../../../src/cog/level-grid.ts';
import type { CogStore } from '../../../src/cog/store.ts';
import type { MapTask } from '../../../src/engine/draw-map.ts';
import type { TileTask } from '../../../src/engine/draw-tile.ts';
import type { SceneSource } from '../../../src/engine/scene-source.ts';
import type { AreaGeometry } from '../../../src/grid/geometry.ts';
import { projector, WGS84, type Crs } from '../../../src/grid/projection.ts';
import { WEB_MERCATOR_QUAD, tileGrid } from '../../../src/grid/tile-matrix-set.ts';
import { mapLegend } from '../../../src/operations/map-legend.ts';
import type { Resampling } from '../../../src/raster/resample.ts';
import { DEFAULT_IMAGE_OPTIONS, DEFAULT_LEGEND_OPTIONS } from '../../../src/render/image-options.ts';
import type { Palette } from '../../../src/render/png.ts';
import type { Summary } from '../../../src/stats/summary.ts';
import { theoreticalLegend } from '../../../src/style/automatic.ts';
import { cutsOf } from '../../../src/style/cuts.ts';
import { resolveStyle } from '../../../src/style/resolve.ts';
import type { Square, Tile } from '../tiles.ts';

const STYLE = resolveStyle(theoreticalLegend({ colorMap: 'RdYlGn', rescale: [-1, 1], ramp: 'continuous' }));
const COLORS = STYLE.intervals.map(({ color }) => color);

/** A raster file as a scene, inside an area or whole. */
export async function sceneOf(cogs: CogStore, path: string, geometry?: AreaGeometry): Promise<SceneSource> {
  const { info } = await cogs.open(path);
  const grid = levelGrid(info);
  const { scale, offset } = info.bands[0];
  const encoding = { dtype: info.dtype, scale, offset };
  const file = { path, version: info.version, band: 1, grid, encoding };
  const key = `${path} ${JSON.stringify(geometry ?? null)}`;
  return { key, layers: [{ kind: 'band', file, grid, encoding }], ...(geometry && { geometry }) };
}

/** A tile of the scene as a continuous ramp from -1 to 1, masked to the scene's area where it has one. */
export function tileTask(scene: SceneSource, { z, x, y }: Tile, size: number, resampling: Resampling): TileTask {
  return {
    scene,
    grid: tileGrid(WEB_MERCATOR_QUAD, z, x, y, size),
    cuts: cutsOf(STYLE, scene.layers[0].encoding),
    palette: paletteOf(COLORS),
    isMasked: scene.geometry !== undefined,
    resampling,
    format: 'png',
  };
}

/** The scene's picture with its legend at native size, and what the legend says. */
export function mapTask(scene: SceneSource, summary: Summary): MapTask {
  const heading = { indexName: 'NDVI', aoiName: 'Square', date: '7 June 2024', mode: 'Theoretical' as const };
  return {
    scene,
    shrink: 1,
    cuts: cutsOf(STYLE, scene.layers[0].encoding),
    colors: COLORS,
    legend: mapLegend(STYLE, summary, heading, DEFAULT_LEGEND_OPTIONS),
    options: DEFAULT_IMAGE_OPTIONS,
    isEmpty: false,
    text: {},
  };
}

/** Colours of slots 0 (transparent), 1, 2, ... as a PNG keeps them. */
function paletteOf(colors: readonly string[]): Palette {
  const palette = new Uint8Array((colors.length + 1) * 4);
  for (const [i, color] of colors.entries()) {
    const rgb = parseInt(color.slice(1), 16);
    palette.set([rgb >> 16, (rgb >> 8) & 255, rgb & 255, 255], (i + 1) * 4);
  }
  return palette;
}

/** The raster's CRS. */
export function utm33(): Crs {
  const crs = epsg(32_633);
  if (crs === undefined) throw new Error('EPSG:32633 is not known');
  return crs;
}

/** A square in the raster's CRS as an area in longitude and latitude. */
export function squareArea({ left, top, side }: Square): AreaGeometry {
  const toLonLat = projector(utm33(), WGS84);
  const corners = [0, 1, 2, 3, 0].map((corner) =>
    toLonLat(left + (corner % 3 === 0 ? 0 : side), top - (corner > 1 ? side : 0)),
  );
  return { type: 'Polygon', coordinates: [corners] };
}
