import type { Bounds } from '../../grid/bounds.ts';
import { projectBounds } from '../../grid/project-bounds.ts';
import { tileRange, type TileMatrix, type TileMatrixSet } from '../../grid/tile-matrix-set.ts';
import { nativeLevelOf, type PublishedMap } from '../../operations/published-maps.ts';
import type { Link } from '../links.ts';
import { stylesOf } from './layers.ts';
import { STYLE_ABSTRACTS, STYLE_TITLES } from './wms-capabilities.ts';
import { MAP_FORMATS, type InfoFormat } from './wms-request.ts';
import { xml, xmlDocument, type Xml } from './xml.ts';

/** Ends of the addresses of tiles, by media type. */
export const EXTENSIONS: Readonly<Record<keyof typeof MAP_FORMATS, string>> = {
  'image/png': 'png',
  'image/webp': 'webp',
  'image/jpeg': 'jpg',
};

/** Ends of the addresses of answers about a pixel. */
export const INFO_EXTENSIONS: Readonly<Record<InfoFormat, string>> = {
  'application/json': 'json',
  'text/xml': 'xml',
  'application/vnd.ogc.gml': 'gml',
  'text/html': 'html',
  'text/plain': 'txt',
};

const NAMESPACES = xml`xmlns="http://www.opengis.net/wmts/1.0" xmlns:ows="http://www.opengis.net/ows/1.1" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.opengis.net/wmts/1.0 http://schemas.opengis.net/wmts/1.0/wmtsGetCapabilities_response.xsd"`;
const ADDRESS = '{Time}/{TileMatrixSet}/{TileMatrix}/{TileRow}/{TileCol}';

/**
 * The capabilities of the tile service.
 *
 * @param kept parameters that narrow the list, for the service's own addresses
 */
export function wmtsCapabilities(
  maps: readonly PublishedMap[],
  link: Link,
  kept: Readonly<Record<string, string | undefined>>,
): string {
  const layers = maps.map((map) => ({ map, uses: usesOf(map) }));
  const keyValues = link('/wmts', kept);
  const file = link('/wmts/1.0.0/WMTSCapabilities.xml', kept);
  return xmlDocument(xml`<Capabilities version="1.0.0" ${NAMESPACES}>
<ows:ServiceIdentification><ows:Title>Chromatile</ows:Title><ows:Abstract>Index maps of satellite images, a layer per area and index, in the colours of their legends.</ows:Abstract><ows:ServiceType>OGC WMTS</ows:ServiceType><ows:ServiceTypeVersion>1.0.0</ows:ServiceTypeVersion><ows:Fees>none</ows:Fees><ows:AccessConstraints>An API key, or a link to one map</ows:AccessConstraints></ows:ServiceIdentification>
<ows:OperationsMetadata>
${operation('GetCapabilities', keyValues, file)}
${operation('GetTile', keyValues)}
${operation('GetFeatureInfo', keyValues)}
</ows:OperationsMetadata>
<Contents>
${layers.map(({ map, uses }) => layerOf(map, uses, link))}
${describedSets(layers.flatMap(({ uses }) => uses)).map(tileMatrixSetOf)}
</Contents>
<ServiceMetadataURL xlink:href="${file}"/>
</Capabilities>`);
}

/** A set that a layer is offered in. */
interface SetUse {
  readonly set: TileMatrixSet;
  /** Finest level that shows more of the layer than the one before. */
  readonly last: number;
}

function usesOf(map: PublishedMap): SetUse[] {
  return map.tileMatrixSets.map((set) => ({ set, last: nativeLevelOf(map, set) }));
}

/** Each set once, down to the finest level that any layer needs: GDAL opens a layer at the finest that there is. */
function describedSets(uses: readonly SetUse[]): TileMatrixSet[] {
  const finest = new Map<TileMatrixSet, number>();
  for (const { set, last } of uses) finest.set(set, Math.max(last, finest.get(set) ?? last));
  return [...finest].map(([set, last]) => ({ ...set, tileMatrices: levelsTo(set, last) }));
}

function levelsTo({ tileMatrices }: TileMatrixSet, last: number): TileMatrix[] {
  return tileMatrices.filter(({ id }) => Number(id) <= last);
}

function operation(name: string, keyValues: string, file?: string): Xml {
  const open = `${keyValues}${keyValues.includes('?') ? '&' : '?'}`;
  const ways = [way(open, 'KVP'), ...(file === undefined ? [] : [way(file, 'RESTful')])];
  return xml`<ows:Operation name="${name}"><ows:DCP><ows:HTTP>${ways}</ows:HTTP></ows:DCP></ows:Operation>`;
}

function way(url: string, encoding: string): Xml {
  return xml`<ows:Get xlink:href="${url}"><ows:Constraint name="GetEncoding"><ows:AllowedValues><ows:Value>${encoding}</ows:Value></ows:AllowedValues></ows:Constraint></ows:Get>`;
}

