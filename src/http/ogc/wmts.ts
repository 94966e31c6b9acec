import { applyAffine } from '../../grid/affine.ts';
import { projector, WGS84 } from '../../grid/projection.ts';
import { tileGrid } from '../../grid/tile-matrix-set.ts';
import { listPublishedMaps } from '../../operations/published-maps.ts';
import { renderWindow } from '../../operations/render-window.ts';
import { IMMUTABLE } from '../caching.ts';
import { contentEndpoint, type Content, type Request } from '../endpoint.ts';
import { documentOf } from './document.ts';
import { featureInfo } from './feature-info.ts';
import { keyValues, type KeyValues } from './key-values.ts';
import { requireShownLayer } from './layers.ts';
import { narrowing } from './narrowing.ts';
import { pointOf } from './point-of.ts';
import { ServiceException } from './service-exception.ts';
import { INFO_FORMATS, MAP_FORMATS } from './wms-request.ts';
import { EXTENSIONS, INFO_EXTENSIONS, wmtsCapabilities } from './wmts-capabilities.ts';
import { tellWmtsFailure } from './wmts-exception.ts';
import {
  tileInfoRequest,
  tileRequest,
  WMTS_KEY_VALUES,
  WMTS_VERSION,
  type TileInfoRequest,
  type TileRequest,
} from './wmts-request.ts';

type Asked = Request<unknown, unknown>;

const TAG = 'Map services';
const OPERATIONS = 'GetCapabilities, GetTile and GetFeatureInfo';
const MEDIA = Object.keys(MAP_FORMATS);

/** `GET /wmts` */
export const wmts = contentEndpoint({
  name: 'wmts',
  tag: TAG,
  summary: 'OGC Web Map Tile Service 1.0.0, by key-value pairs',
  description:
    'GetCapabilities, GetTile and GetFeatureInfo. Names of parameters come in any case. Errors are exception reports ' +
    'of OWS Common 1.1, but for those about keys and links.',
  keyValues: WMTS_KEY_VALUES,
  media: ['text/xml', ...MEDIA],
  refusals: [400, 501, 503],
  tellFailure: tellWmtsFailure,
  handle: (request) => {
    const given = keyValues(request.ctx.query);
    requireValue(given, 'service', 'WMTS');
    switch (given.request) {
      case 'GetCapabilities':
        return getCapabilities(request, given);
      case 'GetTile':
        requireValue(given, 'version', WMTS_VERSION);
        return getTile(request, tileRequest(given));
      case 'GetFeatureInfo':
        requireValue(given, 'version', WMTS_VERSION);
        return getFeatureInfo(request, tileInfoRequest(given));
      case undefined:
        throw new ServiceException('MissingParameterValue', `REQUEST is required: ${OPERATIONS}`, 'request');
      default: {
        const message = `REQUEST "${given.request.slice(0, 60)}" is not supported, but ${OPERATIONS} are`;
        throw new ServiceException('OperationNotSupported', message, 'request');
      }
    }
  },
});

/** `GET /wmts/1.0.0/WMTSCapabilities.xml` */
export const wmtsCapabilitiesFile = contentEndpoint({
  name: 'wmtsCapabilities',
  tag: TAG,
  summary: 'Capabilities of the tile service, as a file',
  description: 'As GetCapabilities; `aoi` and `visualization` narrow what is listed.',
  keyValues: WMTS_KEY_VALUES.pick({ aoi: true, visualization: true }),
  media: ['text/xml'],
  tellFailure: tellWmtsFailure,
  handle: (request) => getCapabilities(request, keyValues(request.ctx.query)),
});

/** `GET /wmts/1.0.0/{layer}/{style}/{time}/{tile_matrix_set}/{tile_matrix}/{tile_row}/{tile_col}.{format}` */
export const wmtsTile = contentEndpoint({
  name: 'wmtsTile',
  tag: TAG,
  summary: 'One tile, as capabilities write its address',
  keyValues: WMTS_KEY_VALUES.pick({ rev: true, mask: true, resampling: true }),
  media: MEDIA,
  refusals: [404, 503],
  tellFailure: tellWmtsFailure,
  handle: (request) =>
    getTile(request, tileRequest({ ...addressOf(request), format: mediaOf(EXTENSIONS, request.params.format) })),
});

