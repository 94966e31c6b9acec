import { z } from 'zod';
import type { AssetRecord } from '../catalogue/assets.ts';
import { spacedTimestamp } from './dates.ts';
import { lonLat, polygon } from './geometry-schema.ts';

/** An asset as the contract shows it (section 3.5). */
export const asset = z
  .object({
    aoi_id: z.string(),
    id: z.string(),
    name: z.string(),
    description: z.string(),
    date: z.string().meta({ description: 'YYYY-MM-DD' }),
    path: z.string().meta({ description: 'URL of the raster; answers byte ranges.' }),
    visualization_id: z
      .string()
      .optional()
      .meta({ description: 'The visualization it is shown in, where one is asked for.' }),
    index_id: z.string().optional().meta({ description: 'The index whose values it holds; absent for band imagery.' }),
    created_at: z.string(),
    updated_at: z.string(),
    area_in_sq_m: z.number(),
    resolution: z.number().meta({ description: 'Size of a pixel on the ground, m.' }),
    asset_type: z.enum(['mosaic', 'stac_item', 'visualization']),
    status: z.enum(['success', 'failed', 'started', 'creating']),
    band_list: z.array(z.string()).readonly(),
    centroid: lonLat,
    geometry: polygon,
    progress: z.int(),
  })
  .meta({ id: 'Asset' });

/** URL of an asset's raster. A path on the server never leaves it. */
export function assetUrl(publicUrl: string, { aoiId, id }: Pick<AssetRecord, 'aoiId' | 'id'>): string {
  return `${publicUrl}/v0/aois/${aoiId}/assets/${id}/file`;
}

/** @param visualizationId the visualization that the asset is presented in, if any */
export function presentAsset(record: AssetRecord, publicUrl: string, visualizationId?: string): z.input<typeof asset> {
  return {
    aoi_id: record.aoiId,
    id: record.id,
    name: record.name,
    description: record.description,
    date: record.date,
    path: assetUrl(publicUrl, record),
    ...(visualizationId === undefined ? {} : { visualization_id: visualizationId }),
    ...(record.indexId === null ? {} : { index_id: record.indexId }),
    created_at: spacedTimestamp(record.createdAt),
    updated_at: spacedTimestamp(record.updatedAt),
    area_in_sq_m: record.areaM2,
    resolution: record.resolutionM,
    asset_type: record.kind,
    status: record.status,
    band_list: record.bandList,
    centroid: record.centroid,
    geometry: record.geometry,
    progress: record.progress,
  };
}
