import type { Queryable } from '../../src/catalogue/database.ts';

/**
 * The schema as text, from PostgreSQL's catalogs: the same on every version, unlike the output of pg_dump. Tables of
 * extensions are left out.
 */
export async function dumpSchema(db: Queryable): Promise<string> {
  const tables = (await db.query(
    `SELECT c.oid::int, c.relname AS name FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
     ORDER BY c.relname`,
  )) as { oid: number; name: string }[];
  const texts: string[] = [];
  for (const { oid, name } of tables) texts.push(await dumpTable(db, oid, name));
  return texts.join('\n');
}

async function dumpTable(db: Queryable, oid: number, name: string): Promise<string> {
  const columns = await lines(
    db,
    `SELECT concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'NOT NULL' END,
       'DEFAULT ' || pg_get_expr(d.adbin, d.adrelid)) AS line
     FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
     WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`,
    oid,
  );
  // not-null constraints have rows of their own from PostgreSQL 18 on; the columns show them already
  const constraints = await lines(
    db,
    `SELECT format('CONSTRAINT %s %s', conname, pg_get_constraintdef(oid)) AS line FROM pg_constraint
     WHERE conrelid = $1::oid AND contype IN ('p', 'u', 'f', 'c') ORDER BY conname`,
    oid,
  );
  const indexes = await lines(
    db,
    `SELECT pg_get_indexdef(i.indexrelid) AS line FROM pg_index i
     WHERE i.indrelid = $1::oid AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid
       AND c.contype IN ('p', 'u'))
     ORDER BY i.indexrelid::regclass::text`,
    oid,
  );
  const body = [...columns, ...constraints].map((line) => `  ${line}`).join(',\n');
  return [`CREATE TABLE ${name} (\n${body}\n);\n`, ...indexes.map((line) => `${line};\n`)].join('');
}

async function lines(db: Queryable, sql: string, oid: number): Promise<string[]> {
  return ((await db.query(sql, [oid])) as { line: string }[]).map(({ line }) => line);
}
