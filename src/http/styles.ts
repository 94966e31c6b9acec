import { z } from 'zod';
import { Failure } from '../failure.ts';
import { exportStyleFile, requireStyle, STYLE_FORMATS, type StyleFormatId } from '../operations/export-style.ts';
import { dateKeyOf } from './dates.ts';
import { contentEndpoint, jsonEndpoint, type Content } from './endpoint.ts';
import { dateKey, mode, queryBoolean } from './params.ts';

const TAG = 'Visualizations';

const styleFile = z
  .object({
    format: z.string().meta({ description: 'What `{format}` is in the address.' }),
    use: z.string().meta({ description: 'Which program it is for.' }),
    content_type: z.string(),
    url: z.string().meta({ description: 'Where the file is, for the date and the mode asked for.' }),
  })
  .meta({ id: 'StyleFile' });

const styleQuery = z.object({ date: dateKey, visualization_mode: mode });
const fileQuery = styleQuery.extend({
  smooth: queryBoolean.optional().meta({
    description:
      'true makes a continuous legend blend, in sld, qml and gdal; without it the file has the 250 steps that the ' +
      'pictures show, which every program shows exactly.',
  }),
});

/** `GET /v0/aois/{aoi_id}/visualizations/{visualization_id}/styles` */
export const listStyles = jsonEndpoint({
  name: 'listStyles',
  tag: TAG,
  summary: 'List the style files of a date: for which program each is, and where',
  query: styleQuery,
  status: 200,
  reply: z.object({ styles: z.array(styleFile) }),
  refusals: [404],
  handle: async ({ services, caller, params, query, link }) => {
    const { aoi_id: aoiId, visualization_id: visualizationId } = params;
    const { date, visualization_mode: mode } = query;
    await requireStyle(services, caller, aoiId, visualizationId, { date, mode });
    const path = `/v0/aois/${aoiId}/visualizations/${visualizationId}/styles`;
    const asked = { date: dateKeyOf(date), visualization_mode: mode };
    return {
      styles: STYLE_FORMATS.map(({ id, use, contentType }) => {
        return { format: id, use, content_type: contentType, url: link(`${path}/${id}`, asked) };
      }),
    };
  },
});

/** `GET /v0/aois/{aoi_id}/visualizations/{visualization_id}/styles/{format}` */
export const readStyle = contentEndpoint({
  name: 'readStyle',
  tag: TAG,
  summary: 'The style of a date as a file for one program',
  description:
    'Every format says the same of every value: what the PNG paints. `{format}` is one of ' +
    `${STYLE_FORMATS.map(({ id, use }) => `\`${id}\` (${use})`).join('; ')}.`,
  query: fileQuery,
  media: [...new Set(STYLE_FORMATS.map(({ contentType }) => contentType.replace(/;.*/, '')))],
  refusals: [404],
  handle: async ({ services, caller, params, query, link }): Promise<Content> => {
    const file = await exportStyleFile(services, caller, params.aoi_id, params.visualization_id, {
      date: query.date,
      mode: query.visualization_mode,
      format: formatOf(params.format),
      isSmooth: query.smooth,
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

/** @throws Failure `missing`, naming the formats that there are */
function formatOf(text: string): StyleFormatId {
  const found = STYLE_FORMATS.find(({ id }) => id === text);
  if (found === undefined) {
    const known = STYLE_FORMATS.map(({ id }) => id).join(', ');
    throw new Failure('missing', `no style format "${text.slice(0, 40)}"; there are ${known}`);
  }
  return found.id;
}