/** `GET /wmts/1.0.0/{layer}/{style}/{time}/{tile_matrix_set}/{tile_matrix}/{tile_row}/{tile_col}/{j}/{i}.{format}` */
export const wmtsFeatureInfo = contentEndpoint({
  name: 'wmtsFeatureInfo',
  tag: TAG,
  summary: 'The value at a pixel of a tile',
  keyValues: WMTS_KEY_VALUES.pick({ mask: true }),
  media: INFO_FORMATS,
  refusals: [404, 503],
  tellFailure: tellWmtsFailure,
  handle: (request) => {
    const { i, j, format } = request.params;
    const infoformat = mediaOf(INFO_EXTENSIONS, format);
    return getFeatureInfo(request, tileInfoRequest({ ...addressOf(request), i, j, infoformat }));
  },
});

/** @throws ServiceException if a parameter is missing, or another than it must be */
function requireValue(given: KeyValues, name: string, value: string): void {
  const found = given[name];
  if (found === value) return;
  const [code, what] =
    found === undefined
      ? (['MissingParameterValue', 'required'] as const)
      : (['InvalidParameterValue', `"${found.slice(0, 60)}"`] as const);
  throw new ServiceException(code, `${name.toUpperCase()} is ${what}: it must be ${value}`, name);
}

async function getCapabilities(request: Asked, given: KeyValues): Promise<Content> {
  const { acceptversions } = given;
  if (acceptversions !== undefined && !acceptversions.split(',').includes(WMTS_VERSION)) {
    const message = `of the versions ${acceptversions.slice(0, 60)} none is ${WMTS_VERSION}, the only one here`;
    throw new ServiceException('VersionNegotiationFailed', message);
  }
  const { filter, kept } = narrowing(given);
  const maps = await listPublishedMaps(request.services, request.caller, filter);
  return documentOf('text/xml', wmtsCapabilities(maps, request.link, kept));
}

async function getTile(request: Asked, asked: TileRequest): Promise<Content> {
  const { services, caller } = request;
  const { map, mode, date } = await requireShownLayer(
    services,
    caller,
    { name: asked.layer, style: asked.style },
    asked.time,
  );
  const { format, resampling, isMasked } = asked;
  const grid = gridOf(asked);
  const window = { date, mode, grid, format, resampling, isMasked };
  const image = await renderWindow(services, caller, map.aoiId, map.visualizationId, window);
  const isNamed = asked.revision === image.revision && asked.time !== undefined;
  return {
    kind: 'content',
    type: image.contentType,
    etag: image.etag,
    ...(isNamed && { cacheControl: IMMUTABLE }),
    read: async () => ({ bytes: (await image.render(request.signal())).bytes }),
    atHand: () => image.atHand(),
  };
}

async function getFeatureInfo(request: Asked, asked: TileInfoRequest): Promise<Content> {
  const { services, caller } = request;
  const styled = { name: asked.layer, style: asked.style };
  const layer = await requireShownLayer(services, caller, styled, asked.time);
  const grid = gridOf(asked);
  const [lon, lat] = projector(grid.crs, WGS84)(...applyAffine(grid.affine, asked.i + 0.5, asked.j + 0.5));
  const info = await pointOf(request, layer, lon, lat);
  const isShown = info !== undefined && (info.point.inside || !asked.isMasked);
  const { type, text } = featureInfo(isShown ? [info] : [], asked.infoFormat);
  return documentOf(type, text);
}

function gridOf({ set, level, col, row }: TileRequest | TileInfoRequest): ReturnType<typeof tileGrid> {
  return tileGrid(set, level, col, row, set.tileMatrices[0].tileWidth);
}

/** What an address says, in the names of the key-value pairs. */
function addressOf({ ctx, params }: Asked): KeyValues {
  const { layer, style, time, tile_matrix_set, tile_matrix, tile_row, tile_col } = params;
  return {
    ...keyValues(ctx.query),
    layer,
    style,
    time,
    tilematrixset: tile_matrix_set,
    tilematrix: tile_matrix,
    tilerow: tile_row,
    tilecol: tile_col,
  };
}

/** @throws ServiceException if nothing has the extension */
function mediaOf(extensions: Readonly<Record<string, string>>, extension: string): string {
  const media = Object.keys(extensions).find((type) => extensions[type] === extension);
  if (media !== undefined) return media;
  const message = `no "${extension.slice(0, 40)}" here, but ${Object.values(extensions).join(', ')}`;
  throw new ServiceException('InvalidParameterValue', message, 'format');
}
