import { kml } from '@tmcw/togeojson';
import { DOMParser, onErrorStopParsing } from '@xmldom/xmldom';
import { Failure } from '../../failure.ts';
import { areaFeatures, asRecord, type AreaFeature } from '../../operations/area-features.ts';

/**
 * The placemarks of a KML text, at any depth of folders. Several polygons of one placemark are one area; heights and
 * drawing styles are no part of it.
 *
 * @throws Failure invalid if it is not XML, or holds no placemarks with geometry
 */
export function readKml(text: string): AreaFeature[] {
  const collection: unknown = kml(parseXml(text));
  return areaFeatures(collection, 'area').map(({ properties, ...feature }) => ({
    ...feature,
    properties: plainProperties(properties),
  }));
}

function parseXml(text: string): ReturnType<DOMParser['parseFromString']> {
  try {
    return new DOMParser({ onError: onErrorStopParsing }).parseFromString(text, 'text/xml');
  } catch (cause) {
    throw new Failure('invalid', `not XML: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** How a placemark is drawn, which `togeojson` puts among its data. */
const DRAWING = /^(styleUrl|styleHash|styleMapHash|tessellate|(fill|stroke|label|icon)([-A-Z].*)?)$/;

/** An HTML text comes as `{'@type': 'html', value}`. */
function plainProperties(properties: AreaFeature['properties']): Record<string, unknown> {
  const entries = Object.entries(properties).filter(([key]) => !DRAWING.test(key));
  return Object.fromEntries(entries.map(([key, value]) => [key, asRecord(value)?.value ?? value]));
}
