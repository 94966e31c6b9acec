import type { Endpoint } from '../endpoint.ts';
import type { Route } from '../routes.ts';
import { apiDefinition } from './api-definition.ts';
import { readCollection } from './collection-page.ts';
import { listCollections } from './collections.ts';
import { readConformance } from './conformance.ts';
import { readLandingPage } from './landing-page.ts';
import { readMap, readStyledMap } from './maps.ts';
import { listAllStyles, listStyles, readStyleMetadata, readStylesheet } from './styles.ts';
import { listTileMatrixSets, readTileMatrixSet } from './tile-matrix-sets.ts';
import { readMapTile, readStyledMapTile } from './tiles.ts';
import { listStyledTilesets, listTilesets, readStyledTileset, readTileset } from './tilesets.ts';

const COLLECTION = '/ogc/collections/{collectionId}';
const STYLE = `${COLLECTION}/styles/{styleId}`;
const TILE = '{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}';

const DEFINED: readonly Route[] = [
  view('/ogc', readLandingPage),
  view('/ogc/conformance', readConformance),
  view('/ogc/collections', listCollections),
  view(COLLECTION, readCollection),
  view(`${COLLECTION}/map`, readMap),
  view(`${COLLECTION}/map/tiles`, listTilesets),
  view(`${COLLECTION}/map/tiles/{tileMatrixSetId}`, readTileset),
  view(`${COLLECTION}/map/tiles/${TILE}`, readMapTile),
  view(`${COLLECTION}/styles`, listStyles),
  view(STYLE, readStylesheet),
  view(`${STYLE}/metadata`, readStyleMetadata),
  view(`${STYLE}/map`, readStyledMap),
  view(`${STYLE}/map/tiles`, listStyledTilesets),
  view(`${STYLE}/map/tiles/{tileMatrixSetId}`, readStyledTileset),
  view(`${STYLE}/map/tiles/${TILE}`, readStyledMapTile),
  view('/ogc/styles', listAllStyles),
  view('/ogc/tileMatrixSets', listTileMatrixSets),
  view('/ogc/tileMatrixSets/{tileMatrixSetId}', readTileMatrixSet),
];

/** The contents page of the OGC API. */
export const OGC_ROUTES: readonly Route[] = [...DEFINED, view('/ogc/api', apiDefinition(DEFINED))];

function view(path: string, endpoint: Endpoint): Route {
  return { method: 'GET', path, access: 'view', endpoint };
}
