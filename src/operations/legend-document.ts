import type { LegendRecord } from '../catalogue/legends.ts';
import type { NoData } from '../render/legend.ts';
import { histogramEdges } from '../stats/histogram.ts';
import type { Summary } from '../stats/summary.ts';
import type { LegendModel } from '../style/legend.ts';
import type { Mode, Style } from '../style/style.ts';
import { dateKey } from './date-key.ts';
import type { FoundVisualization } from './found.ts';

/** A legend as data: all that a client needs to draw it by itself, its members named as they are answered. */
export interface LegendDocument {
  readonly aoi: { readonly id: string; readonly name: string };
  readonly visualization_id: string;
  readonly index: { readonly id: string; readonly name: string; readonly title: string };
  readonly date: string;
  readonly visualization_mode: Mode;
  readonly title: string | null;
  readonly units: string | null;
  readonly ramp: 'classes' | 'continuous';
  /** Open: values beyond the first and the last class have these classes' colours. Closed: they have none. */
  readonly ends: 'open' | 'closed';
  /** Null for a grayscale index, which has no stored legend. */
  readonly style_revision: number | null;
  readonly scale_id: string | null;
  readonly classes: readonly LegendDocumentClass[];
  readonly bar: LegendDocumentBar | null;
  readonly no_data: { readonly area_ha: number; readonly percent: number } | null;
  readonly histogram: { readonly edges: readonly number[]; readonly counts: readonly number[] } | null;
  readonly statistics: LegendDocumentStatistics;
}

interface LegendDocumentClass {
  readonly min: number;
  readonly max: number;
  readonly is_max_closed: boolean;
  readonly label: string;
  /** The bounds as the drawn legend writes them. */
  readonly interval: string;
  readonly color: string;
  readonly area_ha: number;
  readonly percent: number;
}

interface LegendDocumentBar {
  readonly min: number;
  readonly max: number;
  /** Ascending; what lies between two steps that do not touch has no colour. */
  readonly steps: readonly { readonly min: number; readonly max: number; readonly color: string }[];
  readonly ticks: readonly { readonly value: number; readonly label: string }[];
}

interface LegendDocumentStatistics {
  readonly count: number;
  readonly inside: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  readonly std: number | null;
  readonly area_ha: number;
}

const M2_PER_HA = 10_000;

/** What a drawn legend shows, as data. */
export function legendDocument(
  { aoi, visualization, index }: FoundVisualization,
  shown: {
    readonly date: string;
    readonly mode: Mode;
    readonly title: string | null;
    readonly units: string | null;
    readonly style: Style;
    readonly model: LegendModel;
    readonly noData: NoData | undefined;
    readonly legend: LegendRecord | undefined;
    readonly summary: Summary;
  },
): LegendDocument {
  const { date, mode, title, units, style, model, noData, legend, summary } = shown;
  const { count, inside, min, max, mean, std, areaM2 } = summary;
  return {
    aoi: { id: aoi.id, name: aoi.name },
    visualization_id: visualization.id,
    index: { id: index.id, name: index.name, title: index.title },
    date: dateKey(date),
    visualization_mode: mode,
    title,
    units,
    ramp: model.kind,
    ends: style.ends,
    style_revision: legend?.revision ?? null,
    scale_id: legend?.scaleId ?? null,
    // the one class of a grayscale index only spans its ramp
    classes: legend === undefined ? [] : classesOf(style, model),
    bar: barOf(style, model),
    no_data: noData === undefined ? null : { area_ha: noData.areaHa, percent: noData.percent },
    histogram: histogramOf(summary),
    statistics: { count, inside, min, max, mean, std, area_ha: areaM2 / M2_PER_HA },
  };
}

function classesOf({ classes }: Style, { rows }: LegendModel): LegendDocumentClass[] {
  return classes.map(({ min, max, label, color, area, area_percentage }, i) => ({
    min,
    max,
    is_max_closed: i === classes.length - 1,
    label,
    interval: rows[i].interval,
    color,
    area_ha: area / M2_PER_HA,
    percent: area_percentage,
  }));
}

function barOf({ intervals }: Style, { bar }: LegendModel): LegendDocumentBar | null {
  if (bar === undefined) return null;
  return {
    min: bar.min,
    max: bar.max,
    steps: intervals.map(({ min, max, color }) => ({ min, max, color })),
    ticks: bar.ticks.map(({ value, text }) => ({ value, label: text })),
  };
}

function histogramOf({ histogram }: Summary): LegendDocument['histogram'] {
  if (histogram === null) return null;
  const { min, max, counts } = histogram;
  return { edges: [...(histogramEdges(min, max, counts.length) ?? [min, max])], counts };
}
