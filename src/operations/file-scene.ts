import { levelGrid } from '../cog/level-grid.ts';
import type { Cog } from '../cog/open.ts';
import { readGrid } from '../cog/read.ts';
import { Failure } from '../failure.ts';
import { applyAffine, invertAffine } from '../grid/affine.ts';
import type { AreaGeometry, Position, Ring } from '../grid/geometry.ts';
import { gridBounds, resizedGrid, windowGrid, type Grid } from '../grid/grid.ts';
import { projectArea, type ProjectedArea } from '../grid/project-area.ts';
import { pixelAreas, type PixelAreas } from '../raster/area.ts';
import { maskArea, maskWindow } from '../raster/mask.ts';
import type { Encoding, Raster } from '../raster/raster.ts';
import type { NoData } from '../render/legend.ts';
import { classAreas } from '../stats/class-areas.ts';
import type { Samples } from '../stats/samples.ts';
import type { Summary } from '../stats/summary.ts';
import type { Size } from '../render/placement.ts';
import type { Resampling } from '../raster/resample.ts';

const M2_PER_HA = 10_000;
/** Cuts that put every number into one slot. */
const EVERYTHING = { thresholds: new Float64Array(), slots: new Uint8Array(1) };

/** The pixels of the area at full resolution, in the file's own grid. */
export interface FileScene {
  readonly grid: Grid;
  /** Absent where the scene is the whole raster. */
  readonly area: ProjectedArea | undefined;
  readonly encoding: Encoding;
  readonly samples: Samples;
  /** Ground area of the grid's pixels. */
  readonly areas: PixelAreas;
}

/**
 * Reads the area's window of a band, or without an area the whole raster.
 *
 * @param band from 1
 * @throws Failure `invalid` if no pixel centre lies inside the area; `unreadable` if pixels are damaged
 */
export async function readFileScene(cog: Cog, band: number, geometry: AreaGeometry | undefined): Promise<FileScene> {
  const full = levelGrid(cog.info);
  const area = geometry === undefined ? undefined : projectArea(geometry, full.crs, gridBounds(full));
  const whole = { col: 0, row: 0, width: full.width, height: full.height };
  const window = area === undefined ? whole : maskWindow(area, full);
  if (window === undefined) {
    throw new Failure('invalid', `the area holds no pixel of ${cog.info.name}: they do not overlap`);
  }
  const { grid, values, valid, encoding } = await cog.readWindow(window, { band });
  const inside = area === undefined ? undefined : maskArea(area, grid);
  const { scale, offset } = encoding;
  const samples = { values, valid, inside, width: grid.width, scale, offset };
  return { grid: windowGrid(full, window), area, encoding, samples, areas: pixelAreas(grid) };
}

/** The scene at a picture's size: its own numbers where one pixel is one pixel. Invalid outside the area. */
export async function readPicture(
  cog: Cog,
  band: number,
  { grid, area, samples, encoding }: FileScene,
  size: Size,
  resampling: Resampling,
): Promise<Raster> {
  const isNative = size.width === grid.width && size.height === grid.height;
  const target = isNative ? grid : resizedGrid(grid, size.width, size.height);
  const raster = isNative
    ? { grid, values: samples.values, valid: samples.valid, encoding }
    : await readGrid(cog, band, target, resampling);
  if (area === undefined) return raster;
  const inside = isNative && samples.inside !== undefined ? samples.inside : maskArea(area, target);
  return { ...raster, valid: raster.valid.map((valid, i) => valid & inside[i]) };
}

/** The area's boundary in pixels of the grid. */
export function pixelRings({ rings }: ProjectedArea, grid: Grid): Ring[] {
  const toPixel = invertAffine(grid.affine);
  return rings.map((flat) => {
    const ring: Position[] = [];
    for (let i = 0; i < flat.length; i += 2) ring.push(applyAffine(toPixel, flat[i], flat[i + 1]));
    return ring;
  });
}

/** What of the area has no value; undefined where all of it has. */
export function missingData({ samples, areas }: FileScene, summary: Summary): NoData | undefined {
  if (summary.count === summary.inside) return undefined;
  const all = { ...samples, valid: new Uint8Array(samples.valid.length).fill(1) };
  const [totalM2] = classAreas(all, EVERYTHING, areas, 1).areasM2;
  const missingM2 = Math.max(0, totalM2 - summary.areaM2);
  return { areaHa: missingM2 / M2_PER_HA, percent: totalM2 > 0 ? (missingM2 / totalM2) * 100 : 100 };
}
