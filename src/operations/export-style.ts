import { createHash } from 'node:crypto';
import { getSummary } from '../catalogue/scenes.ts';
import { locationName } from '../cog/sources/location.ts';
import { invalidField } from '../failure.ts';
import { STYLE_FORMATS, type StyleFormatId } from '../style/export/formats.ts';
import { exportSld } from '../style/export/sld.ts';
import { styleFileName, writeStyleFile, type FullSubject } from '../style/export/style-file.ts';
import type { WebMap } from '../style/export/maplibre.ts';
import type { StyleSubject } from '../style/export/subject.ts';
import type { Mode } from '../style/style.ts';
import { WEB_MERCATOR_QUAD } from '../grid/tile-matrix-set.ts';
import { modesOf } from './automatic-legends.ts';
import { dateKey } from './date-key.ts';
import { describeTiles } from './describe-tiles.ts';
import type { Summary } from '../stats/summary.ts';
import { requireVisualization, type FoundVisualization } from './found.ts';
import { styleScene, type StyledScene } from './resolve-scene.ts';
import type { Caller, Services } from './services.ts';

export { STYLE_FORMATS, type StyleFormatId } from '../style/export/formats.ts';

/** A style file to be handed out by itself. */
export interface StyleFile {
  /** Names its bytes. */
  readonly etag: string;
  readonly fileName: string;
  readonly contentType: string;
  readonly bytes: string | Buffer;
}

export interface StyleFileRequest {
  /** `YYYY-MM-DD` */
  readonly date: string;
  readonly mode: Mode;
  readonly format: StyleFormatId;
  /** Whether a continuous legend blends instead of painting its 250 steps. */
  readonly isSmooth?: boolean | undefined;
  /** Makes absolute URLs of paths of this service: some files name its tiles. */
  readonly link: (path: string, query?: Readonly<Record<string, string | undefined>>) => string;
}

/**
 * SLD 1.0.0 documents by mode and date.
 *
 * @throws Failure `missing` for an unknown date, `invalid` for a mode that the visualization does not have
 */
export async function exportSlds(
  { database }: Services,
  caller: Caller,
  aoiId: string,
  visualizationId: string,
  asked: { readonly dates: readonly string[]; readonly modes: readonly Mode[] },
): Promise<Map<Mode, Map<string, string>>> {
  const found = await requireVisualization(database, caller.tenantId, aoiId, visualizationId);
  refuseLegendless(found);
  const documents = new Map<Mode, Map<string, string>>();
  for (const mode of asked.modes) {
    const ofMode = new Map<string, string>();
    for (const date of asked.dates) {
      const styled = await styleScene(database, found, date, mode);
      ofMode.set(date, exportSld(styled.style, subjectOf(found, styled)));
    }
    documents.set(mode, ofMode);
  }
  return documents;
}

/** The style of one date and mode as a file for one program. @throws as `exportSlds`, and as `writeStyleFile` */
export async function exportStyleFile(
  services: Services,
  caller: Caller,
  aoiId: string,
  visualizationId: string,
  request: StyleFileRequest,
): Promise<StyleFile> {
  const { database } = services;
  const { date, mode, format, isSmooth } = request;
  const found = await requireVisualization(database, caller.tenantId, aoiId, visualizationId);
  refuseLegendless(found);
  const styled = await styleScene(database, found, date, mode);
  const summary = await getSummary(database, styled.scene.key);
  const subject: FullSubject = {
    ...subjectOf(found, styled),
    fileName: rasterName(found, styled),
    dataRange: storedRange(styled, summary),
    map: await webMap(services, caller, found, request),
    baseName: `${found.index.name}_${dateKey(date)}_${mode}`,
  };
  const written = writeStyleFile(format, styled.style, subject, isSmooth);
  const bytes = typeof written === 'string' ? written : Buffer.from(written);
  return {
    etag: createHash('sha256').update(bytes).digest('hex').slice(0, 32),
    fileName: styleFileName(subject, format),
    contentType: STYLE_FORMATS.find(({ id }) => id === format)!.contentType,
    bytes,
  };
}

/** Refuses what has no style files. @throws as `exportSlds` */
export async function requireStyle(
  { database }: Services,
  caller: Caller,
  aoiId: string,
  visualizationId: string,
  { date, mode }: Pick<StyleFileRequest, 'date' | 'mode'>,
): Promise<void> {
  const found = await requireVisualization(database, caller.tenantId, aoiId, visualizationId);
  refuseLegendless(found);
  await styleScene(database, found, date, mode);
}

function refuseLegendless({ index }: FoundVisualization): void {
  if (modesOf(index).length > 0) return;
  throw invalidField('visualization_modes', `${index.name} is ${index.expressionType}: it has no legend to export`);
}

function subjectOf({ aoi, visualization, index }: FoundVisualization, { scene, legend }: StyledScene): StyleSubject {
  const { assets, source } = scene;
  const [asset] = assets;
  const [layer] = source.layers;
  const mode = legend?.mode ?? 'theoretical';
  const revision = legend === undefined ? [] : [`style revision ${legend.revision}`, `scale ${legend.scaleId}`];
  const computed = layer.kind === 'math' ? [`for a raster of ${layer.expression}, computed from band imagery`] : [];
  const several =
    assets.length > 1 ? [`${assets.length} rasters, newest on top: ${assets.map(nameOf).join(', ')}`] : [];
  return {
    encoding: scene.encoding,
    nodata: layer.kind === 'band' ? asset.encoding.nodata : undefined,
    // computed indices have no raster of their own: whoever makes one gives it one band
    band: layer.kind === 'band' ? layer.file.band : 1,
    layerName: `${visualization.id}_${dateKey(scene.date)}`,
    styleName: mode,
    title: `${index.name} ${scene.date} (${mode})`,
    facts: [`AOI ${aoi.name}`, `raster ${asset.name}`, ...several, ...computed, ...revision],
  };
}

function nameOf({ name }: { readonly name: string }): string {
  return name;
}

/** The file that a program would show; of computed indices and mosaics one that whoever uses the style has to make. */
function rasterName({ index }: FoundVisualization, { scene }: StyledScene): string {
  const isMade = scene.source.layers[0].kind === 'math' || scene.assets.length > 1;
  return isMade ? `${index.name}_${dateKey(scene.date)}.tif` : locationName(scene.assets[0].path);
}

/** Smallest and largest value inside the AOI, in stored numbers; undefined where there is none. */
function storedRange(
  { scene }: StyledScene,
  summary: Summary | undefined,
): readonly [min: number, max: number] | undefined {
  const { min = null, max = null } = summary ?? {};
  if (min === null || max === null) return undefined;
  const { scale, offset } = scene.encoding;
  const ends = [(min - offset) / scale, (max - offset) / scale];
  return [Math.min(...ends), Math.max(...ends)];
}

const TILE_SIZE = 256;

async function webMap(
  services: Services,
  caller: Caller,
  { aoi, visualization }: FoundVisualization,
  { date, mode, link }: StyleFileRequest,
): Promise<WebMap> {
  const tiles = await describeTiles(services, caller, aoi.id, visualization.id, { date, mode });
  const path = `/v0/aois/${aoi.id}/visualizations/${visualization.id}/tiles/${WEB_MERCATOR_QUAD.id}/{z}/{x}/{y}.png`;
  return {
    tileUrl: link(path, { date: dateKey(date), visualization_mode: mode, rev: tiles.revision }),
    tileSize: TILE_SIZE,
    bounds: tiles.map.bounds,
    maxZoom: tiles.describe(WEB_MERCATOR_QUAD).native,
    attribution: tiles.map.satelliteName,
  };
}
