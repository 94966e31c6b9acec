import { createHash } from 'node:crypto';
import { invalidField } from '../failure.ts';
import { STYLE_FORMATS, type StyleFormatId } from '../style/export/formats.ts';
import { exportSld } from '../style/export/sld.ts';
import { writeStyleFile } from '../style/export/style-file.ts';
import type { StyleSubject } from '../style/export/subject.ts';
import type { Mode } from '../style/style.ts';
import { modesOf } from './automatic-legends.ts';
import { dateKey } from './date-key.ts';
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

/** The style of one date and mode as a file for one program. @throws as `exportSlds` */
export async function exportStyleFile(
  { database }: Services,
  caller: Caller,
  aoiId: string,
  visualizationId: string,
  { date, mode, format }: StyleFileRequest,
): Promise<StyleFile> {
  const found = await requireVisualization(database, caller.tenantId, aoiId, visualizationId);
  refuseLegendless(found);
  const styled = await styleScene(database, found, date, mode);
  const bytes = writeStyleFile(format, styled.style, subjectOf(found, styled));
  const { ending, contentType } = STYLE_FORMATS.find(({ id }) => id === format)!;
  return {
    etag: createHash('sha256').update(bytes).digest('hex').slice(0, 32),
    fileName: `${found.index.name}_${dateKey(date)}_${mode}${ending}`,
    contentType,
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
  const [asset] = scene.assets;
  const [layer] = scene.source.layers;
  const mode = legend?.mode ?? 'theoretical';
  const revision = legend === undefined ? [] : [`style revision ${legend.revision}`, `scale ${legend.scaleId}`];
  return {
    encoding: scene.encoding,
    // computed indices have no raster of their own: whoever makes one gives it one band
    band: layer.kind === 'band' ? layer.file.band : 1,
    layerName: `${visualization.id}_${dateKey(scene.date)}`,
    styleName: mode,
    title: `${index.name} ${scene.date} (${mode})`,
    facts: [`AOI ${aoi.name}`, `raster ${asset.name}`, ...revision],
  };
}
