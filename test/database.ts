import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAoi, type AoiRecord, type NewAoi } from '../src/catalogue/aois.ts';
import { upsertAsset, type AssetRecord, type NewAsset } from '../src/catalogue/assets.ts';
import { openDatabase, type Database, type Queryable } from '../src/catalogue/database.ts';
import { openEmbedded } from '../src/catalogue/embedded.ts';
import { findIndex, type IndexRecord } from '../src/catalogue/indices.ts';
import { migrate } from '../src/catalogue/migrate.ts';
import { connect } from '../src/catalogue/pool.ts';
import { createProject, type ProjectRecord } from '../src/catalogue/projects.ts';
import { manifestHash } from '../src/catalogue/seed-archive.ts';
import { createTenant, type TenantRecord } from '../src/catalogue/tenants.ts';
import {
  createVisualization,
  type NewVisualization,
  type VisualizationRecord,
} from '../src/catalogue/visualizations.ts';
import type { Polygon } from '../src/grid/geometry.ts';
import type { Summary } from '../src/stats/summary.ts';
import type { Legend, Mode } from '../src/style/style.ts';
import { testSeed } from './seed.ts';

/** A server on which tests may create databases, such as `postgres://postgres@127.0.0.1:5432/postgres`. */
export const TEST_SERVER = process.env.TEST_DATABASE_URL;

/** The variable that names the socket at which test/run/ lends embedded databases. */
export const LENDER = 'TEST_EMBEDDED_LENDER';

/**
 * A database of its own for one test file, with the schema and the presets: embedded, or on `TEST_DATABASE_URL`
 * where that is set. `close` removes it.
 */
export async function openTestDatabase(): Promise<Database> {
  if (TEST_SERVER !== undefined) return cloneTemplate(TEST_SERVER);
  const lender = process.env[LENDER];
  return lender === undefined ? openTemporary() : borrow(lender);
}

/** An embedded database of the process that runs the tests: as new, and this file's until it is closed. */
async function borrow(lender: string): Promise<Database> {
  const loan = createConnection(lender).setEncoding('utf8');
  const [folder] = (await Promise.race([once(loan, 'data'), once(loan, 'close')])) as [string | boolean];
  if (typeof folder !== 'string') throw new Error('no embedded database was lent');
  const connection = { host: folder, user: 'postgres', database: 'postgres', password: '', ssl: false };
  const database = connect({ kind: 'embedded', connection, size: 1 });
  const close = async (): Promise<void> => {
    await database.close();
    loan.end();
  };
  return { ...database, close };
}

async function openTemporary(): Promise<Database> {
  const dataDir = await mkdtemp(join(tmpdir(), 'chromatile-test-'));
  return ready(await openEmbedded({ dataDir, seed: await testSeed() }), () =>
    rm(dataDir, { recursive: true, force: true }),
  );
}

