import { z } from 'zod';
import { getAoi, listAois as listRecords, type AoiRecord } from '../catalogue/aois.ts';
import { assetsOfAoi, type AssetRecord } from '../catalogue/assets.ts';
import { listSatellites, type SatelliteRecord } from '../catalogue/satellites.ts';
import { createAoi as createArea } from '../operations/create-aoi.ts';
import { assetUrl } from './asset-schema.ts';
import { timestamp } from './dates.ts';
import { jsonEndpoint, type Endpoint } from './endpoint.ts';
import { area, givenArea, lonLat } from './geometry-schema.ts';
import { pageQuery, pagination } from './pagination.ts';
import { bodyId, dayFilter, idFilter, idListFilter, shownText } from './params.ts';
import { found } from './path-params.ts';
import { satelliteAlias } from './satellite-alias.ts';

const aoi = z
  .object({
    aoi_id: z.string(),
    name: z.string(),
    description: z.string(),
    satellite_id: z.string(),
    project_id: z.string(),
    user_id: z.string(),
    created_at: z.string(),
    updated_at: z.string(),
    images: z.record(z.string(), z.object({ name: z.string(), date: z.string(), path: z.string() })).meta({
      description: 'Its rasters by asset id, where one AOI is asked for; empty in a list.',
    }),
    eo_bands: z.array(z.string()).meta({ description: "The satellite's bands." }),
    geometry: area,
    progress: z.int(),
    status: z.enum(['success', 'started', 'running', 'failed', 'updating', 'partial_success']),
    is_favourite: z.boolean(),
    area_in_sq_m: z.number().meta({ description: 'On the WGS 84 ellipsoid.' }),
    centroid: lonLat,
  })
  .meta({ id: 'Aoi' });

const newAoi = z.preprocess(
  satelliteAlias,
  z.object({
    name: shownText(300),
    description: z.string().max(10_000),
    satellite_id: bodyId,
    provider: z.enum(['pixxel', 'planetary']),
    project_id: bodyId,
    geometry: givenArea,
    item_ids: z.array(z.string()).max(1000).meta({
      description: 'Catalogue items to fetch; may be empty, rasters being registered by the operator.',
    }),
  }),
);

/** `GET /v0/aois` */
export const listAois = jsonEndpoint({
  name: 'listAois',
  tag: 'AOIs',
  summary: 'List AOIs, newest first',
  query: pageQuery.extend({
    created_at: dayFilter.meta({ description: 'Created on this UTC day: a date, or a timestamp of that day.' }),
    updated_at: dayFilter.meta({ description: 'Last changed on this UTC day.' }),
    aoi_id: idFilter,
    aoi_name: z.string().optional().meta({ description: 'The exact name.' }),
    project_ids: idListFilter.meta({ description: 'Project ids, separated by commas.' }),
  }),
  status: 200,
  reply: z.object({ aois: z.array(aoi), pagination }),
  handle: async ({ services: { database }, caller, query }) => {
    const { offset, limit, created_at: createdOn, updated_at: updatedOn, ...rest } = query;
    const filter = { createdOn, updatedOn, aoiId: rest.aoi_id, aoiName: rest.aoi_name, projectIds: rest.project_ids };
    const { total, aois } = await listRecords(database, caller.tenantId, filter, { offset, limit });
    const satellites = await listSatellites(database);
    return { aois: aois.map((record) => presentAoi(record, satellites)), pagination: { total, offset, limit } };
  },
});

/** `POST /v0/aois` */
export const createAoi = jsonEndpoint({
  name: 'createAoi',
  tag: 'AOIs',
  summary: 'Create an AOI',
  description: 'The name is unique in its project. An invalid polygon is refused with the place of its fault.',
  body: newAoi,
  example: {
    name: 'North field',
    description: 'Winter wheat',
    satellite_id: '0002a3a3-00a2-4b55-842b-44d8202c6d60',
    provider: 'planetary',
    project_id: '3f0e4c5e-8f0b-4d43-9f6c-2f6a4c1f6a11',
    geometry: {
      type: 'Polygon',
      coordinates: [
        [
          [13.1, 52.3],
          [13.2, 52.3],
          [13.2, 52.4],
          [13.1, 52.3],
        ],
      ],
    },
    item_ids: [],
  },
  status: 201,
  reply: aoi,
  refusals: [409],
  handle: async ({ services, caller, body }) => {
    const record = await createArea(services, caller, {
      name: body.name.trim(),
      description: body.description,
      satelliteId: body.satellite_id,
      provider: body.provider,
      projectId: body.project_id,
      geometry: body.geometry,
      itemIds: body.item_ids,
    });
    return presentAoi(record, await listSatellites(services.database));
  },
});

/** `GET /v0/aoi/{aoi_id}` */
export const readAoi = jsonEndpoint({
  name: 'readAoi',
  tag: 'AOIs',
  summary: 'Read an AOI',
  status: 200,
  reply: aoi,
  refusals: [404],
  handle: async ({ services: { database }, caller, params: { aoi_id: id }, publicUrl }) => {
    const record = found(await getAoi(database, caller.tenantId, id), 'AOI', id);
    const assets = await assetsOfAoi(database, id);
    return { ...presentAoi(record, await listSatellites(database)), images: imagesOf(assets, publicUrl) };
  },
});

/** `GET /v0/aois/{aoi_id}`: the same under the plural path; the API documents name every operation once. */
export const readAoiOfList: Endpoint = { ...readAoi, name: 'readAoiOfList' };

function presentAoi(record: AoiRecord, satellites: readonly SatelliteRecord[]): z.input<typeof aoi> {
  const satellite = satellites.find(({ id }) => id === record.satelliteId);
  return {
    aoi_id: record.id,
    name: record.name,
    description: record.description,
    satellite_id: record.satelliteId,
    project_id: record.projectId,
    user_id: record.userId,
    created_at: timestamp(record.createdAt),
    updated_at: timestamp(record.updatedAt),
    images: {},
    eo_bands: satellite?.bands.map(({ name }) => name) ?? [],
    geometry: record.geometry,
    progress: record.progress,
    status: record.status,
    is_favourite: record.isFavourite,
    area_in_sq_m: record.areaM2,
    centroid: record.centroid,
  };
}

function imagesOf(assets: readonly AssetRecord[], publicUrl: string): z.input<typeof aoi>['images'] {
  return Object.fromEntries(
    assets.map((asset) => [asset.id, { name: asset.name, date: asset.date, path: assetUrl(publicUrl, asset) }]),
  );
}
