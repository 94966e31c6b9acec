import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createAoi } from '../../src/catalogue/aois.ts';
import { findIndex } from '../../src/catalogue/indices.ts';
import type { AreaGeometry } from '../../src/grid/geometry.ts';
import { registerAsset } from '../../src/operations/register-asset.ts';
import { SENTINEL_2 } from '../database.ts';
import { ask } from './contract.ts';
import type { World } from './world.ts';

/** Dates of the demo's NDVI files that the map has; the first is half under clouds. */
export const DATES = ['2024_04_06', '2024_06_14', '2024_10_16'] as const;

/** Ada's AOI with an NDVI raster a date and a visualization that follows it. */
export interface MapOfAda {
  /** By the name of the path parameter. */
  readonly ids: Readonly<Record<'aoi_id' | 'asset_id' | 'project_id' | 'share_id' | 'visualization_id', string>>;
  readonly indexId: string;
  /** `/v0/aois/{aoi_id}/visualizations/{visualization_id}` */
  readonly path: string;
}

const DEMO = new URL('../../fixtures/demo/', import.meta.url);

/** What fixtures/expected.json says of the valid pixels of one of the map's rasters inside its AOI. */
export function expectedStats(date: string): { count: number; pixels_inside: number; min: number; max: number } {
  const { files } = JSON.parse(readFileSync(new URL('../expected.json', DEMO), 'utf8')) as {
    files: Record<string, { aois: Record<string, ReturnType<typeof expectedStats>> }>;
  };
  return files[`demo/keitele-forest/ndvi_${date}.tif`].aois['keitele-forest'];
}

/** Path of the demo raster of a date. */
export function rasterOf(date: string): string {
  return fileURLToPath(new URL(`keitele-forest/ndvi_${date}.tif`, DEMO));
}

/** The area of the demo's forest. */
export function forest(): AreaGeometry {
  const { features } = JSON.parse(readFileSync(new URL('aois.geojson', DEMO), 'utf8')) as {
    features: { id: string; geometry: AreaGeometry }[];
  };
  const found = features.find(({ id }) => id === 'keitele-forest');
  if (found === undefined) throw new Error('the demo has no keitele-forest');
  return found.geometry;
}

export async function makeMap({ services, database, ada }: World): Promise<MapOfAda> {
  const aoi = await createAoi(database, {
    tenantId: ada.tenantId,
    projectId: ada.project.id,
    satelliteId: SENTINEL_2,
    userId: 'ada',
    name: 'Keitele forest äö',
    description: '',
    provider: 'planetary',
    geometry: forest(),
  });
  const assetIds: string[] = [];
  for (const date of DATES) {
    const { asset } = await registerAsset(services, {
      tenantId: ada.tenantId,
      aoiId: aoi.id,
      path: rasterOf(date),
      indexName: 'NDVI',
      date: date.replaceAll('_', '-'),
    });
    if (asset === undefined) throw new Error('registering wrote nothing');
    assetIds.push(asset.id);
  }
  const index = await findIndex(database, ada.tenantId, SENTINEL_2, 'NDVI');
  if (index === undefined) throw new Error('no preset NDVI');
  const list = `/v0/aois/${aoi.id}/visualizations`;
  const { id } = (await ask(ada.call, 'POST', list, { index_id: index.id })) as { id: string };
  const share = (await ask(ada.call, 'POST', `${list}/${id}/share`, {})) as { id: string };
  const ids = {
    aoi_id: aoi.id,
    asset_id: assetIds[0],
    project_id: ada.project.id,
    share_id: share.id,
    visualization_id: id,
  };
  return { ids, indexId: index.id, path: `${list}/${id}` };
}
