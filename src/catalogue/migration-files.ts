import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../failure.ts';

/** A folder of migrations. Its label keeps its numbers apart from those of other folders. */
export interface MigrationDirectory {
  readonly label: string;
  readonly path: string;
}

/** The service's own migrations: the schema. */
export const SCHEMA_DIRECTORY: MigrationDirectory = {
  label: 'schema',
  path: fileURLToPath(new URL('../../migrations/', import.meta.url)),
};

/** One numbered file: SQL, or a GeoJSON of AOIs to load. */
export interface Migration {
  readonly directory: string;
  /** File name, such as `0001_catalogue.sql`. */
  readonly name: string;
  readonly number: number;
  readonly kind: 'sql' | 'geojson';
  readonly text: string;
  /** SHA-256 of the text. */
  readonly checksum: string;
}

/**
 * Every migration of the folders, in the order in which they are applied: folder by folder, by number.
 *
 * @throws Failure invalid if a folder cannot be read, a name is not numbered, or a number occurs twice in a folder
 */
export async function readMigrations(directories: readonly MigrationDirectory[]): Promise<Migration[]> {
  return (await Promise.all(directories.map(readDirectory))).flat();
}

async function readDirectory({ label, path }: MigrationDirectory): Promise<Migration[]> {
  const files = await readdir(path).catch((cause: unknown) => {
    throw new Failure('invalid', `the folder of ${label} migrations cannot be read`, { cause });
  });
  const names = files.filter((name) => /\.(sql|geojson)$/.test(name)).sort();
  const migrations = await Promise.all(names.map((name) => readMigration(label, path, name)));
  migrations.forEach(({ number, name }, i) => {
    const earlier = migrations.slice(0, i).find((other) => other.number === number);
    if (earlier !== undefined) {
      throw new Failure('invalid', `${label} migrations ${earlier.name} and ${name} have the same number`);
    }
  });
  return migrations.sort((a, b) => a.number - b.number);
}

async function readMigration(directory: string, path: string, name: string): Promise<Migration> {
  const [, number, kind] = /^(\d{4})_[\w.-]+\.(sql|geojson)$/.exec(name) ?? [];
  if (kind !== 'sql' && kind !== 'geojson') {
    throw new Failure('invalid', `${directory} migration ${name}: a name is like 0001_fields.geojson or 0002_fix.sql`);
  }
  const text = await readFile(join(path, name), 'utf8');
  const checksum = createHash('sha256').update(text).digest('hex');
  return { directory, name, number: Number(number), kind, text, checksum };
}
