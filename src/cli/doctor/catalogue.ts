import { access } from 'node:fs/promises';
import { listAois } from '../../catalogue/aois.ts';
import { assetsOfAoi, type AssetRecord } from '../../catalogue/assets.ts';
import type { Database } from '../../catalogue/database.ts';
import { pendingMigrations } from '../../catalogue/migrate.ts';
import { listTenants } from '../../catalogue/tenants.ts';
import type { CogStore } from '../../cog/store.ts';
import type { Config } from '../../config.ts';
import { Failure } from '../../failure.ts';
import { operatorDirectories } from '../../operations/migrate-catalogue.ts';
import { withServices, type Cli } from '../command.ts';
import { fail, messageOf, ok, warn, type Check } from './check.ts';

/** Rasters that are looked at; a catalogue may hold many thousands. */
const SAMPLE = 100;

/** Database, its migrations and a sample of the rasters. An embedded database that is not there yet is not made. */
export async function checkCatalogue(cli: Cli, config: Config): Promise<Check[]> {
  const { databaseUrl, dataDir } = config;
  if (databaseUrl === undefined && !(await exists(dataDir))) {
    return [warn('database', 'embedded, not made yet', 'start the service, or run `chromatile migrate`')];
  }
  try {
    return await withServices(cli, async ({ database, cogs }) => [
      await checkDatabase(database),
      ...(await checkContents(database, cogs, config)),
    ]);
  } catch (error) {
    return [unreachable(error, databaseUrl === undefined)];
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function unreachable(error: unknown, isEmbedded: boolean): Check {
  const message = messageOf(error);
  if (isEmbedded && error instanceof Failure && error.kind === 'conflict') {
    return warn('database', message, 'a running service holds it; stop the service to have its contents checked');
  }
  const hint = isEmbedded ? 'restore DATA_DIR from a copy, or move it away to begin anew' : 'check DATABASE_URL';
  return fail('database', message, hint);
}

async function checkDatabase(database: Database): Promise<Check> {
  const [{ server, postgis, available }] = (await database.query(
    `SELECT current_setting('server_version') AS server,
       (SELECT extversion FROM pg_extension WHERE extname = 'postgis') AS postgis,
       (SELECT default_version FROM pg_available_extensions WHERE name = 'postgis') AS available`,
  )) as [{ server: string; postgis: string | null; available: string | null }];
  const name = `${database.kind}, PostgreSQL ${server}`;
  if (postgis !== null) return ok('database', `${name}, PostGIS ${postgis}`);
  if (available !== null) return warn('database', `${name}, PostGIS ${available} not yet set up`, MIGRATE);
  return fail('database', `${name} without PostGIS`, 'install PostGIS on the server');
}

const MIGRATE = 'start the service, or run `chromatile migrate`';

async function checkContents(database: Database, cogs: CogStore, { migrationsDir }: Config): Promise<Check[]> {
  try {
    const pending = await pendingMigrations(database, { directories: operatorDirectories(migrationsDir) });
    if (pending.length > 0) return [warn('migrations', `pending: ${pending.join(', ')}`, MIGRATE)];
    return [ok('migrations', 'all applied'), await checkAssets(database, cogs)];
  } catch (error) {
    return [fail('migrations', messageOf(error), 'put the migrations back as they were')];
  }
}

async function checkAssets(database: Database, cogs: CogStore): Promise<Check> {
  const sample = await sampleAssets(database);
  const faults: string[] = [];
  for (const asset of sample) await openFiles(cogs, asset).catch((error: unknown) => faults.push(messageOf(error)));
  if (sample.length === 0) return ok('rasters', 'none registered');
  const looked = `${sample.length}${sample.length === SAMPLE ? ' (a sample)' : ''}`;
  if (faults.length === 0) return ok('rasters', `${looked} readable and unchanged`);
  const hint = 'put the files back, or run `chromatile assets refresh` or `assets remove`';
  const more = faults.length > 3 ? '; …' : '';
  return fail('rasters', `${faults.length} of ${looked}: ${faults.slice(0, 3).join('; ')}${more}`, hint);
}

async function openFiles(cogs: CogStore, asset: AssetRecord): Promise<void> {
  const files = asset.bands.length > 0 ? asset.bands : [asset];
  for (const { path, version } of files) await cogs.open(path, version);
}

async function sampleAssets(database: Database): Promise<AssetRecord[]> {
  const sample: AssetRecord[] = [];
  for (const { id: tenantId } of await listTenants(database)) {
    const { aois } = await listAois(database, tenantId, {}, { offset: 0, limit: SAMPLE });
    for (const { id } of aois) {
      sample.push(...(await assetsOfAoi(database, id)));
      if (sample.length >= SAMPLE) return sample.slice(0, SAMPLE);
    }
  }
  return sample;
}
