import { createHash } from 'node:crypto';
import { resizedGrid, type Grid } from '../grid/grid.ts';
import { maskArea } from '../raster/mask.ts';
import type { ImageOptions } from '../render/image-options.ts';
import type { LegendContent } from '../render/legend.ts';
import { renderMap } from '../render/map-image.ts';
import { planMap, type MapPlan } from '../render/map-plan.ts';
import { paint } from '../render/paint.ts';
import type { Summary } from '../stats/summary.ts';
import { cutsOf } from '../style/cuts.ts';
import { legendModel } from '../style/legend.ts';
import type { Mode } from '../style/style.ts';
import { pictureGrid, pixelRings, type AoiGrid } from './aoi-grid.ts';
import { dateKey, dateText } from './date-key.ts';
import { requireVisualization, type FoundVisualization } from './found.ts';
import { readSceneOnto } from './read-scene.ts';
import { requireOwnIndex } from './reset-legend.ts';
import { styleScene, type StyledScene } from './resolve-scene.ts';
import { summariseScene } from './scene.ts';
import type { Caller, Services } from './services.ts';

export interface ImageRequest {
  /** `YYYY-MM-DD` */
  readonly date: string;
  readonly mode: Mode;
  /** Must be the visualization's own where given. */
  readonly indexId?: string | undefined;
  readonly options: ImageOptions;
}

/** An image that can be made: everything that can fail for the request's sake has been checked. */
export interface MapImage {
  /** Names the picture: equal tags are equal bytes. Without quotes. */
  readonly etag: string;
  readonly contentType: string;
  readonly fileName: string;
  render(): Promise<{ readonly bytes: Buffer; readonly warnings: readonly string[] }>;
}

/** Changed whenever the same request comes to draw other pixels. */
const DRAWING = 1;

/**
 * The picture of one date in one mode.
 *
 * @throws Failure `missing` for unknown ids and dates; `invalid` for a mode or index that is not the
 * visualization's; `unreadable` if a raster is not the registered one
 */
export async function renderImage(
  services: Services,
  caller: Caller,
  aoiId: string,
  visualizationId: string,
  { date, mode, indexId, options }: ImageRequest,
): Promise<MapImage> {
  const { database, cogs } = services;
  const found = await requireVisualization(database, caller.tenantId, aoiId, visualizationId);
  if (indexId !== undefined) requireOwnIndex(found.visualization.indexId, indexId);
  const styled = await styleScene(database, cogs, found, date, mode);
  for (const { path, version } of styled.scene.assets) await cogs.open(path, version);
  const summary = await summariseScene(database, styled.scene);
  const extension = options.format === 'jpeg' ? 'jpg' : options.format;
  return {
    etag: etagOf(found, styled, mode, options),
    contentType: `image/${options.format}`,
    fileName: `${found.index.name}_${dateKey(date)}_${mode}.${extension}`,
    render: () => draw(services, found, styled, summary, options),
  };
}

function etagOf(
  { aoi, visualization, index }: FoundVisualization,
  styled: StyledScene,
  mode: Mode,
  options: object,
): string {
  const { scene, legend } = styled;
  const legendPart = legend === undefined ? mode : [legend.mode, legend.revision, legend.legend];
  const parts = [DRAWING, scene.key, aoi.name, aoi.geometry, visualization.resolution, index.name, legendPart, options];
  return createHash('sha256').update(JSON.stringify(parts, sortKeys)).digest('hex').slice(0, 32);
}

