import { createHash } from 'node:crypto';
import { invalidField } from '../failure.ts';
import { exportSld } from '../style/export/sld.ts';
import type { Mode } from '../style/style.ts';
import { modesOf } from './automatic-legends.ts';
import { dateKey } from './date-key.ts';
import { requireVisualization, type FoundVisualization } from './found.ts';
import { styleScene, type StyledScene } from './resolve-scene.ts';
import type { Caller, Services } from './services.ts';

/** A style document to be handed out by itself. */
export interface StyleFile {
  readonly etag: string;
  readonly fileName: string;
  readonly text: string;
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
    for (const date of asked.dates) ofMode.set(date, sldOf(found, await styleScene(database, found, date, mode)));
    documents.set(mode, ofMode);
  }
  return documents;
}

/** The SLD of one date and mode as a file of its own. @throws as `exportSlds` */
export async function exportSldFile(
  { database }: Services,
  caller: Caller,
  aoiId: string,
  visualizationId: string,
  { date, mode }: { readonly date: string; readonly mode: Mode },
): Promise<StyleFile> {
  const found = await requireVisualization(database, caller.tenantId, aoiId, visualizationId);
  refuseLegendless(found);
  const text = sldOf(found, await styleScene(database, found, date, mode));
  const etag = createHash('sha256').update(text).digest('hex').slice(0, 32);
  return { etag, fileName: `${found.index.name}_${dateKey(date)}_${mode}.sld`, text };
}

function refuseLegendless({ index }: FoundVisualization): void {
  if (modesOf(index).length > 0) return;
  throw invalidField('visualization_modes', `${index.name} is ${index.expressionType}: it has no legend to export`);
}

function sldOf({ aoi, visualization, index }: FoundVisualization, { scene, style, legend }: StyledScene): string {
  const [asset] = scene.assets;
  const mode = legend?.mode ?? 'theoretical';
  const revision = legend === undefined ? [] : [`style revision ${legend.revision}`, `scale ${legend.scaleId}`];
  return exportSld(style, {
    encoding: scene.encoding,
    layerName: `${visualization.id}_${dateKey(scene.date)}`,
    styleName: mode,
    title: `${index.name} ${scene.date} (${mode})`,
    facts: [`AOI ${aoi.name}`, `raster ${asset.name}`, ...revision],
  });
}
