import { z } from 'zod';
import { invalidField } from '../../failure.ts';
import type { Bounds } from '../../grid/bounds.ts';
import { gridBounds } from '../../grid/grid.ts';
import { projectBounds } from '../../grid/project-bounds.ts';
import type { MapCrs } from '../../operations/find-crs.ts';
import type { PublishedMap } from '../../operations/published-maps.ts';
import { contentEndpoint, type Endpoint } from '../endpoint.ts';
import { queryNumber } from '../params.ts';
import { bbox, xFirst } from './bbox.ts';
import { mapOfCollection } from './collection.ts';
import type { DaySpan } from './datetime.ts';
import { CRS84, crsName, crsUri, storageCrs } from './map-crs.ts';
import { mapGrid, MOST_PIXELS } from './map-window.ts';
import { dateOf, drawPicture, PICTURE_TYPES, pictureQuery, styleOf } from './picture.ts';
import { subset } from './subset.ts';

const side = queryNumber(z.int().min(1).max(MOST_PIXELS));
const positive = queryNumber(z.number().positive());

/** Side of a pixel unless told otherwise, mm (OGC API Maps 1.0, display resolution). */
const MM_PER_PIXEL = 0.28;

const mapQuery = pictureQuery.extend({
  crs: crsName.optional().meta({ description: "Of the map; its own, the collection's `storageCrs`, unless given." }),
  bbox: bbox.optional().meta({ description: 'What is shown, in `bbox-crs`; all unless given.' }),
  'bbox-crs': crsName.optional().meta({ description: 'WGS 84, longitude first, unless given.' }),
  subset: subset.optional().meta({ description: 'The same, and the time, by the names of axes.' }),
  'subset-crs': crsName.optional().meta({ description: 'WGS 84 unless given.' }),
  center: z
    .string()
    .regex(/^[+-]?[\d.]+,[+-]?[\d.]+$/, { error: 'is not two numbers such as 1.5,48.2' })
    .optional()
    .meta({ description: 'The middle of what is shown, in `center-crs`.' }),
  'center-crs': crsName.optional().meta({ description: 'WGS 84, longitude first, unless given.' }),
  width: side.optional().meta({ description: 'Pixels; with a height alone, as wide as the ground is.' }),
  height: side.optional().meta({ description: 'Pixels.' }),
  'scale-denominator': positive.optional().meta({ description: 'Instead of width and height of a box.' }),
  'mm-per-pixel': positive.optional().meta({ description: 'Side of a pixel that the scale counts with; 0.28.' }),
});
type MapQuery = z.output<typeof mapQuery>;

/** `GET /ogc/collections/{collectionId}/map` */
export const readMap = mapEndpoint('readOgcMap', 'A map in the first style of the collection');

/** `GET /ogc/collections/{collectionId}/styles/{styleId}/map` */
export const readStyledMap = mapEndpoint('readOgcStyledMap', 'A map in a style');

function mapEndpoint(name: string, summary: string): Endpoint {
  return contentEndpoint<MapQuery>({
    name,
    tag: 'OGC API',
    summary,
    description:
      'The newest date that `datetime` allows, in any CRS and size, transparent outside the area. The headers ' +
      '`Content-Crs`, `Content-Bbox` and `Content-Datetime` say what the picture shows.',
    query: mapQuery,
    repeated: ['subset'],
    media: PICTURE_TYPES,
    refusals: [404, 503],
    handle: async (request) => {
      const { query, params } = request;
      const map = await mapOfCollection(request, params.collectionId);
      const mode = styleOf(map, params.styleId);
      const crs = query.crs ?? storageCrs(map);
      const grid = mapGrid(windowOf(query, crs, map), map);
      const date = dateOf(map, timeOf(query));
      return drawPicture(request, { map, mode, date, grid }, headersOf(crs, gridBounds(grid), date));
    },
  });
}

function windowOf(query: MapQuery, crs: MapCrs, map: PublishedMap): Parameters<typeof mapGrid>[0] {
  const bboxCrs = query['bbox-crs'] ?? CRS84;
  const subsetCrs = query['subset-crs'] ?? CRS84;
  const centerCrs = query['center-crs'] ?? CRS84;
  const isNarrowed = query.subset?.x !== undefined || query.subset?.y !== undefined;
  if (isNarrowed && (query.bbox ?? query.center) !== undefined) {
    throw invalidField('subset', 'cannot be given together with bbox or center: each says what is shown');
  }
  return {
    crs,
    ...(isNarrowed
      ? { box: subsetBox(query, subsetCrs, map), boxCrs: subsetCrs }
      : { box: query.bbox && xFirst(query.bbox, bboxCrs), boxCrs: bboxCrs }),
    center: query.center === undefined ? undefined : centerOf(query.center, centerCrs),
    centerCrs,
    width: query.width,
    height: query.height,
    scaleDenominator: query['scale-denominator'],
    mmPerPixel: query['mm-per-pixel'] ?? MM_PER_PIXEL,
  };
}

/** What the axes of `subset` leave of the map; an axis that is not named is shown whole. */
function subsetBox({ subset: narrowed }: MapQuery, { crs }: MapCrs, map: PublishedMap): Bounds {
  const whole = projectBounds(map.bounds, crs);
  if (whole === undefined) throw invalidField('subset-crs', `the map has no place in ${crs.name}`);
  const [minX, maxX] = narrowed?.x ?? [whole[0], whole[2]];
  const [minY, maxY] = narrowed?.y ?? [whole[1], whole[3]];
  return [minX, minY, maxX, maxY];
}

function centerOf(text: string, { isNorthFirst }: MapCrs): readonly [x: number, y: number] {
  const [first, second] = text.split(',').map(Number);
  return isNorthFirst ? [second, first] : [first, second];
}

function timeOf({ datetime, subset: narrowed }: MapQuery): DaySpan | undefined {
  if (datetime !== undefined && narrowed?.days !== undefined) {
    throw invalidField('subset', 'cannot name a time together with datetime');
  }
  return datetime ?? narrowed?.days;
}

/** What the standard has every map say of itself, coordinates in the order of the CRS. */
function headersOf(crs: MapCrs, [minX, minY, maxX, maxY]: Bounds, date: string): Record<string, string> {
  const corners = crs.isNorthFirst ? [minY, minX, maxY, maxX] : [minX, minY, maxX, maxY];
  return {
    'Content-Crs': `<${crsUri(crs)}>`,
    'Content-Bbox': corners.join(','),
    'Content-Datetime': date,
  };
}
