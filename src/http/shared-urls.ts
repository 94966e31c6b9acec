import { z } from 'zod';
import { STYLE_FORMATS } from '../operations/export-style.ts';
import type { MadeShare } from '../operations/share-map.ts';
import { dateKeyOf } from './dates.ts';
import type { Link } from './links.ts';

/** Addresses that a link opens; those of one date are absent where the visualization has none. */
export const sharedUrls = z
  .object({
    png: z.url().optional().meta({ description: 'The map of the date, with its legend.' }),
    tiles: z.string().optional().meta({ description: 'Template of its web map tiles, with {z}, {x} and {y}.' }),
    tilejson: z.url().optional().meta({ description: 'TileJSON of these tiles.' }),
    legend: z.url().optional().meta({ description: 'Its legend, where it has one.' }),
    styles: z.record(z.string(), z.url()).meta({ description: 'Its style files by format, where it has a legend.' }),
    wmts: z.url().meta({ description: 'Capabilities of WMTS, with every date and mode.' }),
    wms: z.url().meta({ description: 'Capabilities of WMS, likewise.' }),
    ogc: z.url().meta({ description: 'Landing page of OGC API, likewise.' }),
  })
  .meta({ id: 'SharedUrls' });

/** @param link carries the signature */
export function sharedUrlsOf({ record, shown, hasLegend }: MadeShare, link: Link): z.input<typeof sharedUrls> {
  const map = `/v0/aois/${record.aoiId}/visualizations/${record.visualizationId}`;
  const services = {
    wmts: link('/wmts', { SERVICE: 'WMTS', REQUEST: 'GetCapabilities' }),
    wms: link('/wms', { SERVICE: 'WMS', REQUEST: 'GetCapabilities' }),
    ogc: link('/ogc'),
  };
  if (shown === undefined) return { styles: {}, ...services };
  const query = { date: dateKeyOf(shown.date), visualization_mode: shown.mode };
  const formats = hasLegend ? STYLE_FORMATS : [];
  return {
    png: link(`${map}/png`, query),
    tiles: link(`${map}/tiles/WebMercatorQuad/{z}/{x}/{y}.png`, query),
    tilejson: link(`${map}/tiles/WebMercatorQuad/tilejson.json`, query),
    ...(hasLegend && { legend: link(`${map}/legend.png`, query) }),
    styles: Object.fromEntries(formats.map(({ id }) => [id, link(`${map}/styles/${id}`, query)])),
    ...services,
  };
}
