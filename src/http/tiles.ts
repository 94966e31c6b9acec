import { z } from 'zod';
import { Failure } from '../failure.ts';
import { requireTileMatrixSet, tileGrid } from '../grid/tile-matrix-set.ts';
import { renderWindow } from '../operations/render-window.ts';
import type { WindowFormat } from '../render/window-image.ts';
import { IMMUTABLE, REVALIDATE } from './caching.ts';
import { contentEndpoint } from './endpoint.ts';
import { dateKey, mode, queryBoolean } from './params.ts';
import { resampling } from './image-input.ts';

/** Endings of addresses. */
export const TILE_FORMATS = ['png', 'webp', 'jpg'] as const;
const FORMATS: Readonly<Record<(typeof TILE_FORMATS)[number], WindowFormat>> = {
  png: 'png',
  webp: 'webp',
  jpg: 'jpeg',
};

const tileQuery = z.object({
  date: dateKey,
  visualization_mode: mode,
  size: z.enum(['256', '512']).optional().meta({ description: 'Pixels a side; 512 is what `@2x` gives.' }),
  mask: queryBoolean.optional().meta({ description: 'false shows the raster beyond the AOI too.' }),
  resampling: resampling.optional().meta({ description: 'How pixels take their values; nearest unless given.' }),
  rev: z.string().max(100).optional().meta({
    description:
      'A revision of the visualization, as TileJSON has it. While it is the present one, the tile need never be asked for again.',
  }),
});

/** `GET /v0/aois/{aoi_id}/visualizations/{visualization_id}/tiles/{tile_matrix_set}/{z}/{x}/{y}.{format}` */
export const readTile = contentEndpoint({
  name: 'readTile',
  tag: 'Tiles',
  summary: 'One tile of a map',
  description:
    'The AOI in a tile matrix set, transparent outside, in the colours of the PNG: as png, as webp (lossless), or as ' +
    'jpg on white. `@2x` behind the row gives 512 pixels. A tile that the AOI does not touch is one shared picture.',
  query: tileQuery,
  media: ['image/png', 'image/webp', 'image/jpeg'],
  refusals: [404, 503],
  handle: async ({ services, caller, params, query, signal }) => {
    const { row, isDouble } = rowOf(params.y);
    const set = requireTileMatrixSet(params.tile_matrix_set);
    const size = isDouble || query.size === '512' ? 512 : 256;
    const tile = await renderWindow(services, caller, params.aoi_id, params.visualization_id, {
      date: query.date,
      mode: query.visualization_mode,
      grid: tileGrid(set, wholeOf('z', params.z), wholeOf('x', params.x), row, size),
      format: formatOf(params.format),
      resampling: query.resampling ?? 'nearest',
      isMasked: query.mask ?? true,
    });
    return {
      kind: 'content',
      type: tile.contentType,
      etag: tile.etag,
      // what is not published yet has no revision, and an empty one names none
      cacheControl: tile.revision !== '' && query.rev === tile.revision ? IMMUTABLE : REVALIDATE,
      read: async () => ({ bytes: (await tile.render(signal())).bytes }),
      atHand: () => tile.atHand(),
    };
  },
});

function formatOf(text: string): WindowFormat {
  const ending = TILE_FORMATS.find((known) => known === text);
  if (ending !== undefined) return FORMATS[ending];
  throw new Failure('missing', `no tiles as "${text.slice(0, 40)}"; there are ${TILE_FORMATS.join(', ')}`);
}

function rowOf(text: string): { row: number; isDouble: boolean } {
  const isDouble = text.endsWith('@2x');
  return { row: wholeOf('y', isDouble ? text.slice(0, -3) : text), isDouble };
}

/** A number of the address; what is none is no tile, which is no bad request but no such address. */
function wholeOf(name: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Failure('missing', `no such tile: ${name} is "${text.slice(0, 40)}", not a whole number`);
}
