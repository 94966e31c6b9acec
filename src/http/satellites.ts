import { z } from 'zod';
import { listSatellites as listRecords, type SatelliteRecord } from '../catalogue/satellites.ts';
import { jsonEndpoint } from './endpoint.ts';

const satellite = z
  .object({
    id: z.string(),
    name: z.string(),
    bands: z.array(
      z.object({
        name: z.string().meta({ description: 'As expressions call it, such as B04.' }),
        wavelength: z.number().meta({ description: 'Centre, nm.' }),
        spatial_resolution: z.number().meta({ description: 'm' }),
        scale: z.number(),
        offset: z.number(),
      }),
    ),
    collections: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        provider: z.string(),
        queryables: z.array(z.string()).readonly(),
        rescale: z.array(z.number()).readonly(),
      }),
    ),
    rgb_composite: z.object({ red: z.string(), green: z.string(), blue: z.string() }),
  })
  .meta({ id: 'Satellite' });

const bandset = z
  .object({
    id: z.string(),
    name: z.string(),
    description: z.string(),
    captures: z.int().meta({ description: 'Captures that can be ordered with it; always 0 here.' }),
    bands: z.array(z.object({ name: z.string(), wavelength: z.number().meta({ description: 'nm' }) })),
  })
  .meta({ id: 'Bandset' });

/** `GET /v0/satellites` */
export const listSatellites = jsonEndpoint({
  name: 'listSatellites',
  tag: 'Satellites',
  summary: 'List every satellite with its bands and collections',
  status: 200,
  reply: z.object({ satellites: z.array(satellite) }),
  handle: async ({ services }) => ({ satellites: (await listRecords(services.database)).map(presentSatellite) }),
});

/** `GET /v0/bandsets` */
export const listBandsets = jsonEndpoint({
  name: 'listBandsets',
  tag: 'Satellites',
  summary: 'List the band set of every satellite',
  status: 200,
  reply: z.object({ bandsets: z.array(bandset) }),
  handle: async ({ services }) => ({ bandsets: (await listRecords(services.database)).map(presentBandset) }),
});

function presentSatellite(record: SatelliteRecord): z.input<typeof satellite> {
  return {
    id: record.id,
    name: record.name,
    bands: record.bands.map(({ name, wavelengthNm, spatialResolutionM, scale, offset }) => ({
      name,
      wavelength: wavelengthNm,
      spatial_resolution: spatialResolutionM,
      scale,
      offset,
    })),
    collections: [...record.collections],
    rgb_composite: record.rgbComposite,
  };
}

function presentBandset({ id, name, bands }: SatelliteRecord): z.input<typeof bandset> {
  return {
    id,
    name,
    description: `All ${bands.length} bands of ${name}`,
    captures: 0,
    bands: bands.map((band) => ({ name: band.name, wavelength: band.wavelengthNm })),
  };
}
