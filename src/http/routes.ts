import type { Access } from './access.ts';
import { createAoi, listAois, readAoi, readAoiOfList } from './aois.ts';
import { listAssets, readAsset, readAssetFile } from './assets.ts';
import { listColormaps } from './colormaps.ts';
import { docsFile, docsPage, openApiDocument } from './documents.ts';
import type { Endpoint } from './endpoint.ts';
import { health, ping } from './health.ts';
import { createIndex, listIndices } from './indices.ts';
import { readLegend } from './legend.ts';
import { readPoint } from './point.ts';
import { wms } from './ogc/wms.ts';
import { wmts, wmtsCapabilitiesFile, wmtsFeatureInfo, wmtsTile } from './ogc/wmts.ts';
import { OGC_ROUTES } from './ogc-api/routes.ts';
import { listProjects, readProject } from './projects.ts';
import { listBandsets, listSatellites } from './satellites.ts';
import { importStyle } from './style-import.ts';
import { listStyles, readStyle } from './styles.ts';
import { listTileMatrixSets, listTileSets, readTileJson, readTileMatrixSet } from './tile-sets.ts';
import { readTile } from './tiles.ts';
import { createShare, listShares, revokeShare } from './shares.ts';
import { replaceLegend, resetLegend } from './visualization-metadata.ts';
import { drawPng, readPng } from './visualization-png.ts';
import { exportSld, readSld } from './visualization-sld.ts';
import { createVisualization, listVisualizations, readVisualization } from './visualizations.ts';

/** One line of the contents page: who may call what, and the operation with its schemas and its handler. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** As the API documents write it: `/v0/aois/{aoi_id}`. */
  readonly path: string;
  readonly access: Access;
  readonly endpoint: Endpoint;
}

const API: readonly Route[] = [
  route('GET', '/ping', 'open', ping),
  route('GET', '/health', 'open', health),

  route('GET', '/v0/projects', 'read', listProjects),
  route('GET', '/v0/projects/{project_id}', 'read', readProject),

  route('GET', '/v0/aois', 'read', listAois),
  route('POST', '/v0/aois', 'write', createAoi),
  route('GET', '/v0/aois/{aoi_id}', 'read', readAoiOfList),
  route('GET', '/v0/aoi/{aoi_id}', 'read', readAoi),
  route('GET', '/v0/aois/{aoi_id}/assets', 'read', listAssets),
  route('GET', '/v0/aois/{aoi_id}/assets/{asset_id}', 'read', readAsset),
  route('GET', '/v0/aois/{aoi_id}/assets/{asset_id}/file', 'read', readAssetFile),

  route('GET', '/v0/satellites', 'read', listSatellites),
  route('GET', '/v0/bandsets', 'read', listBandsets),
  route('GET', '/v0/colormaps', 'read', listColormaps),

  route('GET', '/v0/tileMatrixSets', 'open', listTileMatrixSets),
  route('GET', '/v0/tileMatrixSets/{tile_matrix_set}', 'open', readTileMatrixSet),

  route('GET', '/v0/indices', 'read', listIndices),
  route('POST', '/v0/indices', 'write', createIndex),

  route('GET', '/v0/aois/{aoi_id}/visualizations', 'read', listVisualizations),
  route('POST', '/v0/aois/{aoi_id}/visualizations', 'write', createVisualization),
  route('GET', '/v0/aois/{aoi_id}/visualizations/{visualization_id}', 'read', readVisualization),
  route('PUT', '/v0/aois/{aoi_id}/visualizations/{visualization_id}/metadata', 'write', replaceLegend),
  route('PATCH', '/v0/aois/{aoi_id}/visualizations/{visualization_id}/metadata', 'write', resetLegend),
  route('POST', '/v0/aois/{aoi_id}/visualizations/{visualization_id}/png', 'read', drawPng),
  route('GET', '/v0/aois/{aoi_id}/visualizations/{visualization_id}/png', 'view', readPng),
  route('GET', '/v0/aois/{aoi_id}/visualizations/{visualization_id}/legend.{format}', 'view', readLegend),
  route('POST', '/v0/aois/{aoi_id}/visualizations/{visualization_id}/sld', 'read', exportSld),
  route('GET', '/v0/aois/{aoi_id}/visualizations/{visualization_id}/sld', 'view', readSld),
  route('GET', '/v0/aois/{aoi_id}/visualizations/{visualization_id}/styles', 'view', listStyles),
  route('POST', '/v0/aois/{aoi_id}/visualizations/{visualization_id}/styles/import', 'write', importStyle),
  route('GET', '/v0/aois/{aoi_id}/visualizations/{visualization_id}/styles/{format}', 'view', readStyle),
  route('GET', '/v0/aois/{aoi_id}/visualizations/{visualization_id}/point', 'view', readPoint),
  route('GET', '/v0/aois/{aoi_id}/visualizations/{visualization_id}/tiles', 'view', listTileSets),
  route(
    'GET',
    '/v0/aois/{aoi_id}/visualizations/{visualization_id}/tiles/{tile_matrix_set}/tilejson.json',
    'view',
    readTileJson,
  ),
  route(
    'GET',
    '/v0/aois/{aoi_id}/visualizations/{visualization_id}/tiles/{tile_matrix_set}/{z}/{x}/{y}.{format}',
    'view',
    readTile,
  ),

  route('GET', '/wms', 'view', wms),
  route('GET', '/wmts', 'view', wmts),
  route('GET', '/wmts/1.0.0/WMTSCapabilities.xml', 'view', wmtsCapabilitiesFile),
  route(
    'GET',
    '/wmts/1.0.0/{layer}/{style}/{time}/{tile_matrix_set}/{tile_matrix}/{tile_row}/{tile_col}.{format}',
    'view',
    wmtsTile,
  ),
  route(
    'GET',
    '/wmts/1.0.0/{layer}/{style}/{time}/{tile_matrix_set}/{tile_matrix}/{tile_row}/{tile_col}/{j}/{i}.{format}',
    'view',
    wmtsFeatureInfo,
  ),
  ...OGC_ROUTES,
  route('POST', '/v0/aois/{aoi_id}/visualizations/{visualization_id}/share', 'write', createShare),
  route('GET', '/v0/aois/{aoi_id}/visualizations/{visualization_id}/shares', 'read', listShares),
  route('DELETE', '/v0/aois/{aoi_id}/visualizations/{visualization_id}/shares/{share_id}', 'write', revokeShare),
];

/** Every route of the service: its contents page. HEAD goes wherever GET goes. */
export const ROUTES: readonly Route[] = [
  ...API,
  route('GET', '/openapi.json', 'open', openApiDocument(API)),
  route('GET', '/docs', 'open', docsPage),
  route('GET', '/docs/{file}', 'open', docsFile),
];

function route(method: Route['method'], path: string, access: Access, endpoint: Endpoint): Route {
  return { method, path, access, endpoint };
}
