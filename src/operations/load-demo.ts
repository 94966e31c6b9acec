import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createKey, removeKeys } from '../catalogue/api-keys.ts';
import { findAois } from '../catalogue/aois.ts';
import type { Queryable } from '../catalogue/database.ts';
import { findIndex } from '../catalogue/indices.ts';
import { createProject } from '../catalogue/projects.ts';
import { findSatellite } from '../catalogue/satellites.ts';
import { listVisualizations } from '../catalogue/visualizations.ts';
import { createTenant, findTenant, listTenants } from '../catalogue/tenants.ts';
import { areaFeatures, type AreaFeature } from './area-features.ts';
import { createVisualization } from './create-visualization.ts';
import { loadAois } from './load-aois.ts';
import { registerAsset } from './register-asset.ts';
import { OPERATOR, type Services } from './services.ts';

/** The key of the demo's tenant. It is not secret: it is made in an embedded database only. */
export const DEMO_KEY = 'demo';
const DEMO_TENANT = 'demo';

/** The picture that the demo greets with. */
const SHOWN = { aoi: 'Demo: Beauce fields', index: 'NDVI', date: '2024-07-30' };

/** Where a picture of the demo is found. */
export interface DemoMap {
  readonly aoiId: string;
  readonly visualizationId: string;
  readonly indexId: string;
  /** `YYYY-MM-DD` */
  readonly date: string;
}

/** True when nobody has used the catalogue yet. */
export async function isUnused(db: Queryable): Promise<boolean> {
  return (await listTenants(db)).length === 0;
}

/**
 * Lets the demo's key exist, or ends it: it is known to everybody, so it must not open a service that others reach.
 *
 * @returns the picture to greet with; undefined where the catalogue holds no demo or its key may not exist
 */
export async function openDemo(db: Queryable, isAllowed: boolean): Promise<DemoMap | undefined> {
  const tenant = await findTenant(db, DEMO_TENANT);
  if (tenant === undefined) return undefined;
  await removeKeys(db, tenant.id);
  if (!isAllowed) return undefined;
  await createKey(db, { tenantId: tenant.id, name: 'demo', rights: 'write', key: DEMO_KEY });
  return findDemoMap(db, tenant.id);
}

async function findDemoMap(db: Queryable, tenantId: string): Promise<DemoMap | undefined> {
  for (const aoi of await findAois(db, tenantId, SHOWN.aoi)) {
    const index = await findIndex(db, tenantId, aoi.satelliteId, SHOWN.index);
    const filter = { indexId: index?.id };
    const { visualizations } = await listVisualizations(db, tenantId, aoi.id, filter, { offset: 0, limit: 1 });
    const [shown] = visualizations;
    if (index !== undefined && visualizations.length > 0) {
      return { aoiId: aoi.id, visualizationId: shown.id, indexId: index.id, date: SHOWN.date };
    }
  }
  return undefined;
}

/**
 * Loads the demo: its areas, every raster in the folder named like the area's `collection`, and a visualization of
 * each of its indices.
 *
 * @param folder holds `aois.geojson` and a folder of COGs per area
 * @param onProgress called with a line for each area that is done
 */
export async function loadDemo(services: Services, folder: string, onProgress: (line: string) => void): Promise<void> {
  const { database } = services;
  const features = areaFeatures(JSON.parse(await readFile(join(folder, 'aois.geojson'), 'utf8')), 'demo');
  const tenant = await createTenant(database, DEMO_TENANT);
  const place = { tenantId: tenant.id, name: 'demo', title: 'Demo' };
  const project = await createProject(database, place);
  for (const feature of features) {
    const count = await loadArea(services, { tenantId: tenant.id, projectId: project.id }, feature, folder);
    onProgress(`${textOf(feature, 'name')}: ${count} rasters`);
  }
}

async function loadArea(
  services: Services,
  owner: { readonly tenantId: string; readonly projectId: string },
  feature: AreaFeature,
  folder: string,
): Promise<number> {
  const { database } = services;
  const { tenantId } = owner;
  const satellite = await findSatellite(database, textOf(feature, 'satellite'));
  if (satellite === undefined) throw new Error(`the demo names an unknown satellite: ${textOf(feature, 'satellite')}`);
  const load = { ...owner, userId: OPERATOR, satelliteId: satellite.id, features: [feature], keepGoing: false };
  const { faults } = await database.transaction((tx) => loadAois(services, tx, load));
  if (faults.length > 0) throw new Error(`the demo's area is refused: ${faults[0].reason}`);
  const [aoi] = await findAois(database, tenantId, textOf(feature, 'name'));

  const rasters = join(folder, textOf(feature, 'collection'));
  const files = (await readdir(rasters)).filter((name) => name.endsWith('.tif')).sort();
  const indexNames = new Set<string>();
  for (const file of files) {
    const { indexName } = await registerAsset(services, { tenantId, aoiId: aoi.id, path: join(rasters, file) });
    indexNames.add(indexName);
  }
  for (const name of indexNames) {
    const index = await findIndex(database, tenantId, satellite.id, name);
    if (index !== undefined) {
      await createVisualization(services, { tenantId, userId: null }, aoi.id, { indexId: index.id });
    }
  }
  return files.length;
}

function textOf({ properties }: AreaFeature, name: string): string {
  const value = properties[name];
  if (typeof value !== 'string') throw new Error(`the demo's area lacks the property ${name}`);
  return value;
}
