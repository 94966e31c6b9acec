import type { Style } from '../style.ts';
import { safeName, titleOf, type StyleSubject } from './subject.ts';

/** Where a web map finds the pictures: they come painted, so that the style only places them. */
export interface WebMap {
  /** Address of a tile with `{z}`, `{x}` and `{y}`. */
  readonly tileUrl: string;
  /** Pixels a side. */
  readonly tileSize: number;
  /** Longitude and latitude; `west > east` across the antimeridian. */
  readonly bounds: readonly [west: number, south: number, east: number, north: number];
  /** The level whose pixels are as fine as the raster's. */
  readonly maxZoom: number;
  readonly attribution: string;
}

/** The map as a MapLibre style: this service's tiles as a raster source and layer, pixels unblended, its legend as metadata. */
export function exportMaplibre(style: Style, subject: StyleSubject, map: WebMap): string {
  const { tileUrl, tileSize, bounds, maxZoom, attribution } = map;
  const [west, south, east, north] = bounds;
  const isSplit = west > east;
  const id = safeName(subject.layerName);
  const centerLon = isSplit ? (west + east + 360) / 2 : (west + east) / 2;
  const document = {
    version: 8,
    name: titleOf(subject),
    metadata: {
      'chromatile:ends': style.ends,
      'chromatile:ramp': style.ramp,
      'chromatile:legend': style.classes.map(({ min, max, label, color }) => ({ min, max, label, color })),
    },
    center: [centerLon > 180 ? centerLon - 360 : centerLon, (south + north) / 2],
    zoom: Math.max(0, maxZoom - 3),
    sources: {
      [id]: {
        type: 'raster',
        tiles: [tileUrl],
        tileSize,
        minzoom: 0,
        maxzoom: maxZoom,
        // MapLibre has no bounds that cross the antimeridian
        ...(isSplit ? {} : { bounds }),
        attribution: escaped(attribution),
      },
    },
    layers: [{ id, type: 'raster', source: id, paint: { 'raster-resampling': 'nearest', 'raster-fade-duration': 0 } }],
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** Web maps show attributions as HTML. */
function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
