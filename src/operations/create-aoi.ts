import { createAoi as insertAoi, type AoiRecord } from '../catalogue/aois.ts';
import { getProject } from '../catalogue/projects.ts';
import { getSatellite } from '../catalogue/satellites.ts';
import { invalidField } from '../failure.ts';
import { parseArea } from '../grid/geometry.ts';
import { OPERATOR, type Caller, type Services } from './services.ts';

export interface AoiInput {
  readonly name: string;
  readonly description: string;
  readonly satelliteId: string;
  readonly provider: string;
  readonly projectId: string;
  /** GeoJSON Polygon or MultiPolygon, EPSG:4326, unchecked. */
  readonly geometry: unknown;
  /** Images to order; rasters are registered by the operator here, so none is known. */
  readonly itemIds: readonly string[];
}

/**
 * Makes an AOI for the caller.
 *
 * @throws Failure `invalid` naming the field and, for a polygon, the place of the fault; `conflict` if the project
 * has an AOI of that name
 */
export async function createAoi({ database }: Services, caller: Caller, input: AoiInput): Promise<AoiRecord> {
  const { tenantId, userId } = caller;
  const { name, description, satelliteId, provider, projectId, itemIds } = input;
  const geometry = parseArea(input.geometry);
  if ((await getProject(database, tenantId, projectId)) === undefined) {
    throw invalidField('project_id', `no project "${projectId.slice(0, 100)}"; GET /v0/projects lists yours`);
  }
  if ((await getSatellite(database, satelliteId)) === undefined) {
    throw invalidField('satellite_id', `no satellite "${satelliteId.slice(0, 100)}"; GET /v0/satellites lists them`);
  }
  if (itemIds.length > 0) {
    throw invalidField('item_ids[0]', `no item "${itemIds[0].slice(0, 100)}"; send an empty list`);
  }
  const owner = { tenantId, projectId, satelliteId, userId: userId ?? OPERATOR };
  return insertAoi(database, { ...owner, name, description, provider, geometry });
}
