import { indexBand } from '../cog/index-band.ts';
import type { CogInfo } from '../cog/info.ts';
import { levelGrid } from '../cog/level-grid.ts';
import { overlapsRaster } from '../engine/aoi-grid.ts';
import type { Engine } from '../engine/engine.ts';
import type { SceneSource } from '../engine/scene-source.ts';
import { Failure, invalidField } from '../failure.ts';
import type { AreaGeometry } from '../grid/geometry.ts';
import { findPreset } from '../presets/find-preset.ts';
import type { PresetIndex } from '../presets/types.ts';
import type { ImageOptions } from '../render/image-options.ts';
import type { LegendContent } from '../render/legend.ts';
import type { MapImage } from '../render/map-image.ts';
import type { Summary } from '../stats/summary.ts';
import { dynamicLegend, theoreticalLegend } from '../style/automatic.ts';
import { cutsOf } from '../style/cuts.ts';
import { classStyle, resolveStyle, withAreas } from '../style/resolve.ts';
import type { BreakMethod, BreakRange, ColorMap, Legend, Mode, Ramp, Style } from '../style/style.ts';
import { dateKey, dateText } from './date-key.ts';
import { mapLegend } from './map-legend.ts';
import type { Services } from './services.ts';

/** One picture of one file, and how its legend is made. */
export interface FileRenderRequest {
  /** Without it the whole raster is drawn. */
  readonly area?: { readonly name: string; readonly geometry: AreaGeometry } | undefined;
  /** Chooses the band and the preset; without it the band's own name, then `fallbackIndexName`. */
  readonly indexName?: string | undefined;
  readonly fallbackIndexName?: string | undefined;
  /** Name of the satellite whose preset is meant; any that has the index unless given. */
  readonly satellite?: string | undefined;
  /** Counted from 1. */
  readonly band?: number | undefined;
  /** `YYYY-MM-DD`, for the legend; the file's own date unless given. */
  readonly date?: string | undefined;
  readonly mode: Mode;
  /** Instead of the preset's. */
  readonly colorMap?: ColorMap | undefined;
  /** Valid range of an index without a preset, for a theoretical legend. */
  readonly rescale?: readonly [min: number, max: number] | undefined;
  readonly bins?: number | undefined;
  readonly method?: BreakMethod | undefined;
  readonly range?: BreakRange | undefined;
  readonly ramp?: Ramp | undefined;
  readonly options: ImageOptions;
}

/** The picture, and what it shows. */
export interface FileImage extends MapImage {
  readonly legend: Legend;
  readonly summary: Summary;
}

/** Colour map of an index that has no preset. */
const DEFAULT_COLOR_MAP = 'viridis';

/**
 * Draws an area of a raster file with its legend; no database is needed. Statistics and classes are those that the
 * service computes for the same file and area.
 *
 * @throws Failure `unreadable` if the file is refused; `invalid` if the area does not meet it, or an option cannot be
 */
export async function renderFile(
  { cogs, engine }: Pick<Services, 'cogs' | 'engine'>,
  path: string,
  request: FileRenderRequest,
): Promise<FileImage> {
  const { info } = await cogs.open(path);
  const index = chooseIndex(info, request);
  const scene = sceneOf(path, info, index.band, request);
  const summary = await engine.run('takeSummary', { scene });
  const legend = await buildLegend(engine, request, index, summary, scene);
  const style = resolveStyle(legend);
  const date = request.date ?? fileDate(info);
  const { options } = request;
  const image = await engine.run('drawMap', {
    scene,
    shrink: 1,
    cuts: cutsOf(style, scene.layers[0].encoding),
    colors: style.intervals.map(({ color }) => color),
    legend: legendContent(request, index.name, date, style, summary),
    options,
    isEmpty: summary.count === 0,
    text: pngText(info, request, index.name, date, style),
  });
  return { ...image, legend, summary };
}

function sceneOf(path: string, info: CogInfo, band: number, { area }: FileRenderRequest): SceneSource {
  const grid = levelGrid(info);
  if (area !== undefined && !overlapsRaster(area.geometry, grid)) {
    throw new Failure('invalid', `the area does not overlap ${info.name}`);
  }
  const described = info.bands.at(band - 1);
  if (described === undefined || band < 1) {
    throw new Failure('invalid', `band ${band} was asked of ${info.name}, which has bands 1 to ${info.bands.length}`);
  }
  const { scale, offset } = described;
  const encoding = { dtype: info.dtype, scale, offset };
  const file = { path, version: info.version, band, grid, encoding };
  return { key: path, geometry: area?.geometry, layers: [{ kind: 'band', file, grid, encoding }] };
}

