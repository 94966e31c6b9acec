import { areaTexts, percentText } from '../render/area-text.ts';
import type { LegendDocument } from './legend-document.ts';

/** A legend in words, for whoever cannot see it: highest class first, as it is drawn. */
export function legendWords(document: LegendDocument): { readonly title: string; readonly description: string } {
  const { index, aoi, title, date, visualization_mode, units, bar, classes, no_data, statistics } = document;
  const areas = areaTexts(classes.map(({ area_ha }) => area_ha));
  const sentences = [
    ...(bar === null ? [] : [`Continuous colours from ${bar.ticks.map(({ label }) => label).join(', ')}`]),
    ...classes
      .map(({ label, interval, color, percent }, i) => {
        const name = label === '' || label === interval ? interval : `${label} (${interval})`;
        const amount = statistics.count === 0 ? '' : `, ${areas[i]} ha, ${percentText(percent)} %`;
        return `${name}: ${color}${amount}`;
      })
      .reverse(),
    ...(no_data === null ? [] : [`No data: ${percentText(no_data.percent)} % of the AOI`]),
    ...(statistics.count === 0 ? ['No valid data'] : []),
  ];
  const what = [title ?? index.name, aoi.name, date.replaceAll('_', '-'), visualization_mode, units];
  return {
    title: `Legend: ${what.filter((part) => part !== null && part !== '').join(', ')}`,
    description: `${sentences.join('. ')}.`,
  };
}
