import { z } from 'zod';
import { Failure } from '../failure.ts';
import { renderTile } from '../operations/render-tile.ts';
import { contentEndpoint } from './endpoint.ts';
import { dateKey, mode, queryBoolean } from './params.ts';
import { resampling } from './image-input.ts';

const tileQuery = z.object({
  date: dateKey,
  visualization_mode: mode,
  size: z.enum(['256', '512']).optional().meta({ description: 'Pixels a side; 512 is what `@2x` gives.' }),
  mask: queryBoolean.optional().meta({ description: 'false shows the raster beyond the AOI too.' }),
  resampling: resampling.optional().meta({ description: 'How pixels take their values; nearest unless given.' }),
});

/** `GET /v0/aois/{aoi_id}/visualizations/{visualization_id}/tiles/WebMercatorQuad/{z}/{x}/{y}.png` */
export const readTile = contentEndpoint({
  name: 'readTile',
  tag: 'Visualizations',
  summary: 'One tile of a web map',
  description:
    'The AOI in WebMercatorQuad, transparent outside, in the colours of the PNG. `@2x` behind the row gives 512 ' +
    'pixels. A tile that the AOI does not touch is one shared transparent picture.',
  query: tileQuery,
  media: ['image/png'],
  refusals: [404, 503],
  handle: async ({ services, caller, params, query, signal }) => {
    const { row, isDouble } = rowOf(params.y);
    const tile = await renderTile(services, caller, params.aoi_id, params.visualization_id, {
      date: query.date,
      mode: query.visualization_mode,
      z: wholeOf('z', params.z),
      x: wholeOf('x', params.x),
      y: row,
      size: isDouble || query.size === '512' ? 512 : 256,
      resampling: query.resampling ?? 'nearest',
      isMasked: query.mask ?? true,
    });
    return {
      kind: 'content',
      type: tile.contentType,
      etag: tile.etag,
      read: async () => ({ bytes: (await tile.render(signal())).bytes }),
      atHand: () => tile.atHand(),
    };
  },
});

function rowOf(text: string): { row: number; isDouble: boolean } {
  const isDouble = text.endsWith('@2x');
  return { row: wholeOf('y', isDouble ? text.slice(0, -3) : text), isDouble };
}

/** A number of the address; what is none is no tile, which is no bad request but no such address. */
function wholeOf(name: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Failure('missing', `no such tile: ${name} is "${text.slice(0, 40)}", not a whole number`);
}
