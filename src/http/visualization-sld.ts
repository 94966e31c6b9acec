import { z } from 'zod';
import { exportSlds, exportStyleFile } from '../operations/export-style.ts';
import { dateKeyOf } from './dates.ts';
import { contentEndpoint, jsonEndpoint, type Content } from './endpoint.ts';
import { dateKey, mode } from './params.ts';

const TAG = 'Visualizations';
const SLD_TYPE = 'application/vnd.ogc.sld+xml';

const byDate = z.record(z.string(), z.string()).meta({ description: 'SLD documents by date key.' });

/** `POST /v0/aois/{aoi_id}/visualizations/{visualization_id}/sld` */
export const exportSld = jsonEndpoint({
  name: 'exportSld',
  tag: TAG,
  summary: 'Export legends as SLD 1.0.0, several dates and modes at once',
  description: 'The documents follow edited legends and colour every value as the PNG does.',
  body: z.object({
    dates: z.array(dateKey).min(1).max(10_000),
    visualization_modes: z.array(mode).min(1).max(100),
  }),
  example: { dates: ['2024_05_06', '2024_05_07'], visualization_modes: ['dynamic', 'theoretical'] },
  status: 200,
  reply: z.object({ sld: z.object({ dynamic: byDate.optional(), theoretical: byDate.optional() }) }),
  refusals: [404],
  handle: async ({ services, caller, params, body }) => {
    const dates = [...new Set(body.dates)];
    const modes = [...new Set(body.visualization_modes)];
    const documents = await exportSlds(services, caller, params.aoi_id, params.visualization_id, { dates, modes });
    const sld = modes.map((one) => [
      one,
      Object.fromEntries(dates.map((date) => [dateKeyOf(date), documents.get(one)?.get(date) ?? ''])),
    ]);
    return {
      sld: Object.fromEntries(sld) as { dynamic?: Record<string, string>; theoretical?: Record<string, string> },
    };
  },
});

/** `GET /v0/aois/{aoi_id}/visualizations/{visualization_id}/sld` */
export const readSld = contentEndpoint({
  name: 'readSld',
  tag: TAG,
  summary: 'One SLD document as a file, so that a GIS program can fetch it by its address',
  query: z.object({ date: dateKey, visualization_mode: mode }),
  media: [SLD_TYPE],
  refusals: [404],
  handle: async ({ services, caller, params, query, link }): Promise<Content> => {
    const file = await exportStyleFile(services, caller, params.aoi_id, params.visualization_id, {
      date: query.date,
      mode: query.visualization_mode,
      format: 'sld',
      link,
    });
    return {
      kind: 'content',
      type: file.contentType,
      etag: file.etag,
      fileName: file.fileName,
      read: () => Promise.resolve({ bytes: file.bytes }),
    };
  },
});
