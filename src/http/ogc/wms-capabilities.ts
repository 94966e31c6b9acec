import type { Bounds } from '../../grid/bounds.ts';
import type { PublishedMap } from '../../operations/published-maps.ts';
import { COMMON_CRS_NAMES, layerCrss, type LayerCrs } from './layer-crs.ts';
import { INFO_FORMATS, LAYER_LIMIT, LEGEND_MEDIA, MAP_FORMATS, MOST_PIXELS, type WmsVersion } from './wms-request.ts';
import { xml, xmlDocument, type Xml } from './xml.ts';

/** What a capabilities document is made of. */
export interface Described {
  readonly maps: readonly PublishedMap[];
  /** Of the service, with the parameters that narrow it and the caller's credential. */
  readonly url: string;
  /** Picture of a layer's legend in a style. */
  readonly legendUrl: (map: PublishedMap, style: string) => string;
}

const TITLE = 'Chromatile';
const ABSTRACT =
  'Index maps of satellite images, a layer per area and index, in the colours of their legends. Other coordinate ' +
  'reference systems than those listed are accepted too: every EPSG code that needs no datum grid.';

const DOCTYPE_111 =
  '<!DOCTYPE WMT_MS_Capabilities SYSTEM "http://schemas.opengis.net/wms/1.1.1/capabilities_1_1_1.dtd">';
const XLINK = 'http://www.w3.org/1999/xlink';

/** 1.1.1 demands a size, and the true one is known when the legend has been drawn. */
const NOMINAL_LEGEND = { width: 240, height: 240 };

/** The capabilities of the web map service in the words of one of its versions. */
export function wmsCapabilities(described: Described, version: WmsVersion): string {
  return version === '1.3.0' ? capabilities130(described) : capabilities111(described);
}

/** The address as clients go on with it: what they add begins behind `?` or `&`. */
function openEnded(url: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}`;
}

function capabilities130(described: Described): string {
  const url = openEnded(described.url);
  return xmlDocument(xml`<WMS_Capabilities version="1.3.0" xmlns="http://www.opengis.net/wms" xmlns:xlink="${XLINK}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:sld="http://www.opengis.net/sld" xsi:schemaLocation="http://www.opengis.net/wms http://schemas.opengis.net/wms/1.3.0/capabilities_1_3_0.xsd http://www.opengis.net/sld http://schemas.opengis.net/sld/1.1.0/sld_capabilities.xsd">
<Service>
<Name>WMS</Name>
${serviceText(url)}
<LayerLimit>${LAYER_LIMIT}</LayerLimit>
<MaxWidth>${MOST_PIXELS}</MaxWidth>
<MaxHeight>${MOST_PIXELS}</MaxHeight>
</Service>
<Capability>
<Request>
${operation('GetCapabilities', ['text/xml'], url)}
${operation('GetMap', Object.keys(MAP_FORMATS), url)}
${operation('GetFeatureInfo', INFO_FORMATS, url)}
${operation('sld:GetLegendGraphic', Object.keys(LEGEND_MEDIA), url)}
</Request>
<Exception>
<Format>XML</Format>
<Format>INIMAGE</Format>
<Format>BLANK</Format>
</Exception>
<Layer>
<Title>${TITLE}</Title>
${COMMON_CRS_NAMES.map((name) => xml`<CRS>${name}</CRS>`)}
${described.maps.map((map) => layer130(described, map))}
</Layer>
</Capability>
</WMS_Capabilities>`);
}

function layer130(described: Described, map: PublishedMap): Xml {
  const [west, south, east, north] = wholeTurn(map.bounds);
  const crss = layerCrss(map);
  return xml`<Layer queryable="1" opaque="0">
${layerText(map)}
${own(crss).map(({ name }) => xml`<CRS>${name}</CRS>`)}
<EX_GeographicBoundingBox><westBoundLongitude>${west}</westBoundLongitude><eastBoundLongitude>${east}</eastBoundLongitude><southBoundLatitude>${south}</southBoundLatitude><northBoundLatitude>${north}</northBoundLatitude></EX_GeographicBoundingBox>
${crss.map(({ name, bounds, isNorthFirst }) => boundingBox('CRS', name, isNorthFirst ? swapped(bounds) : bounds))}
<Dimension name="time" units="ISO8601" default="${newest(map)}" multipleValues="0" nearestValue="0" current="1">${map.dates.join(',')}</Dimension>
${attribution(map)}
${styles(described, map, '')}
</Layer>
`;
}

function capabilities111(described: Described): string {
  const url = openEnded(described.url);
  return xmlDocument(
    xml`<WMT_MS_Capabilities version="1.1.1">