/** What the band shows. */
interface ChosenIndex {
  readonly name: string;
  readonly band: number;
  readonly preset: PresetIndex | undefined;
}

function chooseIndex(info: CogInfo, request: FileRenderRequest): ChosenIndex {
  const { indexName, fallbackIndexName, satellite } = request;
  const band = request.band ?? indexBand(info, indexName ?? fallbackIndexName);
  const described = band <= info.bands.length ? info.bands[band - 1]?.description : undefined;
  const names = [indexName, described, fallbackIndexName].filter((name) => name !== undefined);
  const presets = (indexName === undefined ? names : [indexName]).flatMap((name) => findPreset(name, satellite) ?? []);
  const preset = presets.at(0);
  return { name: preset?.name ?? names.at(0) ?? info.name, band, preset };
}

async function buildLegend(
  engine: Engine,
  request: FileRenderRequest,
  index: ChosenIndex,
  summary: Summary,
  scene: SceneSource,
): Promise<Legend> {
  const legend = request.mode === 'dynamic' ? dynamic(request, index, summary) : theoretical(request, index);
  const cuts = cutsOf(classStyle(legend), scene.layers[0].encoding);
  return withAreas(legend, await engine.run('measureClasses', { scene, cuts, slots: legend.classes.length + 1 }));
}

function dynamic(request: FileRenderRequest, { preset }: ChosenIndex, summary: Summary): Legend {
  const { bins, method, range, ramp } = request;
  return dynamicLegend(summary, { colorMap: colorMapOf(request, preset), bins, method, range, ramp });
}

function theoretical(request: FileRenderRequest, { preset, name }: ChosenIndex): Legend {
  const rescale = request.rescale ?? preset?.rescale;
  if (rescale === undefined) {
    throw invalidField('index', `no preset is called ${name}: give the valid range of the index, or use mode dynamic`);
  }
  const own = request.rescale === undefined ? preset?.breakpoints : undefined;
  // colours that come with the classes would hide a colour map that was asked for
  const breakpoints = own && request.colorMap !== undefined ? { edges: own.edges, labels: own.labels } : own;
  return theoreticalLegend({ colorMap: colorMapOf(request, preset), rescale, breakpoints, ramp: request.ramp });
}

function colorMapOf({ colorMap }: FileRenderRequest, preset: PresetIndex | undefined): ColorMap {
  return colorMap ?? preset?.colorMap ?? DEFAULT_COLOR_MAP;
}

function legendContent(
  { area, mode, options }: FileRenderRequest,
  indexName: string,
  date: string | undefined,
  style: Style,
  summary: Summary,
): Omit<LegendContent, 'showsAreas'> {
  const heading = {
    indexName,
    aoiName: area?.name ?? '',
    date: date === undefined ? '' : dateText(date),
    mode: mode === 'dynamic' ? 'Dynamic' : 'Theoretical',
  };
  return mapLegend(style, summary, heading, options.legend === false ? {} : options.legend);
}

/** The date of TIFF tag 306, `YYYY:MM:DD HH:MM:SS`. */
function fileDate({ dateTime }: CogInfo): string | undefined {
  return /^\d{4}:\d{2}:\d{2}\b/.exec(dateTime ?? '')?.[0].replaceAll(':', '-');
}

function pngText(
  info: CogInfo,
  { mode, area }: FileRenderRequest,
  indexName: string,
  date: string | undefined,
  { intervals }: Style,
): Record<string, string> {
  const title = [indexName, area?.name, date].filter((text) => text !== undefined && text !== '').join(', ');
  return {
    Title: title,
    Software: 'Chromatile',
    'chromatile:index': indexName,
    ...(date === undefined ? {} : { 'chromatile:date': dateKey(date) }),
    'chromatile:asset': info.name,
    'chromatile:mode': mode,
    ...(intervals.length > 0 && { 'chromatile:range': `${intervals[0].min} ${intervals[intervals.length - 1].max}` }),
  };
}
