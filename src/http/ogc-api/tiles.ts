import type { z } from 'zod';
import { Failure } from '../../failure.ts';
import { requireTileMatrixSet, tileGrid } from '../../grid/tile-matrix-set.ts';
import { contentEndpoint, type Endpoint } from '../endpoint.ts';
import { mapOfCollection } from './collection.ts';
import { dateOf, drawPicture, PICTURE_TYPES, pictureQuery, styleOf } from './picture.ts';

/** Pixels a side; what the sets are defined with. */
const SIZE = 256;

/** `GET /ogc/collections/{collectionId}/map/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}` */
export const readMapTile = tileEndpoint('readOgcTile', 'One tile in the first style of the collection');

/** `GET /ogc/collections/{collectionId}/styles/{styleId}/map/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}` */
export const readStyledMapTile = tileEndpoint('readOgcStyledTile', 'One tile in a style');

function tileEndpoint(name: string, summary: string): Endpoint {
  return contentEndpoint<z.output<typeof pictureQuery>>({
    name,
    tag: 'OGC API',
    summary,
    description:
      'The newest date that `datetime` allows, transparent outside the area. The row is named before the column.',
    query: pictureQuery,
    media: PICTURE_TYPES,
    refusals: [404, 503],
    handle: async (request) => {
      const { params, query } = request;
      const map = await mapOfCollection(request, params.collectionId);
      const mode = styleOf(map, params.styleId);
      const set = requireTileMatrixSet(params.tileMatrixSetId);
      const [level, row, col] = (['tileMatrix', 'tileRow', 'tileCol'] as const).map((field) =>
        wholeOf(field, params[field]),
      );
      const date = dateOf(map, query.datetime);
      return drawPicture(
        request,
        { map, mode, date, grid: tileGrid(set, level, col, row, SIZE) },
        { 'Content-Datetime': date },
      );
    },
  });
}

/** A number of the address; what is none is no tile. */
function wholeOf(name: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Failure('missing', `no such tile: ${name} is "${text.slice(0, 40)}", not a whole number`);
}
