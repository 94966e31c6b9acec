import { z } from 'zod';
import { renderImage } from '../operations/render-image.ts';
import { isDrawable, type ImageOptions } from '../render/image-options.ts';
import { contentEndpoint, type Content, type Request } from './endpoint.ts';
import { imageBodyShape, imageOptions, imageOptionsOfQuery, imageQueryShape, TOO_LARGE } from './image-input.ts';
import { bodyId, dateKey, mode } from './params.ts';
import { renderMessages } from './render-messages.ts';

const TAG = 'Visualizations';
const MEDIA = ['image/png', 'image/jpeg', 'image/webp'];

const DESCRIPTION =
  'The AOI on its own grid, transparent outside, with the legend of one mode. What the picture could not show as ' +
  'asked is told in the header `X-Render-Messages`, a JSON array of texts. The same request gives the same bytes.';

const imageBody = z
  .object({ index_id: bodyId, date: dateKey, visualization_mode: mode, ...imageBodyShape })
  .refine(isDrawable, TOO_LARGE);

const imageQuery = z
  .object({ date: dateKey, visualization_mode: mode, index_id: bodyId.optional(), ...imageQueryShape })
  .refine(isDrawable, TOO_LARGE);

/** `POST /v0/aois/{aoi_id}/visualizations/{visualization_id}/png` */
export const drawPng = contentEndpoint({
  name: 'drawPng',
  tag: TAG,
  summary: 'Draw the map of one date with its legend',
  description: DESCRIPTION,
  body: imageBody,
  example: {
    index_id: '9f1f1e2c-6a1b-5a53-8a5e-0f4b4f0f8d10',
    date: '2024_05_06',
    visualization_mode: 'dynamic',
    scale: 2,
  },
  media: MEDIA,
  refusals: [404, 503],
  handle: (request) => draw(request, request.body, imageOptions(request.body)),
});

/** `GET /v0/aois/{aoi_id}/visualizations/{visualization_id}/png` */
export const readPng = contentEndpoint({
  name: 'readPng',
  tag: TAG,
  summary: 'The same as an address, for <img>, links and caches',
  description: `${DESCRIPTION} Its ETag changes with the legend, the raster and the options.`,
  query: imageQuery,
  media: MEDIA,
  refusals: [404, 503],
  handle: (request) => draw(request, request.query, imageOptionsOfQuery(request.query)),
});

interface Asked {
  readonly date: string;
  readonly visualization_mode: z.output<typeof mode>;
  readonly index_id?: string | undefined;
}

async function draw(request: Request<unknown, unknown>, asked: Asked, options: ImageOptions): Promise<Content> {
  const { services, caller, params } = request;
  const image = await renderImage(services, caller, params.aoi_id, params.visualization_id, {
    date: asked.date,
    mode: asked.visualization_mode,
    indexId: asked.index_id,
    options,
  });
  return {
    kind: 'content',
    type: image.contentType,
    etag: image.etag,
    fileName: image.fileName,
    read: async () => {
      const { bytes, warnings } = await image.render(request.signal());
      return { bytes, headers: renderMessages(warnings) };
    },
  };
}