/** The same text whatever order an object's members were given in. */
function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function draw(
  { cogs }: Services,
  found: FoundVisualization,
  styled: StyledScene,
  summary: Summary,
  options: ImageOptions,
): Promise<{ bytes: Buffer; warnings: readonly string[] }> {
  const { scene, style } = styled;
  const [newest] = scene.assets;
  const native = coarser(
    pictureGrid(found.aoi.geometry, newest.grid),
    newest.resolutionM,
    found.visualization.resolution,
  );
  const isEmpty = summary.count === 0;
  const legend = legendContent(found, styled, summary, options);
  const { grid } = native;
  const plan = await planMap({ native: grid, rings: pixelRings(native), ...(legend && { legend }), options, isEmpty });
  const target = plan.data.width === grid.width && plan.data.height === grid.height ? grid : gridOf(grid, plan);
  const slots = await paintScene(cogs, styled, { ...native, grid: target }, options, isEmpty);
  const colors = style.intervals.map(({ color }) => color);
  return renderMap(plan, { slots, colors }, pngText(found, styled, grid));
}

function gridOf(grid: Grid, { data }: MapPlan): Grid {
  return resizedGrid(grid, data.width, data.height);
}

/** The grid at the visualization's own pixel size, where that is larger than the raster's. */
function coarser({ grid, area }: AoiGrid, resolutionM: number, asked: number | null): AoiGrid {
  if (asked === null || asked <= resolutionM) return { grid, area };
  const shrink = (pixels: number) => Math.max(1, Math.round((pixels * resolutionM) / asked));
  return { grid: resizedGrid(grid, shrink(grid.width), shrink(grid.height)), area };
}

async function paintScene(
  cogs: Services['cogs'],
  { scene, style }: StyledScene,
  { grid, area }: AoiGrid,
  { resampling }: ImageOptions,
  isEmpty: boolean,
): Promise<Uint8Array> {
  if (isEmpty) return new Uint8Array(grid.width * grid.height);
  const raster = await readSceneOnto(cogs, scene.assets, grid, resampling);
  const mask = maskArea(area, grid);
  const valid = raster.valid.map((bit, i) => bit & mask[i]);
  return paint({ ...raster, valid }, cutsOf(style, scene.assets[0].encoding));
}

function legendContent(
  { aoi, index }: FoundVisualization,
  { scene, style, legend }: StyledScene,
  summary: Summary,
  options: ImageOptions,
): Omit<LegendContent, 'showsAreas'> | undefined {
  if (legend === undefined || options.legend === false) return undefined;
  const { decimals } = options.legend;
  const { min, max, inside, count, areaM2 } = summary;
  const dataRange = min === null || max === null ? undefined : ([min, max] as const);
  // the AOI's pixels are near enough alike for the missing ones to be told by their share
  const missing = inside - count;
  const areaHa = count === 0 ? aoi.areaM2 / 10_000 : (areaM2 * missing) / count / 10_000;
  return {
    model: legendModel(style, { decimals, dataRange }),
    heading: {
      indexName: index.name,
      aoiName: aoi.name,
      date: dateText(scene.date),
      mode: legend.mode === 'dynamic' ? 'Dynamic' : 'Theoretical',
    },
    ...(missing > 0 && count > 0 && { noData: { areaHa, percent: (missing / inside) * 100 } }),
  };
}

/** What is written into the PNG, so that any picture can be made again or shown to be stale. */
function pngText(
  { index, aoi }: FoundVisualization,
  { scene, style, legend }: StyledScene,
  grid: Grid,
): Record<string, string> {
  const { intervals } = style;
  return {
    Title: `${index.name} of ${aoi.name}, ${scene.date}`,
    Software: 'Chromatile',
    'chromatile:index': index.name,
    'chromatile:date': dateKey(scene.date),
    'chromatile:asset': scene.assets.map(({ name }) => name).join(', '),
    'chromatile:crs': grid.crs.name,
    'chromatile:transform': grid.affine.join(' '),
    ...(intervals.length > 0 && { 'chromatile:range': `${intervals[0].min} ${intervals[intervals.length - 1].max}` }),
    ...(legend && {
      'chromatile:mode': legend.mode,
      'chromatile:style-revision': String(legend.revision),
      'chromatile:scale': legend.scaleId,
    }),
  };
}
