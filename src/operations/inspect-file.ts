import type { BandInfo, CogInfo } from '../cog/info.ts';
import { levelGrid } from '../cog/level-grid.ts';
import type { Cog } from '../cog/open.ts';
import type { CogStore } from '../cog/store.ts';
import type { Bounds } from '../grid/bounds.ts';
import type { AreaGeometry } from '../grid/geometry.ts';
import { gridBounds, type Window } from '../grid/grid.ts';
import { projectArea } from '../grid/project-area.ts';
import { maskArea, maskWindow } from '../raster/mask.ts';
import { rowAreas } from '../stats/runs.ts';
import { summarise, type Summary } from '../stats/summary.ts';

/** Statistics of the valid pixels in index values; all but `count` are null when there is none. */
export interface InspectedStats {
  readonly count: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  /** Population standard deviation. */
  readonly std: number | null;
  readonly p2: number | null;
  readonly p50: number | null;
  readonly p98: number | null;
}

/** A plain thing for files of one band, a list for files of several. */
export type PerBand<T> = T | T[];
/** JSON has no NaN or infinities, so they are written as text. */
export type JsonNodata = number | 'NaN' | 'Infinity' | '-Infinity' | null;

/** What `assets inspect --json` prints of one file. */
export interface FileInspection {
  /** Base name. */
  readonly file: string;
  readonly width: number;
  readonly height: number;
  readonly bands: number;
  readonly dtype: string;
  readonly nodata: PerBand<JsonNodata>;
  readonly scale: PerBand<number>;
  readonly offset: PerBand<number>;
  /** `EPSG:32633`, or the PROJ string of a CRS without a code. */
  readonly crs: string;
  /** Outer edge in the file's own CRS. */
  readonly bounds: Bounds;
  /** Width and height of each overview, largest first. */
  readonly overviews: readonly (readonly [width: number, height: number])[];
  readonly compression: string;
  readonly descriptions: PerBand<string | null>;
  readonly block: readonly [width: number, height: number];
  readonly is_cog: boolean;
  readonly cog_faults: readonly string[];
  readonly stats: PerBand<InspectedStats>;
  /** Statistics inside each area, by the area's id. */
  readonly aois?: Readonly<Record<string, PerBand<InspectedStats>>>;
}

/** An area with the id that its statistics are listed under; its geometry is in EPSG:4326. */
export interface InspectedArea {
  readonly id: string;
  readonly geometry: AreaGeometry;
}

/**
 * What a raster file is and what its values amount to, as a whole and inside each area; read at full resolution in
 * the file's own grid.
 *
 * @throws Failure `unreadable` if the file is refused or damaged, `invalid` if an area has no place in its CRS
 */
export async function inspectFile(
  cogs: CogStore,
  location: string,
  options: { areas?: readonly InspectedArea[] } = {},
): Promise<FileInspection> {
  const cog = await cogs.open(location);
  const { info } = cog;
  const stats = await eachBand(info, (band) => wholeStats(cog, band));
  const inspection = { ...describe(info), stats };
  if (options.areas === undefined) return inspection;
  const aois: Record<string, PerBand<InspectedStats>> = {};
  for (const { id, geometry } of options.areas)
    aois[id] = await eachBand(info, (band) => areaStats(cog, band, geometry));
  return { ...inspection, aois };
}

function describe(info: CogInfo): Omit<FileInspection, 'stats' | 'aois'> {
  return {
    file: info.name,
    width: info.width,
    height: info.height,
    bands: info.bands.length,
    dtype: info.dtype,
    nodata: perBand(info.bands, ({ nodata }) => jsonNodata(nodata)),
    scale: perBand(info.bands, ({ scale }) => scale),
    offset: perBand(info.bands, ({ offset }) => offset),
    crs: info.crs.name.startsWith('EPSG:') ? info.crs.name : info.crs.definition,
    bounds: gridBounds(levelGrid(info)),
    overviews: info.levels.slice(1).map(({ width, height }) => [width, height] as const),
    compression: info.compression,
    descriptions: perBand(info.bands, ({ description }) => description ?? null),
    block: info.block,
    is_cog: info.isCog,
    cog_faults: info.cogFaults,
  };
}

function perBand<T>(bands: readonly BandInfo[], of: (band: BandInfo) => T): PerBand<T> {
  return bands.length === 1 ? of(bands[0]) : bands.map(of);
}

async function eachBand<T>({ bands }: CogInfo, of: (band: number) => Promise<T>): Promise<PerBand<T>> {
  if (bands.length === 1) return of(1);
  const found: T[] = [];
  for (const i of bands.keys()) found.push(await of(i + 1));
  return found;
}

function jsonNodata(nodata: number | undefined): JsonNodata {
  if (nodata === undefined) return null;
  return Number.isFinite(nodata) ? nodata : (String(nodata) as JsonNodata);
}

/** Ground areas are no part of an inspection. */
const NO_AREAS = rowAreas(() => 0);

function wholeStats(cog: Cog, band: number): Promise<InspectedStats> {
  const { width, height } = cog.info;
  return windowStats(cog, band, { col: 0, row: 0, width, height });
}

function areaStats(cog: Cog, band: number, geometry: AreaGeometry): Promise<InspectedStats> {
  const grid = levelGrid(cog.info);
  const window = maskWindow(projectArea(geometry, grid.crs, gridBounds(grid)), grid);
  return window === undefined ? Promise.resolve(NOTHING) : windowStats(cog, band, window, geometry);
}

async function windowStats(cog: Cog, band: number, window: Window, geometry?: AreaGeometry): Promise<InspectedStats> {
  const { grid, values, valid, encoding } = await cog.readWindow(window, { band });
  const bounds = gridBounds(levelGrid(cog.info));
  const inside = geometry === undefined ? undefined : maskArea(projectArea(geometry, grid.crs, bounds), grid);
  const { scale, offset } = encoding;
  return toStats(summarise({ values, valid, inside, width: grid.width, scale, offset }, NO_AREAS));
}

const NOTHING: InspectedStats = {
  count: 0,
  min: null,
  max: null,
  mean: null,
  std: null,
  p2: null,
  p50: null,
  p98: null,
};

function toStats({ count, min, max, mean, std, percentiles }: Summary): InspectedStats {
  if (percentiles === null) return NOTHING;
  return { count, min, max, mean, std, p2: percentiles[2], p50: percentiles[50], p98: percentiles[98] };
}
