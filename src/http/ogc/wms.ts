import { applyAffine } from '../../grid/affine.ts';
import { projector, WGS84 } from '../../grid/projection.ts';
import { composeWindows } from '../../operations/compose-windows.ts';
import { listPublishedMaps } from '../../operations/published-maps.ts';
import { renderLegend } from '../../operations/render-legend.ts';
import { IMMUTABLE } from '../caching.ts';
import { contentEndpoint, type Content, type Request } from '../endpoint.ts';
import { renderMessages } from '../render-messages.ts';
import { documentOf } from './document.ts';
import { featureInfo, type LayerInfo } from './feature-info.ts';
import { keyValues, type KeyValues } from './key-values.ts';
import { requireShownLayer, type ShownLayer } from './layers.ts';
import { narrowing } from './narrowing.ts';
import { pointOf } from './point-of.ts';
import { ServiceException } from './service-exception.ts';
import { windowGrid } from './window-grid.ts';
import { wmsCapabilities } from './wms-capabilities.ts';
import { tellWmsFailure } from './wms-exception.ts';
import {
  INFO_FORMATS,
  infoRequest,
  LEGEND_MEDIA,
  legendRequest,
  MAP_FORMATS,
  mapRequest,
  WMS_KEY_VALUES,
  WMS_VERSIONS,
  type StyledLayer,
  type WmsVersion,
} from './wms-request.ts';

type Asked = Request<unknown, unknown>;

/** `GET /wms` */
export const wms = contentEndpoint({
  name: 'wms',
  tag: 'Map services',
  summary: 'OGC Web Map Service 1.3.0 and 1.1.1',
  description:
    'GetCapabilities, GetMap, GetFeatureInfo and GetLegendGraphic: a layer per visualization, a style per mode, the ' +
    'dates as its time. Names of parameters come in any case. Errors are service exceptions, as `EXCEPTIONS` wants ' +
    'them, but for those about keys and links.',
  keyValues: WMS_KEY_VALUES,
  media: [...new Set(['text/xml', ...Object.keys(MAP_FORMATS), ...INFO_FORMATS, ...Object.keys(LEGEND_MEDIA)])],
  refusals: [400, 503],
  tellFailure: tellWmsFailure,
  handle: (request) => {
    const given = keyValues(request.ctx.query);
    const { service = 'WMS', request: operation = '' } = given;
    if (service.toUpperCase() !== 'WMS') {
      throw new ServiceException('InvalidParameterValue', `SERVICE "${service.slice(0, 60)}" is not WMS`, 'service');
    }
    switch (operation.toLowerCase()) {
      case 'getcapabilities':
      case 'capabilities':
        return getCapabilities(request, given);
      case 'getmap':
      case 'map':
        return getMap(request, given);
      case 'getfeatureinfo':
        return getFeatureInfo(request, given);
      case 'getlegendgraphic':
        return getLegendGraphic(request, given);
      case '':
        throw new ServiceException('MissingParameterValue', `REQUEST is required: ${OPERATIONS}`, 'request');
      default: {
        const message = `REQUEST "${operation.slice(0, 60)}" is not supported, but ${OPERATIONS} are`;
        throw new ServiceException('OperationNotSupported', message, 'request');
      }
    }
  },
});

const OPERATIONS = 'GetCapabilities, GetMap, GetFeatureInfo and GetLegendGraphic';

async function getCapabilities(request: Asked, given: KeyValues): Promise<Content> {
  const version = negotiated(given.version ?? given.wmtver);
  const { filter, kept } = narrowing(given);
  const described = {
    maps: await listPublishedMaps(request.services, request.caller, filter),
    url: request.link('/wms', kept),
    legendUrl: ({ layerName }: ShownLayer['map'], style: string) =>
      request.link('/wms', {
        SERVICE: 'WMS',
        VERSION: version,
        REQUEST: 'GetLegendGraphic',
        LAYER: layerName,
        STYLE: style,
        FORMAT: 'image/png',
      }),
  };
  const text = wmsCapabilities(described, version);
  const type = version === '1.3.0' ? 'text/xml' : 'application/vnd.ogc.wms_xml';
  return documentOf(type, text);
}

/** The version to answer in: that asked for, else the next lower one, else the lowest (1.3.0, section 6.2.4). */
function negotiated(asked: string | undefined): WmsVersion {
  const newest = WMS_VERSIONS[WMS_VERSIONS.length - 1];
  if (asked === undefined) return newest;
  return WMS_VERSIONS.findLast((version) => compareVersions(version, asked) <= 0) ?? WMS_VERSIONS[0];
}

