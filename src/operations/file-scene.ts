import { levelGrid } from '../cog/level-grid.ts';
import type { Cog } from '../cog/open.ts';
import type { CogStore } from '../cog/store.ts';
import { Failure } from '../failure.ts';
import type { AreaGeometry, Ring } from '../grid/geometry.ts';
import { resizedGrid, type Grid } from '../grid/grid.ts';
import type { ProjectedArea } from '../grid/project-area.ts';
import { pixelAreas, type PixelAreas } from '../raster/area.ts';
import { maskArea } from '../raster/mask.ts';
import type { Encoding, Raster } from '../raster/raster.ts';
import type { Resampling } from '../raster/resample.ts';
import type { Size } from '../render/placement.ts';
import type { Samples } from '../stats/samples.ts';
import { overlapsRaster, pictureGrid, pixelRings } from './aoi-grid.ts';
import { readScene, readSceneOnto, samplesOf, type SceneAssets, type ScenePixels } from './read-scene.ts';

/** One band of a file, in an area or as a whole, as the service would have it as a scene. */
export interface FileScene {
  /** The picture's own grid. */
  readonly grid: Grid;
  /** Boundary of the area in pixels of `grid`; none where it is the whole raster. */
  readonly rings: readonly Ring[];
  readonly encoding: Encoding;
  /** What statistics are taken of; empty where no pixel centre lies inside the area. */
  readonly samples: Samples;
  /** Ground area of the samples' pixels. */
  readonly areas: PixelAreas;
  /** The band at a picture's size, invalid outside the area. */
  read(size: Size, resampling: Resampling): Promise<Raster>;
}

/**
 * Reads the statistics' pixels of a band.
 *
 * @param band from 1
 * @throws Failure `invalid` if the area does not overlap the raster; `unreadable` if pixels are damaged
 */
export async function readFileScene(
  cogs: CogStore,
  path: string,
  { info }: Cog,
  band: number,
  geometry: AreaGeometry | undefined,
): Promise<FileScene> {
  const full = levelGrid(info);
  const assets: SceneAssets = [{ path, version: info.version, band, grid: full }];
  if (geometry !== undefined && !overlapsRaster(geometry, full)) {
    throw new Failure('invalid', `the area does not overlap ${info.name}`);
  }
  const picture = geometry === undefined ? undefined : pictureGrid(geometry, full);
  const grid = picture?.grid ?? full;
  const pixels = geometry === undefined ? await readWhole(cogs, assets, full) : await readScene(cogs, geometry, assets);
  const { dtype } = info;
  const { scale, offset } = info.bands[band - 1];
  return {
    grid,
    rings: picture === undefined ? [] : pixelRings(picture),
    encoding: { dtype, scale, offset },
    samples: pixels === undefined ? NO_SAMPLES : samplesOf(pixels),
    areas: pixels === undefined ? NO_AREAS : pixelAreas(pixels.raster.grid),
    read: async ({ width, height }, resampling) => {
      const target = resizedGrid(grid, width, height);
      return masked(await readSceneOnto(cogs, assets, target, resampling), picture?.area);
    },
  };
}

const NO_SAMPLES: Samples = { values: new Uint8Array(), valid: new Uint8Array(), width: 0, scale: 1, offset: 0 };
const NO_AREAS = { fillRow: () => undefined };

async function readWhole(cogs: CogStore, assets: SceneAssets, grid: Grid): Promise<ScenePixels> {
  const raster = await readSceneOnto(cogs, assets, grid, 'nearest');
  return { raster, inside: new Uint8Array(raster.valid.length).fill(1) };
}

function masked(raster: Raster, area: ProjectedArea | undefined): Raster {
  if (area === undefined) return raster;
  const inside = maskArea(area, raster.grid);
  return { ...raster, valid: raster.valid.map((valid, i) => valid & inside[i]) };
}
