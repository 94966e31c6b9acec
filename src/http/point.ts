import { z } from 'zod';
import { queryPoint, type PointValue } from '../operations/query-point.ts';
import { dateKeyOf } from './dates.ts';
import { jsonEndpoint } from './endpoint.ts';
import { pagination } from './pagination.ts';
import { dateKey, mode, queryNumber, queryNumberOr } from './params.ts';

/** Most dates of one answer: each is a file that is opened. */
const MOST_DATES = 500;

const pointQuery = z.object({
  lon: queryNumber(z.number().min(-540).max(540)).meta({
    description: 'Longitude, degrees in WGS 84; 181 is -179.',
    example: 1.5,
  }),
  lat: queryNumber(z.number().min(-90).max(90)).meta({ description: 'Latitude, degrees in WGS 84.', example: 48.1 }),
  date: dateKey.optional(),
  visualization_mode: mode.optional().meta({ description: 'Whose class is told; both modes unless given.' }),
  offset: queryNumberOr(0, z.int().min(0).max(Number.MAX_SAFE_INTEGER)).meta({
    description: 'Dates to leave out at the beginning.',
  }),
  limit: queryNumberOr(100, z.int().min(1).max(MOST_DATES)).meta({ description: 'Most dates to answer.' }),
});

const pointClass = z
  .object({
    label: z.string(),
    color: z.string().meta({ description: '#rrggbb of the class.' }),
    min: z.number(),
    max: z.number(),
    painted_color: z.string().meta({ description: '#rrggbb that pictures give the pixel.' }),
  })
  .nullable()
  .meta({ id: 'PointClass', description: 'null where the value has no class.' });

const pointValue = z
  .object({
    date: z.string(),
    value: z.number().nullable().meta({ description: 'In index values; null without one, and of a composite.' }),
    channels: z
      .array(z.number())
      .readonly()
      .nullable()
      .optional()
      .meta({ description: 'Red, green and blue of a composite, not stretched.' }),
    inside: z.boolean().meta({
      description: 'Whether the pixel centre lies inside the AOI; beside the raster, whether the place does.',
    }),
    pixel: z
      .object({ lon: z.number(), lat: z.number(), area: z.number().meta({ description: 'm2' }) })
      .nullable()
      .meta({ description: 'Centre and ground area of the pixel; null beside the raster.' }),
    classes: z.object({ dynamic: pointClass.optional(), theoretical: pointClass.optional() }).meta({
      description: 'A mode that the visualization does not have, or that was not asked for, is absent.',
    }),
  })
  .meta({ id: 'PointValue' });

/** `GET /v0/aois/{aoi_id}/visualizations/{visualization_id}/point` */
export const readPoint = jsonEndpoint({
  name: 'readPoint',
  tag: 'Visualizations',
  summary: 'The value at a place and the class it falls into, on one date or all',
  description:
    'The pixel of the raster that holds the place, at full resolution, whether it lies inside the AOI or not; its ' +
    'class is the one that pictures show. Without a date all dates answer, ascending.',
  query: pointQuery,
  status: 200,
  reply: z.object({
    lon: z.number(),
    lat: z.number(),
    index_id: z.string(),
    index_name: z.string(),
    points: z.array(pointValue),
    pagination,
  }),
  refusals: [404, 503],
  handle: async ({ services, caller, params, query, signal }) => {
    const { lon, lat, date, visualization_mode: one, offset, limit } = query;
    const request = {
      lon,
      lat,
      dates: date === undefined ? undefined : [date],
      modes: one === undefined ? undefined : [one],
      page: { offset, limit },
    };
    const { index, total, points } = await queryPoint(
      services,
      caller,
      params.aoi_id,
      params.visualization_id,
      request,
      signal(),
    );
    return {
      lon,
      lat,
      index_id: index.id,
      index_name: index.name,
      points: points.map(presentPoint),
      pagination: { total, offset, limit },
    };
  },
});

function presentPoint({ date, pixel, classes, ...rest }: PointValue): z.input<typeof pointValue> {
  return {
    date: dateKeyOf(date),
    ...rest,
    pixel: pixel && { lon: pixel.lon, lat: pixel.lat, area: pixel.areaM2 },
    classes: Object.fromEntries(Object.entries(classes).map(([name, one]) => [name, one && presentClass(one)])),
  };
}

function presentClass({ paintedColor, ...rest }: NonNullable<PointValue['classes']['dynamic']>) {
  return { ...rest, painted_color: paintedColor };
}
