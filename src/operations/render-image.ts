import { createHash } from 'node:crypto';
import type { MapTask } from '../engine/draw-map.ts';
import { filesOf } from '../engine/layer.ts';
import type { ImageOptions } from '../render/image-options.ts';
import type { Summary } from '../stats/summary.ts';
import { cutsOf } from '../style/cuts.ts';
import type { Mode } from '../style/style.ts';
import type { Answer } from './answer-cache.ts';
import { dateKey, dateText } from './date-key.ts';
import type { GoneSignal } from './departure.ts';
import { resolutionOf } from './footprint.ts';
import { requireVisualization, type FoundVisualization } from './found.ts';
import { mapLegend } from './map-legend.ts';
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
  /** @param signal aborted when the caller has gone */
  render(signal: GoneSignal): Promise<Answer>;
}

/** Changed whenever the same request comes to draw other pixels. */
const DRAWING = 4;

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
  const { database, cogs, engine, memory } = services;
  const found = await requireVisualization(database, caller.tenantId, aoiId, visualizationId);
  if (indexId !== undefined) requireOwnIndex(found.visualization.indexId, indexId);
  const styled = await styleScene(database, found, date, mode);
  for (const { path, version } of styled.scene.source.layers.flatMap(filesOf)) await cogs.open(path, version);
  const summary = await summariseScene(database, engine, styled.scene);
  const task = mapTask(found, styled, summary, options);
  const etag = etagOf(task);
  const make = (signal: GoneSignal) => engine.run('drawMap', task, { signal });
  const extension = options.format === 'jpeg' ? 'jpg' : options.format;
  return {
    etag,
    contentType: `image/${options.format}`,
    fileName: `${found.index.name}_${dateKey(date)}_${mode}.${extension}`,
    render: (signal) => memory.answers.get(etag, make, signal),
  };
}

/** Of all that is drawn and written into the picture; the pixels and the border by the key that names them. */
function etagOf({ scene, cuts, ...drawn }: MapTask): string {
  const parts = [DRAWING, scene.key, [...cuts.thresholds], [...cuts.slots], drawn];
  return createHash('sha256').update(JSON.stringify(parts, sortKeys)).digest('hex').slice(0, 32);
}

/** The same text whatever order an object's members were given in. */
function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What has to be drawn, as the threads that draw are told. */
function mapTask(found: FoundVisualization, styled: StyledScene, summary: Summary, options: ImageOptions): MapTask {
  const { scene, style } = styled;
  const asked = found.visualization.resolution;
  return {
    scene: scene.source,
    shrink: asked === null ? 1 : Math.max(1, asked / resolutionOf(scene.source.layers[0].grid)),
    cuts: cutsOf(style, scene.encoding),
    colors: style.intervals.map(({ color }) => color),
    stretch: styled.stretch,
    legend: legendContent(found, styled, summary, options),
    options,
    isEmpty: summary.count === 0,
    text: pngText(found, styled),
  };
}

function legendContent(
  { aoi, index }: FoundVisualization,
  { scene, style, legend }: StyledScene,
  summary: Summary,
  options: ImageOptions,
): MapTask['legend'] {
  if (legend === undefined || options.legend === false) return undefined;
  const mode = legend.mode === 'dynamic' ? 'Dynamic' : 'Theoretical';
  const heading = { indexName: index.name, aoiName: aoi.name, date: dateText(scene.date), mode };
  return mapLegend(style, summary, heading, options.legend);
}

/** What is written into the PNG, so that any picture can be made again or shown to be stale. */
function pngText({ index, aoi }: FoundVisualization, { scene, style, legend }: StyledScene): Record<string, string> {
  const { intervals } = style;
  return {
    Title: `${index.name} of ${aoi.name}, ${scene.date}`,
    Software: 'Chromatile',
    'chromatile:index': index.name,
    'chromatile:date': dateKey(scene.date),
    'chromatile:asset': scene.assets.map(({ name }) => name).join(', '),
    ...(intervals.length > 0 && { 'chromatile:range': `${intervals[0].min} ${intervals[intervals.length - 1].max}` }),
    ...(legend && {
      'chromatile:mode': legend.mode,
      'chromatile:style-revision': String(legend.revision),
      'chromatile:scale': legend.scaleId,
    }),
  };
}
