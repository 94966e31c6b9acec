import type { PointValue } from '../../operations/query-point.ts';
import type { ShownLayer } from './layers.ts';
import type { InfoFormat } from './wms-request.ts';
import { xml, xmlDocument, type Xml } from './xml.ts';

/** What a layer shows at a place. */
export interface LayerInfo {
  readonly layer: ShownLayer;
  readonly lon: number;
  readonly lat: number;
  readonly point: PointValue;
}

/** What is told of a layer, by name; the same in every format. */
type Properties = Readonly<Record<string, string | number | boolean | null>>;

/** Media type of an answer, and its text. */
export interface InfoDocument {
  readonly type: string;
  readonly text: string;
}

/** What layers show at a place, in the format asked for. A layer that shows nothing there is not in the list. */
export function featureInfo(infos: readonly LayerInfo[], format: InfoFormat): InfoDocument {
  switch (format) {
    case 'application/json':
      return { type: format, text: JSON.stringify(featureCollection(infos)) };
    case 'text/html':
      return { type: format, text: htmlDocument(infos) };
    case 'text/plain':
      return { type: format, text: infos.map(plainText).join('\n') };
    case 'text/xml':
    case 'application/vnd.ogc.gml':
      return { type: format, text: gmlDocument(infos) };
  }
}

function propertiesOf({ layer: { map, mode, date }, point }: LayerInfo): Properties {
  const { value, channels, inside, classes } = point;
  const found = classes[mode];
  return {
    title: map.title,
    index: map.index.name,
    date,
    value,
    inside,
    ...(channels && { red: channels[0], green: channels[1], blue: channels[2] }),
    ...(map.modes.length > 0 && { style: mode }),
    ...(found && {
      class: found.label,
      class_min: found.min,
      class_max: found.max,
      class_color: found.color,
      color: found.paintedColor,
    }),
  };
}

function featureCollection(infos: readonly LayerInfo[]): unknown {
  const features = infos.map((info) => ({
    type: 'Feature',
    id: info.layer.map.layerName,
    geometry: { type: 'Point', coordinates: [info.lon, info.lat] },
    properties: propertiesOf(info),
  }));
  return { type: 'FeatureCollection', features };
}

function plainText(info: LayerInfo): string {
  const lines = Object.entries(propertiesOf(info)).map(([name, value]) => `${name} = ${textOf(value)}`);
  return [`layer = ${info.layer.map.layerName}`, ...lines, ''].join('\n');
}

function htmlDocument(infos: readonly LayerInfo[]): string {
  const tables = infos.map((info) => {
    const rows = Object.entries(propertiesOf(info)).map(
      ([name, value]) => xml`<tr><th>${name}</th><td>${textOf(value)}</td></tr>`,
    );
    return xml`<table>${rows}</table>`;
  });
  const head = xml`<head><meta charset="utf-8"/><title>Feature information</title></head>`;
  return `<!DOCTYPE html>\n${xml`<html lang="en">${head}<body>${tables}</body></html>`.text}\n`;
}

/** GML 2.1.2 as map clients expect it of GetFeatureInfo: features of flat properties. */
function gmlDocument(infos: readonly LayerInfo[]): string {
  const members = infos.map((info) => {
    const properties = Object.entries(propertiesOf(info)).flatMap(([name, value]): Xml[] =>
      value === null ? [] : [xml`<map:${name}>${textOf(value)}</map:${name}>`],
    );
    const place = xml`<map:place><gml:Point srsName="EPSG:4326"><gml:coordinates decimal="." cs="," ts=" ">${info.lon},${info.lat}</gml:coordinates></gml:Point></map:place>`;
    return xml`<gml:featureMember><map:point fid="${info.layer.map.layerName}">${place}${properties}</map:point></gml:featureMember>
`;
  });
  return xmlDocument(
    xml`<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs" xmlns:gml="http://www.opengis.net/gml" xmlns:map="urn:chromatile:map">
${members}</wfs:FeatureCollection>`,
  );
}

function textOf(value: Properties[string]): string {
  return value === null ? 'no data' : String(value);
}
