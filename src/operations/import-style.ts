import { currentLegend, type LegendRecord } from '../catalogue/legends.ts';
import {
  importParsed,
  parseStyle,
  type ImportFormat,
  type ImportNote,
  type StyleInput,
} from '../style/import/import.ts';
import type { Legend, Mode } from '../style/style.ts';
import { automaticLegend } from './automatic-legends.ts';
import { dateKey } from './date-key.ts';
import { requireDates, requireMode } from './edit-legend.ts';
import { requireLockedAoi, requireVisualization } from './found.ts';
import { measureLegend, scenesOf, summariseScene, type Scene } from './scene.ts';
import { OPERATOR, type Caller, type Services } from './services.ts';
import { append } from './write-legends.ts';

export { IMPORT_FORMATS, type ImportNote } from '../style/import/import.ts';

/** A style file that is to become the legend of some dates. */
export interface StyleImport extends StyleInput {
  readonly mode: Mode;
  /** `YYYY-MM-DD`; all dates of the visualization unless given. */
  readonly dates?: readonly string[] | undefined;
  /** Whether it is only told what would come of it. */
  readonly isDryRun: boolean;
}

/** What came of an import. */
export interface StyleImported {
  readonly format: ImportFormat;
  /** One a date, with areas; by date in the order asked for. */
  readonly legends: readonly Pick<LegendRecord, 'date' | 'mode' | 'legend'>[];
  /** What the legend cannot say and what is drawn differently; each once, with the dates that it holds of. */
  readonly report: readonly (ImportNote & { readonly dates: readonly string[] })[];
}

/**
 * Replaces legends of one mode by what a style file of another program says; all of them or, on a failure, none. Each
 * date gets one revision, which a PATCH rolls back like any edit.
 *
 * @throws Failure `missing` for unknown ids and dates; `invalid` for a style that cannot be read, naming the line, and
 * for a mode that the index does not have
 */
export async function importStyle(
  services: Services,
  caller: Caller,
  aoiId: string,
  visualizationId: string,
  request: StyleImport,
): Promise<StyleImported> {
  const { mode, isDryRun } = request;
  const parsed = parseStyle(request);
  const author = { cause: 'put', userId: caller.userId ?? OPERATOR } as const;
  return services.database.transaction(async (tx) => {
    await requireLockedAoi(tx, caller.tenantId, aoiId);
    const found = await requireVisualization(tx, caller.tenantId, aoiId, visualizationId);
    requireMode(found, mode);
    const { aoi, visualization, index } = found;
    const all = await scenesOf(tx, aoi, visualization);
    const scenes = request.dates === undefined ? all : requireDates(all, request.dates);
    const legends: { date: string; mode: Mode; legend: Legend }[] = [];
    const report = new Report();
    let format: ImportFormat = 'sld';
    for (const scene of scenes) {
      const { date } = scene;
      const summary = await summariseScene(tx, services.engine, scene);
      const imported = importParsed(parsed, {
        encoding: scene.encoding,
        band: bandOf(scene),
        automatic: automaticLegend(index, mode, summary, { ...visualization.dynamic, ramp: 'classes' }),
        previous: (await currentLegend(tx, visualization.id, date, mode))?.legend,
        dataRange: summary.min === null || summary.max === null ? null : [summary.min, summary.max],
      });
      const legend = await measureLegend(tx, services.engine, scene, imported.legend);
      if (!isDryRun) await append(tx, visualization.id, scene, legend, author);
      legends.push({ date, mode, legend });
      report.add(date, imported.notes);
      format = imported.format;
    }
    return { format, legends, report: report.all() };
  });
}

/** Computed indices have no raster of their own: whoever makes one gives it one band. */
function bandOf({ source: { layers } }: Scene): number {
  const [layer] = layers;
  return layer.kind === 'band' ? layer.file.band : 1;
}

/** Findings of several dates, those that are the same told once. */
class Report {
  readonly #found = new Map<string, { note: ImportNote; dates: string[] }>();

  add(date: string, notes: readonly ImportNote[]): void {
    for (const note of notes) {
      const key = JSON.stringify(note);
      const known = this.#found.get(key);
      if (known === undefined) this.#found.set(key, { note, dates: [dateKey(date)] });
      else known.dates.push(dateKey(date));
    }
  }

  all(): StyleImported['report'] {
    return [...this.#found.values()].map(({ note, dates }) => ({ ...note, dates }));
  }
}
