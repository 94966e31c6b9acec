import type { Database, Queryable } from '../../src/catalogue/database.ts';

/** What a migrated database without records of its own is known by. */
export interface Pristine {
  readonly tables: readonly string[];
  readonly schema: string;
}

/** Keeps a copy of what a newly migrated database holds, in a schema of its own beside it. */
export async function keepPristine(db: Queryable): Promise<Pristine> {
  await db.query('CREATE SCHEMA pristine');
  const tables = await listTables(db);
  for (const table of tables) await db.query(`CREATE TABLE pristine.${table} AS TABLE public.${table}`);
  return { tables, schema: await fingerprint(db) };
}

/**
 * Gives every table the rows again that it had at first, and closes the database's connections.
 *
 * @returns whether it is as new; not so when its schema has changed
 */
export async function makePristine(db: Database, { tables, schema }: Pristine): Promise<boolean> {
  try {
    if ((await fingerprint(db)) !== schema) return false;
    await db.transaction(async (tx) => {
      // without it the foreign keys would ask for an order
      await tx.query('SET LOCAL session_replication_role = replica');
      await tx.query(`TRUNCATE ${tables.join(', ')}`);
      for (const table of tables) await tx.query(`INSERT INTO public.${table} TABLE pristine.${table}`);
    });
    return true;
  } finally {
    await db.close();
  }
}

async function listTables(db: Queryable): Promise<string[]> {
  const rows = (await db.query(
    `SELECT quote_ident(c.relname) AS name FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')`,
  )) as { name: string }[];
  return rows.map(({ name }) => name);
}

/** Changes with every table, column, index, constraint, function and trigger. */
async function fingerprint(db: Queryable): Promise<string> {
  const [{ text }] = (await db.query(
    `SELECT md5(string_agg(concat_ws(' ', c.oid, c.relname, a.attname, a.atttypid, a.attnotnull), ','
       ORDER BY c.oid, a.attnum)) || (SELECT count(*) FROM pg_constraint) || ' ' || (SELECT count(*) FROM pg_proc)
       || ' ' || (SELECT count(*) FROM pg_trigger) AS text
     FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relnamespace = 'public'::regnamespace`,
  )) as [{ text: string }];
  return text;
}
