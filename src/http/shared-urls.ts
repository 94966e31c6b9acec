import { z } from 'zod';
import type { MadeShare } from '../operations/share-map.ts';
import { dateKeyOf } from './dates.ts';
import type { Link } from './links.ts';

/** Addresses that a link opens; those of one date are absent where the visualization has none. */
export const sharedUrls = z
  .object({
    png: z.url().optional().meta({ description: 'The map of the date, with its legend.' }),
    tiles: z.string().optional().meta({ description: 'Template of its web map tiles, with {z}, {x} and {y}.' }),
    legend: z.url().optional().meta({ description: 'Its legend, where it has one.' }),
    styles: z.record(z.string(), z.url()).meta({ description: 'Its style files by format, where it has a legend.' }),
  })
  .meta({ id: 'SharedUrls' });

/** @param link carries the signature */
export function sharedUrlsOf({ record, shown, hasLegend }: MadeShare, link: Link): z.input<typeof sharedUrls> {
  const map = `/v0/aois/${record.aoiId}/visualizations/${record.visualizationId}`;
  if (shown === undefined) return { styles: {} };
  const query = { date: dateKeyOf(shown.date), visualization_mode: shown.mode };
  return {
    png: link(`${map}/png`, query),
    tiles: link(`${map}/tiles/WebMercatorQuad/{z}/{x}/{y}.png`, query),
    ...(hasLegend && { legend: link(`${map}/legend.png`, query) }),
    styles: hasLegend ? { sld: link(`${map}/sld`, query) } : {},
  };
}
