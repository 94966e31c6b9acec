import { createHash } from 'node:crypto';
import { invalidField } from '../failure.ts';
import type { LegendContent } from '../render/legend.ts';
import {
  DEFAULT_LEGEND_IMAGE,
  drawLegendImage,
  renderLegendImage,
  type LegendImageOptions,
} from '../render/legend-image.ts';
import type { Mode } from '../style/style.ts';
import type { Answer } from './answer-cache.ts';
import { dateKey, dateText } from './date-key.ts';
import { requireVisualization, type FoundVisualization } from './found.ts';
import { legendDocument, type LegendDocument } from './legend-document.ts';
import { legendWords } from './legend-words.ts';
import { mapLegend } from './map-legend.ts';
import { styleScene } from './resolve-scene.ts';
import { summariseScene } from './scene.ts';
import type { Caller, Services } from './services.ts';

export const LEGEND_FORMATS = ['png', 'svg', 'json'] as const;
export type LegendFormat = (typeof LEGEND_FORMATS)[number];

/** A legend by itself. What is left out is as in `DEFAULT_LEGEND_IMAGE`. */
export interface LegendRequest extends Partial<LegendImageOptions> {
  /** `YYYY-MM-DD` */
  readonly date: string;
  readonly mode: Mode;
  readonly format: LegendFormat;
  /** The index's name with AOI, date and mode; a text instead of the name; false for no heading at all. */
  readonly title?: string | boolean;
  /** Behind the title. */
  readonly units?: string;
  /** Of the numbers; as many as the bounds need unless given. */
  readonly decimals?: number;
  /** Whether hectares and percent are shown; they are unless told otherwise. The JSON always has them. */
  readonly areas?: boolean;
}

/** A legend that can be made: everything that can fail for the request's sake has been checked. */
export interface LegendFile {
  /** Names the bytes: changes with the stored legend, the statistics and the options. Without quotes. */
  readonly etag: string;
  readonly contentType: string;
  readonly fileName: string;
  /** The bytes, and what could not be shown as asked. */
  render(): Promise<Answer>;
  /** The bytes alone. */
  read(): Promise<Buffer>;
}

const CONTENT_TYPES: Readonly<Record<LegendFormat, string>> = {
  png: 'image/png',
  svg: 'image/svg+xml',
  json: 'application/json',
};
/** Changed whenever the same request comes to draw other pixels. */
const DRAWING = 1;

/**
 * The legend of one date in one mode: the colours, classes and numbers of the picture.
 *
 * @throws Failure `missing` for unknown ids and dates; `invalid` for a mode that is not the visualization's, and for a
 * composite, which has no legend
 */
export async function renderLegend(
  services: Services,
  caller: Caller,
  aoiId: string,
  visualizationId: string,
  request: LegendRequest,
): Promise<LegendFile> {
  const { format, date, mode } = request;
  const found = await requireVisualization(services.database, caller.tenantId, aoiId, visualizationId);
  const { content, document } = await legendOf(services, found, request);
  const options = imageOptions(request);
  const parts = [DRAWING, format, document, format === 'json' ? null : [options, content]];
  const etag = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
  const make = () => draw(format, content, document, options);
  const render = () => services.memory.answers.get(etag, make);
  return {
    etag,
    contentType: CONTENT_TYPES[format],
    fileName: `${found.index.name}_${dateKey(date)}_${mode}_legend.${format}`,
    render,
    read: async () => (await render()).bytes,
  };
}

function imageOptions(request: LegendRequest): LegendImageOptions {
  const { scale, orientation, theme, histogram } = DEFAULT_LEGEND_IMAGE;
  return {
    scale: request.scale ?? scale,
    orientation: request.orientation ?? orientation,
    theme: request.theme ?? theme,
    histogram: request.histogram ?? histogram,
    ...(request.background !== undefined && { background: request.background }),
    ...(request.width !== undefined && { width: request.width }),
  };
}

async function legendOf(
  { database, engine }: Services,
  found: FoundVisualization,
  { date, mode, title = true, units, decimals, areas = true }: LegendRequest,
): Promise<{ content: LegendContent; document: LegendDocument }> {
  const { aoi, index } = found;
  const { scene, style, stretch, legend } = await styleScene(database, found, date, mode);
  if (stretch !== undefined) {
    throw invalidField('visualization_id', `${index.name} is a composite of three bands: it has no legend to draw`);
  }
  const summary = await summariseScene(database, engine, scene);
  const name = typeof title === 'string' ? title : index.name;
  const modeText = legend === undefined ? '' : mode === 'dynamic' ? 'Dynamic' : 'Theoretical';
  const heading = {
    indexName: name,
    aoiName: aoi.name,
    date: dateText(scene.date),
    mode: modeText,
    ...(units !== undefined && { units }),
  };
  const { model, noData } = mapLegend(style, summary, heading, { decimals });
  const document = legendDocument(found, {
    date: scene.date,
    mode,
    title: title === false ? null : name,
    units: units ?? null,
    style,
    model,
    noData,
    legend,
    summary,
  });
  const content = {
    model,
    ...(title !== false && { heading }),
    ...(noData && { noData }),
    showsAreas: areas && legend !== undefined && summary.count > 0,
    ...(summary.histogram && { distribution: summary.histogram }),
    ...(summary.count === 0 && { remark: 'no valid data' }),
    words: legendWords(document),
  };
  return { content, document };
}

async function draw(
  format: LegendFormat,
  content: LegendContent,
  document: LegendDocument,
  options: LegendImageOptions,
): Promise<Answer> {
  switch (format) {
    case 'png':
      return renderLegendImage(content, options, pngText(document));
    case 'svg': {
      const { svg, warnings } = await drawLegendImage(content, options);
      return { bytes: Buffer.from(svg), warnings };
    }
    case 'json':
      return { bytes: Buffer.from(JSON.stringify(document)), warnings: [] };
  }
}

function pngText({ index, aoi, date, visualization_mode, style_revision, scale_id }: LegendDocument) {
  return {
    Title: `Legend of ${index.name} of ${aoi.name}, ${date}`,
    Software: 'Chromatile',
    'chromatile:index': index.name,
    'chromatile:date': date,
    'chromatile:mode': visualization_mode,
    ...(style_revision !== null && { 'chromatile:style-revision': String(style_revision) }),
    ...(scale_id !== null && { 'chromatile:scale': scale_id }),
  };
}
