import { z } from 'zod';
import { renderLegend, LEGEND_FORMATS, type LegendFormat } from '../operations/render-legend.ts';
import { LEGEND_ORIENTATIONS } from '../render/legend-image.ts';
import { contentEndpoint } from './endpoint.ts';
import { color, decimals, present, scale, side, theme, title, units } from './image-input.ts';
import { dateKey, mode, queryBoolean, queryNumber } from './params.ts';
import { missing } from './path-params.ts';
import { renderMessages } from './render-messages.ts';

const legendQuery = z.object({
  date: dateKey,
  visualization_mode: mode,
  scale: queryNumber(scale)
    .optional()
    .meta({ description: 'Image pixels per CSS pixel: 2 for a high-density screen.' }),
  orientation: z
    .enum(LEGEND_ORIENTATIONS)
    .optional()
    .meta({ description: 'vertical unless given: classes in a column, the bar upright.' }),
  theme: theme.optional().meta({ description: 'auto unless given: dark on a dark background.' }),
  width: queryNumber(side).optional().meta({ description: 'Of the panel, CSS pixels; what its text needs at least.' }),
  background: color.optional().meta({ description: 'Instead of the panel; transparent leaves its frame out too.' }),
  histogram: queryBoolean.optional().meta({ description: 'false leaves the distribution of the values out.' }),
  title: title.optional().meta({ description: 'A text instead of the name of the index, or false for no heading.' }),
  units: units.optional().meta({ description: 'Of the index, behind the title.' }),
  decimals: queryNumber(decimals).optional().meta({ description: 'Of the numbers.' }),
  areas: queryBoolean.optional().meta({ description: 'false leaves hectares and percent out of a drawn legend.' }),
});

/** `GET /v0/aois/{aoi_id}/visualizations/{visualization_id}/legend.{format}` */
export const readLegend = contentEndpoint({
  name: 'readLegend',
  tag: 'Visualizations',
  summary: 'The legend of one date by itself',
  description:
    'As a picture (png, svg) or as data that a client can draw by itself (json), in the very colours of the map: ' +
    'classes with their hectares, or a continuous bar, and the distribution of the values.',
  query: legendQuery,
  media: ['image/png', 'image/svg+xml', 'application/json'],
  refusals: [404, 503],
  handle: async ({ services, caller, params, query }) => {
    const { date, visualization_mode, title: asked, ...options } = query;
    const legend = await renderLegend(services, caller, params.aoi_id, params.visualization_id, {
      date,
      mode: visualization_mode,
      format: formatOf(params.format),
      ...(asked !== undefined && { title: asked === 'false' ? false : asked }),
      ...present(options),
    });
    return {
      kind: 'content',
      type: legend.contentType,
      etag: legend.etag,
      fileName: legend.fileName,
      read: async () => {
        const { bytes, warnings } = await legend.render();
        return { bytes, headers: renderMessages(warnings) };
      },
    };
  },
});

/** The extension of the address; another than there are is no such address. */
function formatOf(text: string): LegendFormat {
  const format = LEGEND_FORMATS.find((each) => each === text);
  if (format === undefined) throw missing('legend format', text);
  return format;
}
