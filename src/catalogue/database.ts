import type { Log } from '../log.ts';
import { openEmbedded } from './embedded.ts';
import { connect } from './pool.ts';

/** A page of a list, counted in rows. */
export interface Page {
  readonly offset: number;
  readonly limit: number;
}

/**
 * What every record function takes: the database itself or a transaction of it.
 *
 * `query` answers the rows; a record function names its columns so that a row is its record and says so with `as`.
 * int8 and numeric arrive as numbers, `date` as `YYYY-MM-DD`, timestamps as Date, json parsed.
 */
export interface Queryable {
  query(text: string, params?: readonly unknown[]): Promise<unknown[]>;
}

/** An open transaction. */
export interface Transaction extends Queryable {
  /** Runs a text of several statements without parameters, such as a migration. */
  script(text: string): Promise<void>;
}

export interface TransactionOptions {
  /** How long one statement of the transaction may take; a migration needs longer than a request. */
  readonly timeoutMs?: number;
}

/** PostGIS: a server, or the embedded one in the data directory. Both answer the same SQL in the same way. */
export interface Database extends Queryable {
  readonly kind: 'server' | 'embedded';
  /**
   * Runs `fn` in one transaction: committed when it resolves, rolled back when it throws. Inside, use `tx` only: the
   * embedded database has a single connection, so a query through any other handle would wait for ever. It throws an
   * Error instead, on both kinds, and so does a nested transaction.
   */
  transaction<T>(fn: (tx: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** Waits for what is running and lets go of everything; closing twice is closing once. */
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** PostgreSQL with PostGIS; unset, the embedded one in `dataDir` is started. */
  readonly databaseUrl?: string | undefined;
  /** Folder of the embedded database, made when it is not there. */
  readonly dataDir: string;
  /** Most connections to a server. */
  readonly poolSize: number;
  readonly log?: Log | undefined;
}

/**
 * Opens the database and waits until it answers. It has no tables before `migrate`.
 *
 * @throws Failure busy if the server does not answer; conflict if another process uses the data directory
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { databaseUrl, dataDir, poolSize, log } = options;
  if (databaseUrl === undefined) return openEmbedded({ dataDir, log });
  const database = connect({ kind: 'server', connection: { connectionString: databaseUrl }, size: poolSize, log });
  try {
    await database.query('SELECT 1');
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
