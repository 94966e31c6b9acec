import { basename } from 'node:path';
import type { Queryable } from '../catalogue/database.ts';
import type { MigrationDirectory } from '../catalogue/migration-files.ts';
import { migrate, type MigrationReport } from '../catalogue/migrate.ts';
import { createProject, findProject } from '../catalogue/projects.ts';
import { createTenant, findTenant } from '../catalogue/tenants.ts';
import { Failure } from '../failure.ts';
import { areaFeatures, asRecord, type AreaFeature } from './area-features.ts';
import { faultText, type FeatureFault } from './check-features.ts';
import { loadAois } from './load-aois.ts';
import { DEFAULT_TENANT, requireSatellite } from './named-records.ts';
import { OPERATOR, type Services } from './services.ts';

/** Where the AOIs of a data migration go. */
interface Destination {
  readonly tenant: string;
  readonly project: string;
  readonly satellite: string;
}

/** The folders of an operator's own migrations, as `migrate` takes them. */
export function operatorDirectories(migrationsDir: string | undefined): MigrationDirectory[] {
  return migrationsDir === undefined ? [] : [{ label: 'operator', path: migrationsDir }];
}

/**
 * Brings the catalogue up to date: schema, presets, then data migrations, the service's own and the operator's.
 *
 * A GeoJSON migration is a FeatureCollection that says where its AOIs go in a member of its own,
 * `"chromatile": {"tenant"?, "project", "satellite", "name_property"?}`, or feature by feature in the properties
 * `tenant`, `project` and `satellite`. Tenants and projects that are not there yet are made.
 *
 * @param migrationsDir folder of the operator's own migrations
 * @throws Failure invalid naming the migration and every bad feature; nothing of that migration is then written
 */
export async function migrateCatalogue(services: Services, migrationsDir?: string): Promise<MigrationReport> {
  return migrate(services.database, {
    directories: operatorDirectories(migrationsDir),
    loadGeojson: (tx, file) => loadMigration(services, tx, file),
  });
}

async function loadMigration(
  services: Services,
  tx: Queryable,
  { name, text }: { readonly name: string; readonly text: string },
): Promise<void> {
  const { settings, features } = readMigration(name, text);
  const nameProperty = textOf(settings.name_property);
  const faults: FeatureFault[] = [];
  for (const { destination, members } of groupByDestination(name, settings, features)) {
    const { tenantId, projectId } = await requireHome(tx, destination);
    const satelliteId = (await requireSatellite(tx, destination.satellite)).id;
    const input = { tenantId, projectId, satelliteId, userId: OPERATOR, features: members, keepGoing: false };
    faults.push(...(await loadAois(services, tx, { ...input, nameProperty })).faults);
  }
  if (faults.length > 0) throw refused(name, faults);
}

function readMigration(
  name: string,
  text: string,
): { settings: Readonly<Record<string, unknown>>; features: AreaFeature[] } {
  try {
    const geojson: unknown = JSON.parse(text);
    return {
      settings: asRecord(asRecord(geojson)?.chromatile) ?? {},
      features: areaFeatures(geojson, basename(name, '.geojson')),
    };
  } catch (cause) {
    if (!(cause instanceof SyntaxError) && !(cause instanceof Failure)) throw cause;
    throw new Failure('invalid', `migration ${name}: ${cause.message}`, { cause });
  }
}

function groupByDestination(
  name: string,
  settings: Readonly<Record<string, unknown>>,
  features: readonly AreaFeature[],
): { destination: Destination; members: AreaFeature[] }[] {
  const groups = new Map<string, { destination: Destination; members: AreaFeature[] }>();
  for (const feature of features) {
    const destination = destinationOf(name, settings, feature);
    const key = JSON.stringify([destination.tenant, destination.project, destination.satellite]);
    const group = groups.get(key) ?? { destination, members: [] };
    group.members.push(feature);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function destinationOf(
  name: string,
  settings: Readonly<Record<string, unknown>>,
  { number, properties }: AreaFeature,
): Destination {
  const given = (key: string): string | undefined => textOf(properties[key]) ?? textOf(settings[key]);
  const [project, satellite] = [given('project'), given('satellite')];
  if (project === undefined || satellite === undefined) {
    const lacking = project === undefined ? 'project' : 'satellite';
    throw new Failure(
      'invalid',
      `migration ${name}: feature ${number} has no ${lacking}: give the collection a member ` +
        `"chromatile": {"project": …, "satellite": …}, or each feature properties of those names`,
    );
  }
  return { tenant: given('tenant') ?? DEFAULT_TENANT, project, satellite };
}

async function requireHome(
  tx: Queryable,
  { tenant, project }: Destination,
): Promise<{ tenantId: string; projectId: string }> {
  const tenantId = ((await findTenant(tx, tenant)) ?? (await createTenant(tx, tenant))).id;
  const found =
    (await findProject(tx, tenantId, project)) ??
    (await createProject(tx, { tenantId, name: project, title: project }));
  return { tenantId, projectId: found.id };
}

function refused(name: string, faults: readonly FeatureFault[]): Failure {
  const details = [...faults]
    .sort((a, b) => a.number - b.number)
    .map((fault) => ({ field: `features[${fault.number - 1}]`, reason: faultText(fault) }));
  const lines = details.map(({ reason }) => reason).join('\n');
  return new Failure('invalid', `migration ${name} was not applied\n${lines}`, { details });
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
