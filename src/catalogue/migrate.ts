import { Failure } from '../failure.ts';
import type { Database, Queryable, Transaction } from './database.ts';
import { readMigrations, SCHEMA_DIRECTORY, type Migration, type MigrationDirectory } from './migration-files.ts';
import { syncPresets } from './presets.ts';

/** Loads the AOIs of a data migration through the transaction that also records it. */
export type LoadGeojson = (tx: Queryable, file: { readonly name: string; readonly text: string }) => Promise<void>;

export interface MigrateOptions {
  /** The operator's own folders, applied after the schema and the presets. */
  readonly directories?: readonly MigrationDirectory[];
  /** Needed when there are `.geojson` migrations. */
  readonly loadGeojson?: LoadGeojson | undefined;
}

export interface MigrationReport {
  /** What this run applied, as `label/name`. */
  readonly applied: readonly string[];
  /** Data migrations whose file has changed since it was applied, as `label/name`: they are not applied again. */
  readonly drifted: readonly string[];
}

/** Making the spatial extension takes the embedded database several seconds, and a large load may take minutes. */
const MIGRATION_TIMEOUT_MS = 600_000;
/** Any constant: processes that migrate one server's database take turns on it. */
const LOCK = 0x6368_726f;

/**
 * Brings the catalogue up to date: the schema, then the preset satellites and indices, then data migrations. Each
 * migration runs once, in a transaction of its own that also records it.
 *
 * @throws Failure conflict if the schema was made by other migrations than these (an edited one, or a later version)
 */
export async function migrate(db: Database, options: MigrateOptions = {}): Promise<MigrationReport> {
  const { directories = [], loadGeojson } = options;
  const migrations = await readMigrations([SCHEMA_DIRECTORY, ...directories]);
  await prepareRecords(db);
  const records = await readRecords(db);
  requireSameSchema(migrations, records);
  const isPending = (migration: Migration): boolean => !records.has(idOf(migration));
  const applied: string[] = [];
  const schema = migrations.filter(isSchema);
  for (const migration of schema.filter(isPending)) {
    if (await applyOnce(db, migration, (tx) => tx.script(migration.text))) applied.push(idOf(migration));
  }
  await db.transaction((tx) => syncPresets(tx));
  const data = migrations.filter((migration) => !isSchema(migration));
  for (const migration of data.filter(isPending)) {
    if (await applyOnce(db, migration, (tx) => applyData(tx, migration, loadGeojson))) applied.push(idOf(migration));
  }
  return { applied, drifted: data.filter((migration) => hasDrifted(migration, records)).map(idOf) };
}

/** Migrations that `migrate` would apply, as `label/name`, in order. */
export async function pendingMigrations(
  db: Database,
  { directories = [] }: Pick<MigrateOptions, 'directories'> = {},
): Promise<string[]> {
  const migrations = await readMigrations([SCHEMA_DIRECTORY, ...directories]);
  const records = await readRecords(db);
  return migrations.map(idOf).filter((id) => !records.has(id));
}

function idOf({ directory, name }: Pick<Migration, 'directory' | 'name'>): string {
  return `${directory}/${name}`;
}

function isSchema({ directory, kind }: Migration): boolean {
  return directory === SCHEMA_DIRECTORY.label && kind === 'sql';
}

function hasDrifted(migration: Migration, records: ReadonlyMap<string, string>): boolean {
  const checksum = records.get(idOf(migration));
  return checksum !== undefined && checksum !== migration.checksum;
}

async function prepareRecords(db: Database): Promise<void> {
  await inTurn(db, (tx) =>
    tx.script(`CREATE TABLE IF NOT EXISTS applied_migrations (
      directory text NOT NULL,
      name text NOT NULL,
      checksum text NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (directory, name)
    )`),
  );
}

/** Checksum by `label/name` of what was applied; empty before the first run. */
async function readRecords(db: Queryable): Promise<Map<string, string>> {
  const [{ exists }] = (await db.query(`SELECT to_regclass('applied_migrations') IS NOT NULL AS exists`)) as [
    { exists: boolean },
  ];
  if (!exists) return new Map();
  const rows = (await db.query(`SELECT directory, name, checksum FROM applied_migrations`)) as Migration[];
  return new Map(rows.map((row) => [idOf(row), row.checksum]));
}

function requireSameSchema(migrations: readonly Migration[], records: ReadonlyMap<string, string>): void {
  const schema = migrations.filter(isSchema);
  const edited = schema.find((migration) => hasDrifted(migration, records));
  if (edited !== undefined) {
    throw new Failure('conflict', `${edited.name} has changed since the database was made with it; restore the file`);
  }
  const known = new Set(migrations.map(idOf));
  const unknown = [...records.keys()].find((id) => id.startsWith(`${SCHEMA_DIRECTORY.label}/`) && !known.has(id));
  if (unknown !== undefined) {
    throw new Failure('conflict', `the database holds ${unknown}, which this version lacks; run the later version`);
  }
}

/** True when this run applied it, false when another process did so meanwhile. */
async function applyOnce(
  db: Database,
  migration: Migration,
  apply: (tx: Transaction) => Promise<void>,
): Promise<boolean> {
  return inTurn(db, async (tx) => {
    const { directory, name, checksum } = migration;
    const recorded = await tx.query(
      `INSERT INTO applied_migrations (directory, name, checksum) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
       RETURNING name`,
      [directory, name, checksum],
    );
    if (recorded.length === 0) return false;
    await apply(tx);
    return true;
  }).catch((error: unknown) => {
    if (error instanceof Failure) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`migration ${idOf(migration)}: ${reason}`, { cause: error });
  });
}

async function applyData(tx: Transaction, migration: Migration, loadGeojson: LoadGeojson | undefined): Promise<void> {
  if (migration.kind === 'sql') return tx.script(migration.text);
  if (loadGeojson === undefined) throw new Error(`nothing given to load ${idOf(migration)} with`);
  return loadGeojson(tx, { name: migration.name, text: migration.text });
}

/** A transaction that no other migrating process runs beside. */
function inTurn<T>(db: Database, fn: (tx: Transaction) => Promise<T>): Promise<T> {
  return db.transaction(
    async (tx) => {
      await tx.query(`SELECT pg_advisory_xact_lock($1)`, [LOCK]);
      return fn(tx);
    },
    { timeoutMs: MIGRATION_TIMEOUT_MS },
  );
}
