import { z } from 'zod';
import { getAoi } from '../catalogue/aois.ts';
import { getAsset, listAssets as listRecords } from '../catalogue/assets.ts';
import { openAssetFile } from '../operations/open-asset-file.ts';
import { asset, presentAsset } from './asset-schema.ts';
import { REVALIDATE } from './caching.ts';
import { contentEndpoint, jsonEndpoint, type FileContent } from './endpoint.ts';
import { pageQuery, pagination } from './pagination.ts';
import { found } from './path-params.ts';

/** `GET /v0/aois/{aoi_id}/assets` */
export const listAssets = jsonEndpoint({
  name: 'listAssets',
  tag: 'AOIs',
  summary: 'List the rasters of an AOI, newest first',
  query: pageQuery,
  status: 200,
  reply: z.object({ assets: z.array(asset), pagination }),
  refusals: [404],
  handle: async ({ services: { database }, caller, params: { aoi_id: aoiId }, query, publicUrl }) => {
    found(await getAoi(database, caller.tenantId, aoiId), 'AOI', aoiId);
    const { total, assets } = await listRecords(database, caller.tenantId, aoiId, query);
    return { assets: assets.map((record) => presentAsset(record, publicUrl)), pagination: { total, ...query } };
  },
});

/** `GET /v0/aois/{aoi_id}/assets/{asset_id}` */
export const readAsset = jsonEndpoint({
  name: 'readAsset',
  tag: 'AOIs',
  summary: 'Read a raster of an AOI',
  status: 200,
  reply: asset,
  refusals: [404],
  handle: async ({ services: { database }, caller, params: { aoi_id: aoiId, asset_id: id }, publicUrl }) => {
    const record = found(await getAsset(database, caller.tenantId, aoiId, id), 'asset', id);
    return presentAsset(record, publicUrl);
  },
});

/** `GET /v0/aois/{aoi_id}/assets/{asset_id}/file`: the URL that assets give as their `path`. */
export const readAssetFile = contentEndpoint({
  name: 'readAssetFile',
  tag: 'AOIs',
  summary: 'Fetch the raster itself, or a byte range of it',
  description: 'A cloud-optimized GeoTIFF. Single byte ranges are answered with 206, so GIS programs can read windows.',
  media: ['image/tiff'],
  refusals: [404, 416, 503],
  handle: async ({ services, caller, params: { aoi_id: aoiId, asset_id: id } }): Promise<FileContent> => {
    const record = found(await getAsset(services.database, caller.tenantId, aoiId, id), 'asset', id);
    const file = await openAssetFile(services.cogs, record);
    return {
      kind: 'file',
      type: 'image/tiff; application=geotiff; profile=cloud-optimized',
      etag: record.version.headerHash.slice(0, 32) + record.version.modifiedMs.toString(36),
      cacheControl: REVALIDATE,
      fileName: file.name,
      modified: new Date(record.version.modifiedMs),
      sizeBytes: record.version.size,
      open: (start, end) => file.read(start, end),
      close: () => file.close(),
    };
  },
});