/** Migrated, and removed when it is closed or cannot be migrated: an open one would keep the test process. */
async function ready(database: Database, remove: () => Promise<unknown>): Promise<Database> {
  const close = async (): Promise<void> => {
    await database.close();
    await remove();
  };
  try {
    await migrate(database);
    return { ...database, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function cloneTemplate(server: string): Promise<Database> {
  const admin = connect({ kind: 'server', connection: { connectionString: server }, size: 1 });
  const name = `chromatile_test_${randomUUID().replaceAll('-', '')}`;
  try {
    const template = await prepareTemplate(admin, server);
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  } catch (error) {
    await admin.close();
    throw error;
  }
  const database = await openDatabase({ databaseUrl: onServer(server, name), dataDir: '', poolSize: 8 });
  return ready(database, async () => {
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await admin.close();
  });
}

/** The name of a migrated database that others are copied from; the first test file makes it. */
async function prepareTemplate(admin: Database, server: string): Promise<string> {
  const name = `chromatile_template_${(await manifestHash()).slice(0, 16)}`;
  const draft = `${name}_draft`;
  await admin.query('SELECT pg_advisory_lock(7311)');
  try {
    const existing = await admin.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (existing.length > 0) return name;
    await admin.query(`DROP DATABASE IF EXISTS ${draft} WITH (FORCE)`);
    await admin.query(`CREATE DATABASE ${draft}`);
    const database = await openDatabase({ databaseUrl: onServer(server, draft), dataDir: '', poolSize: 1 });
    await migrate(database).finally(() => database.close());
    await admin.query(`ALTER DATABASE ${draft} RENAME TO ${name}`);
    return name;
  } finally {
    await admin.query('SELECT pg_advisory_unlock(7311)');
  }
}

function onServer(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}

/** Sentinel-2, which every database with presets has. */
export const SENTINEL_2 = '0002a3a3-00a2-4b55-842b-44d8202c6d60';

/** A square of `size` degrees whose south-west corner is at `lon`, `lat`. */
export function square(lon: number, lat: number, size = 0.01): Polygon {
  const [east, north] = [lon + size, lat + size];
  return {
    type: 'Polygon',
    coordinates: [
      [
        [lon, lat],
        [east, lat],
        [east, north],
        [lon, north],
        [lon, lat],
      ],
    ],
  };
}

export async function makeTenant(db: Queryable, name = `tenant ${randomUUID()}`): Promise<TenantRecord> {
  return createTenant(db, name);
}

export async function makeProject(db: Queryable, tenantId: string, name = 'fields'): Promise<ProjectRecord> {
  return createProject(db, { tenantId, name, title: `Project ${name}` });
}

/** NDVI of Sentinel-2 and its siblings: presets by name. */
export async function presetIndex(db: Queryable, name = 'NDVI'): Promise<IndexRecord> {
  // presets are everybody's: any tenant's id, even nobody's, finds them
  const index = await findIndex(db, randomUUID(), SENTINEL_2, name);
  if (index === undefined) throw new Error(`no preset index ${name} of Sentinel-2`);
  return index;
}

/** An asset of the AOI with the NDVI preset: 40 by 30 pixels of 10 m in UTM 32N, unless given otherwise. */
export async function makeAsset(
  db: Queryable,
  aoi: Pick<AoiRecord, 'id'>,
  given: Partial<NewAsset> = {},
): Promise<AssetRecord> {
  const name = given.name ?? `raster-${randomUUID()}.tif`;
  const { asset } = await upsertAsset(db, {
    aoiId: aoi.id,
    indexId: (await presetIndex(db)).id,
    kind: 'visualization',
    name,
    description: 'made by a test',
    date: '2024-05-06',
    path: `/rasters/${name}`,
    band: 1,
    bandList: ['NDVI'],
    version: { size: 12_345, modifiedMs: 1_715_000_000_123, headerHash: 'ab'.repeat(32) },
    grid: {
      crs: { name: 'EPSG:32632', definition: '+proj=utm +zone=32 +datum=WGS84 +units=m +no_defs' },
      affine: [10, 0, 686_000, 0, -10, 5_331_000],
      width: 40,
      height: 30,
    },
    encoding: { dtype: 'int16', scale: 0.0001, offset: 0, nodata: -32_768 },
    resolutionM: 10,
    geometry: square(11.5, 48.1),
    ...given,
  });
  return asset;
}

export async function makeVisualization(
  db: Queryable,
  aoi: Pick<AoiRecord, 'id' | 'tenantId'>,
  given: Partial<NewVisualization> = {},
): Promise<VisualizationRecord> {
  return createVisualization(db, {
    tenantId: aoi.tenantId,
    aoiId: aoi.id,
    indexId: given.indexId ?? (await presetIndex(db)).id,
    userId: 'tester',
    assetIds: null,
    resolution: null,
    dynamic: { method: 'equal_interval', range: 'minmax', ramp: 'classes', bins: 5 },
    status: 'success',
    progress: 100,
    ...given,
  });
}

/** Statistics of a scene without any valid pixel. */
export const EMPTY_SUMMARY: Summary = {
  count: 0,
  inside: 12,
  min: null,
  max: null,
  mean: null,
  std: null,
  percentiles: null,
  histogram: null,
  areaM2: 0,
};

/** A legend of two classes, 0 to `middle` to 1. */
export function twoClasses(mode: Mode = 'dynamic', middle = 0.5): Legend {
  return {
    mode,
    classes: [
      { min: 0, max: middle, label: 'Low', color: '#2b83ba', area: 500, area_percentage: 25 },
      { min: middle, max: 1, label: 'High', color: '#d7191c', area: 1500, area_percentage: 75 },
    ],
    ends: 'open',
    ramp: 'classes',
    colorMap: 'Spectral',
    method: 'equal_interval',
    range: 'minmax',
    isEdited: false,
  };
}

/** An AOI of Sentinel-2 in the project: a small square near Munich unless given otherwise. */
export async function makeAoi(
  db: Queryable,
  project: Pick<ProjectRecord, 'id' | 'tenantId'>,
  given: Partial<NewAoi> = {},
): Promise<AoiRecord> {
  return createAoi(db, {
    tenantId: project.tenantId,
    projectId: project.id,
    satelliteId: SENTINEL_2,
    userId: 'tester',
    name: `AOI ${randomUUID()}`,
    description: 'made by a test',
    provider: 'planetary',
    geometry: square(11.5, 48.1),
    ...given,
  });
}