function layerOf(map: PublishedMap, uses: readonly SetUse[], link: Link): Xml {
  const { layerName, title, abstract, index, satelliteName, aoiName, dates, bounds, revision } = map;
  const [west, south, east, north] = bounds;
  const [lower, upper] = west > east ? [`-180 ${south}`, `180 ${north}`] : [`${west} ${south}`, `${east} ${north}`];
  const keywords = [...new Set([index.name, index.title, satelliteName, aoiName])];
  const template = `/wmts/1.0.0/${layerName}/{Style}/${ADDRESS}`;
  return xml`<Layer>
<ows:Title>${title}</ows:Title>
<ows:Abstract>${abstract}</ows:Abstract>
<ows:Keywords>${keywords.map((keyword) => xml`<ows:Keyword>${keyword}</ows:Keyword>`)}</ows:Keywords>
<ows:WGS84BoundingBox><ows:LowerCorner>${lower}</ows:LowerCorner><ows:UpperCorner>${upper}</ows:UpperCorner></ows:WGS84BoundingBox>
<ows:Identifier>${layerName}</ows:Identifier>
${stylesOf(map).map((style, i) => styleOf(map, style, i === 0, link))}
${Object.keys(EXTENSIONS).map((format) => xml`<Format>${format}</Format>`)}
${Object.keys(INFO_EXTENSIONS).map((format) => xml`<InfoFormat>${format}</InfoFormat>`)}
<Dimension><ows:Identifier>Time</ows:Identifier><ows:UOM>ISO8601</ows:UOM><Default>${dates[dates.length - 1]}</Default><Current>true</Current>${dates.map((date) => xml`<Value>${date}</Value>`)}</Dimension>
${uses.map((use) => setLink(map, use))}
${Object.entries(EXTENSIONS).map(([format, extension]) => resource(format, 'tile', link(`${template}.${extension}`, { rev: revision })))}
${Object.entries(INFO_EXTENSIONS).map(([format, extension]) => resource(format, 'FeatureInfo', link(`${template}/{J}/{I}.${extension}`)))}
</Layer>
`;
}

function styleOf(map: PublishedMap, style: string, isDefault: boolean, link: Link): Xml {
  const { aoiId, visualizationId, dates } = map;
  const mode = map.modes.find((name) => name === style);
  const path = `/v0/aois/${aoiId}/visualizations/${visualizationId}/legend.png`;
  const told =
    mode &&
    xml`<LegendURL format="image/png" xlink:href="${link(path, { date: dates[dates.length - 1], visualization_mode: mode })}"/>`;
  return xml`<Style isDefault="${String(isDefault)}">${mode && xml`<ows:Title>${STYLE_TITLES[mode]}</ows:Title><ows:Abstract>${STYLE_ABSTRACTS[mode]}</ows:Abstract>`}<ows:Identifier>${style}</ows:Identifier>${told}</Style>
`;
}

function resource(format: string, type: 'tile' | 'FeatureInfo', template: string): Xml {
  return xml`<ResourceURL format="${format}" resourceType="${type}" template="${template}"/>
`;
}

/** A set with the tiles of it that show the layer; levels finer than its rasters are left to the client. */
function setLink({ bounds }: PublishedMap, { set, last }: SetUse): Xml {
  const within = projectBounds(bounds, set.mapCrs);
  const limits = within === undefined ? [] : levelsTo(set, last).map(({ id }) => limitsOf(set, id, within));
  return xml`<TileMatrixSetLink><TileMatrixSet>${set.id}</TileMatrixSet>${
    limits.length > 0 &&
    xml`<TileMatrixSetLimits>
${limits}</TileMatrixSetLimits>`
  }</TileMatrixSetLink>
`;
}

function limitsOf(set: TileMatrixSet, id: string, within: Bounds): Xml {
  const { minRow, maxRow, minCol, maxCol } = tileRange(set, Number(id), within);
  return xml`<TileMatrixLimits><TileMatrix>${id}</TileMatrix><MinTileRow>${minRow}</MinTileRow><MaxTileRow>${maxRow}</MaxTileRow><MinTileCol>${minCol}</MinTileCol><MaxTileCol>${maxCol}</MaxTileCol></TileMatrixLimits>
`;
}

function tileMatrixSetOf({ id, title, crs, wellKnownScaleSet, tileMatrices }: TileMatrixSet): Xml {
  const scales = wellKnownScaleSet && xml`<WellKnownScaleSet>${urnOf(wellKnownScaleSet)}</WellKnownScaleSet>`;
  return xml`<TileMatrixSet>
<ows:Title>${title}</ows:Title>
<ows:Identifier>${id}</ows:Identifier>
<ows:SupportedCRS>${urnOf(crs)}</ows:SupportedCRS>
${scales}
${tileMatrices.map(matrixOf)}</TileMatrixSet>
`;
}

/** Points of origin are in the axis order of the CRS's authority already, as the standard wants them. */
function matrixOf({ id, scaleDenominator, pointOfOrigin, ...sizes }: TileMatrix): Xml {
  const { tileWidth, tileHeight, matrixWidth, matrixHeight } = sizes;
  return xml`<TileMatrix><ows:Identifier>${id}</ows:Identifier><ScaleDenominator>${scaleDenominator}</ScaleDenominator><TopLeftCorner>${pointOfOrigin.join(' ')}</TopLeftCorner><TileWidth>${tileWidth}</TileWidth><TileHeight>${tileHeight}</TileHeight><MatrixWidth>${matrixWidth}</MatrixWidth><MatrixHeight>${matrixHeight}</MatrixHeight></TileMatrix>
`;
}

/** The URN of a definition in the OGC's registry: `urn:ogc:def:crs:EPSG::3857`. */
function urnOf(uri: string): string {
  const [, kind, authority, version, code] = /\/def\/(\w+)\/(\w+)\/([\d.]+)\/(\w+)$/.exec(uri) ?? [];
  return `urn:ogc:def:${kind}:${authority}:${version === '0' ? '' : version}:${code}`;
}
