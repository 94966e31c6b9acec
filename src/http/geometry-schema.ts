import { z } from 'zod';

const position = z.tuple([z.number(), z.number()]).readonly();
const ring = z.array(position).readonly();

/** A GeoJSON Polygon, longitude and latitude. */
export const polygon = z
  .object({ type: z.literal('Polygon'), coordinates: z.array(ring).readonly() })
  .meta({ id: 'Polygon', description: 'GeoJSON; positions are longitude, latitude; rings are closed.' });

/** The geometry of an AOI as it is answered. */
export const area = z.union([
  polygon,
  z
    .object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(ring).readonly()).readonly() })
    .meta({ id: 'MultiPolygon' }),
]);

/** The geometry of an AOI as it is given: its rings are checked where the AOI is made. */
export const givenArea = z
  .looseObject(
    {
      type: z.enum(['Polygon', 'MultiPolygon'], { error: 'expected "Polygon" or "MultiPolygon"' }),
      coordinates: z.array(z.unknown()),
    },
    { error: 'expected a GeoJSON Polygon or MultiPolygon' },
  )
  .meta({
    description: 'GeoJSON Polygon or MultiPolygon in longitude, latitude; holes are allowed, rings are closed.',
  });

/** A point, `[longitude, latitude]`. */
export const lonLat = z.tuple([z.number(), z.number()]).readonly().meta({ description: 'Longitude, latitude.' });
