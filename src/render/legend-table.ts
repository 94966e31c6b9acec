import type { LegendModel, LegendRow } from '../style/legend.ts';
import { areaTexts, percentText } from './area-text.ts';
import { drawableText } from './glyphs.ts';

/** Pixels inside the AOI that have no value. */
export interface NoData {
  readonly areaHa: number;
  /** Share of the AOI, 0 to 100. */
  readonly percent: number;
}

/** One line of the legend's table as text. Without a colour it is the line of missing data. */
export interface TableRow {
  readonly color?: string;
  readonly label: string;
  /** The class's bounds; empty where the label says them already. */
  readonly interval: string;
  readonly area: string;
  readonly percent: string;
  /** Of a class whose area is to be seen: its part of the largest class's, 0 to 1. */
  readonly share?: number;
}

/**
 * Lines of a legend, highest class on top as a vertical colour scale is read, missing data last. A continuous legend
 * without areas has none: its bar says everything.
 */
export function tableRows(
  model: LegendModel,
  noData: NoData | undefined,
  showsAreas: boolean,
  showsShares = false,
): TableRow[] {
  const classes = model.kind === 'continuous' && !showsAreas ? [] : [...model.rows].reverse();
  const areas = areaTexts([...classes.map((row) => row.areaHa), ...(noData === undefined ? [] : [noData.areaHa])]);
  const largest = Math.max(0, ...classes.map((row) => row.percent));
  const rows: TableRow[] = classes.map((row, i) => ({
    color: row.color,
    ...labelAndInterval(row),
    area: showsAreas ? areas[i] : '',
    percent: showsAreas ? percentText(row.percent) : '',
    ...(showsShares && largest > 0 && { share: row.percent / largest }),
  }));
  if (noData === undefined) return rows;
  const hasIntervals = rows.some((row) => row.interval !== '');
  return [
    ...rows,
    {
      label: hasIntervals || !showsAreas ? 'No data' : 'No data (of AOI)',
      interval: hasIntervals && showsAreas ? 'of AOI' : '',
      area: showsAreas ? areas[areas.length - 1] : '',
      percent: showsAreas ? percentText(noData.percent) : '',
    },
  ];
}

function labelAndInterval({ label, interval }: LegendRow): { label: string; interval: string } {
  const text = drawableText(label);
  if (text === '' || text === interval) return { label: interval, interval: '' };
  return { label: text, interval };
}