function compareVersions(a: string, b: string): number {
  const [ours, theirs] = [a, b].map((version) => version.split('.').map(Number));
  const at = ours.findIndex((part, i) => part !== (theirs.at(i) ?? 0));
  return at === -1 ? 0 : ours[at] - (theirs.at(at) ?? 0);
}

/** @throws ServiceException for any version but those there are */
function exactVersion(given: KeyValues): WmsVersion {
  const asked = given.version ?? given.wmtver;
  const version = WMS_VERSIONS.find((known) => known === asked);
  if (version !== undefined) return version;
  const code = asked === undefined ? 'MissingParameterValue' : 'InvalidParameterValue';
  throw new ServiceException(code, `VERSION must be ${WMS_VERSIONS.join(' or ')}`, 'version');
}

async function getMap(request: Asked, given: KeyValues): Promise<Content> {
  const version = exactVersion(given);
  const asked = mapRequest(given, version);
  const grid = windowGrid(asked, version);
  const shown = await shownLayers(request, asked.layers, asked.time);
  const { format, isMasked, resampling, background, isTransparent, furniture } = asked;
  const layers = shown.map(({ map: { aoiId, visualizationId }, date, mode }) => ({
    aoiId,
    visualizationId,
    date,
    mode,
  }));
  const window = { grid, format, isMasked, resampling, background, isTransparent, furniture };
  const image = await composeWindows(request.services, request.caller, layers, window);
  const warning = asked.time === undefined ? defaultTime(shown) : {};
  const isNamed = given.rev === image.revision && asked.time !== undefined;
  return {
    kind: 'content',
    type: image.contentType,
    etag: image.etag,
    ...(isNamed && { cacheControl: IMMUTABLE }),
    read: async () => {
      const { bytes, warnings } = await image.render(request.signal());
      return { bytes, headers: { ...warning, ...renderMessages(warnings) } };
    },
    atHand: () => image.atHand(),
  };
}

function shownLayers(
  { services, caller }: Asked,
  layers: readonly StyledLayer[],
  time: string | undefined,
): Promise<ShownLayer[]> {
  return Promise.all(layers.map((layer) => requireShownLayer(services, caller, layer, time)));
}

/** Tells that a default was taken, as 1.3.0 (annex C.4.1) wants it told. */
function defaultTime(shown: readonly ShownLayer[]): Record<string, string> {
  const dates = [...new Set(shown.map(({ date }) => date))];
  return { Warning: `99 Default value used: time=${dates.join(',')} ISO8601` };
}

async function getFeatureInfo(request: Asked, given: KeyValues): Promise<Content> {
  const version = exactVersion(given);
  const asked = infoRequest(given, version);
  const grid = windowGrid(asked, version);
  const strange = asked.queryLayers.find((name) => !asked.layers.some((layer) => layer.name === name));
  if (strange !== undefined) {
    const message = `QUERY_LAYERS names "${strange.slice(0, 60)}", which LAYERS does not`;
    throw new ServiceException('LayerNotDefined', message, 'query_layers');
  }
  const [lon, lat] = projector(grid.crs, WGS84)(...applyAffine(grid.affine, asked.col + 0.5, asked.row + 0.5));
  const queried = asked.layers.filter(({ name }) => asked.queryLayers.includes(name));
  const shown = await shownLayers(request, queried, asked.time);
  const infos = await Promise.all(shown.map((layer) => pointOf(request, layer, lon, lat)));
  // the answer is about what the picture shows: nothing beyond the AOI unless the picture is not masked
  const found = infos.filter((info): info is LayerInfo => info !== undefined && (info.point.inside || !asked.isMasked));
  const { type, text } = featureInfo(found, asked.infoFormat);
  return documentOf(type, text);
}

async function getLegendGraphic(request: Asked, given: KeyValues): Promise<Content> {
  const { layer, time, format, background } = legendRequest(given);
  const { map, date, mode } = await requireShownLayer(request.services, request.caller, layer, time);
  const options = { date, mode, format, ...(background !== undefined && { background }) };
  const legend = await renderLegend(request.services, request.caller, map.aoiId, map.visualizationId, options);
  return {
    kind: 'content',
    type: legend.contentType,
    etag: legend.etag,
    read: async () => {
      const { bytes, warnings } = await legend.render();
      return { bytes, headers: renderMessages(warnings) };
    },
  };
}