<Service>
<Name>OGC:WMS</Name>
${serviceText(url)}
</Service>
<Capability>
<Request>
${operation('GetCapabilities', ['application/vnd.ogc.wms_xml'], url)}
${operation('GetMap', Object.keys(MAP_FORMATS), url)}
${operation('GetFeatureInfo', INFO_FORMATS, url)}
${operation('GetLegendGraphic', Object.keys(LEGEND_MEDIA), url)}
</Request>
<Exception>
<Format>application/vnd.ogc.se_xml</Format>
<Format>application/vnd.ogc.se_inimage</Format>
<Format>application/vnd.ogc.se_blank</Format>
</Exception>
<UserDefinedSymbolization SupportSLD="0" UserLayer="0" UserStyle="0" RemoteWFS="0"/>
<Layer>
<Title>${TITLE}</Title>
${COMMON_CRS_NAMES.filter(isOf111).map((name) => xml`<SRS>${name}</SRS>`)}
${described.maps.map((map) => layer111(described, map))}
</Layer>
</Capability>
</WMT_MS_Capabilities>`,
    DOCTYPE_111,
  );
}

function layer111(described: Described, map: PublishedMap): Xml {
  const [west, south, east, north] = wholeTurn(map.bounds);
  const crss = layerCrss(map).filter(({ name }) => isOf111(name));
  const size = xml` width="${NOMINAL_LEGEND.width}" height="${NOMINAL_LEGEND.height}"`;
  return xml`<Layer queryable="1" opaque="0">
${layerText(map)}
${own(crss).map(({ name }) => xml`<SRS>${name}</SRS>`)}
<LatLonBoundingBox minx="${west}" miny="${south}" maxx="${east}" maxy="${north}"/>
${crss.map(({ name, bounds }) => boundingBox('SRS', name, bounds))}
<Dimension name="time" units="ISO8601"/>
<Extent name="time" default="${newest(map)}" multipleValues="0" nearestValue="0" current="1">${map.dates.join(',')}</Extent>
${attribution(map)}
${styles(described, map, size)}
</Layer>
`;
}

function serviceText(url: string): Xml {
  return xml`<Title>${TITLE}</Title>
<Abstract>${ABSTRACT}</Abstract>
<KeywordList><Keyword>satellite imagery</Keyword><Keyword>spectral index</Keyword></KeywordList>
${onlineResource(url)}
<Fees>none</Fees>
<AccessConstraints>An API key, or a link to one map</AccessConstraints>`;
}

function operation(name: string, formats: readonly string[], url: string): Xml {
  return xml`<${name}>${formats.map((format) => xml`<Format>${format}</Format>`)}<DCPType><HTTP><Get>${onlineResource(url)}</Get></HTTP></DCPType></${name}>`;
}

function onlineResource(url: string): Xml {
  return xml`<OnlineResource xmlns:xlink="${XLINK}" xlink:type="simple" xlink:href="${url}"/>`;
}

function layerText({ layerName, title, abstract, index, satelliteName, aoiName }: PublishedMap): Xml {
  const keywords = [index.name, index.title, satelliteName, aoiName];
  return xml`<Name>${layerName}</Name>
<Title>${title}</Title>
<Abstract>${abstract}</Abstract>
<KeywordList>${[...new Set(keywords)].map((keyword) => xml`<Keyword>${keyword}</Keyword>`)}</KeywordList>`;
}

function boundingBox(attribute: 'CRS' | 'SRS', name: string, [minX, minY, maxX, maxY]: Bounds): Xml {
  return xml`<BoundingBox ${attribute}="${name}" minx="${minX}" miny="${minY}" maxx="${maxX}" maxy="${maxY}"/>`;
}

function attribution({ satelliteName }: PublishedMap): Xml {
  return xml`<Attribution><Title>${satelliteName}</Title></Attribution>`;
}

/** Composites, which have no legend, have no style to choose either. */
function styles({ legendUrl }: Described, map: PublishedMap, size: Xml | ''): readonly Xml[] {
  return map.modes.map(
    (
      mode,
    ) => xml`<Style><Name>${mode}</Name><Title>${STYLE_TITLES[mode]}</Title><Abstract>${STYLE_ABSTRACTS[mode]}</Abstract><LegendURL${size}><Format>image/png</Format>${onlineResource(legendUrl(map, mode))}</LegendURL></Style>
`,
  );
}

/** What people call the modes. */
export const STYLE_TITLES = { dynamic: 'Dynamic', theoretical: 'Theoretical' } as const;
export const STYLE_ABSTRACTS = {
  dynamic: 'Classes between the smallest and the largest value of the date.',
  theoretical: "The index's own classes, the same on every date.",
} as const;

/** Those that the layer does not inherit. */
function own(crss: readonly LayerCrs[]): LayerCrs[] {
  return crss.filter(({ name }) => !COMMON_CRS_NAMES.some((common) => common === name));
}

/** Longitudes of 1.1.1's EPSG:4326 come first, as those of CRS:84, a name that it does not know. */
function isOf111(name: string): boolean {
  return name !== 'CRS:84';
}

function newest({ dates }: PublishedMap): string {
  return dates[dates.length - 1];
}

function swapped([minX, minY, maxX, maxY]: Bounds): Bounds {
  return [minY, minX, maxY, maxX];
}

/** A box that crosses the antimeridian cannot be written: all longitudes then. */
function wholeTurn([west, south, east, north]: Bounds): Bounds {
  return west > east ? [-180, south, 180, north] : [west, south, east, north];
}
