import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { PRESET_INDICES } from '../presets/indices.ts';
import { SATELLITES } from '../presets/satellites.ts';
import { readMigrations, SCHEMA_DIRECTORY } from './migration-files.ts';

/** The archive that the build makes: an embedded database with PostGIS, the schema and the presets of that moment. */
export const SEED_FILE = fileURLToPath(new URL('../../dist/seed.tar.gz', import.meta.url));

/** What an archive was made from, kept beside it as JSON. */
export interface SeedManifest {
  /** Versions of the embedded database's packages: their files are not exchangeable. */
  readonly packages: Readonly<Record<string, string>>;
  /** Checksum by file name of the migrations that it holds. */
  readonly migrations: Readonly<Record<string, string>>;
  /** SHA-256 of the preset satellites and indices that it holds. */
  readonly presets: string;
}

export function manifestFile(archive: string): string {
  return `${archive}.json`;
}

/** The manifest that an archive made now would have. */
export async function currentManifest(): Promise<SeedManifest> {
  const migrations = (await readMigrations([SCHEMA_DIRECTORY])).filter(({ kind }) => kind === 'sql');
  return {
    packages: {
      pglite: pinnedVersion('@electric-sql/pglite'),
      postgis: pinnedVersion('@electric-sql/pglite-postgis'),
    },
    migrations: Object.fromEntries(migrations.map(({ name, checksum }) => [name, checksum])),
    presets: sha256(JSON.stringify([SATELLITES, PRESET_INDICES])),
  };
}

/** SHA-256 of the current manifest, for the name of an archive that is kept elsewhere. */
export async function manifestHash(): Promise<string> {
  return sha256(JSON.stringify(await currentManifest()));
}

/**
 * The archive's path when a database may start from it: made by the same packages, from migrations that are all still
 * the same (later ones are then applied on top). Undefined when it is absent or differs; starting from nothing takes
 * longer, and gives the same.
 */
export async function usableSeed(archive = SEED_FILE): Promise<string | undefined> {
  const text = await readFile(manifestFile(archive), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const made = JSON.parse(text) as SeedManifest;
  const now = await currentManifest();
  const isSame =
    made.presets === now.presets &&
    Object.entries(now.packages).every(([name, version]) => made.packages[name] === version) &&
    Object.entries(made.migrations).every(([name, checksum]) => now.migrations[name] === checksum);
  return isSame ? archive : undefined;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Exact: the package file pins them. */
function pinnedVersion(name: string): string {
  const project = createRequire(import.meta.url)('../../package.json') as { dependencies: Record<string, string> };
  return project.dependencies[name];
}
