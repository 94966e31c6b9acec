import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitStatements } from '../../src/catalogue/sql-statements.ts';

test('statements end at semicolons outside quotes and comments', () => {
  const text = `-- one; two
    SELECT 'a;b''c' AS "d;""e"; /* three;
    four */ SELECT E'it\\'s;' ;;
    CREATE FUNCTION f() RETURNS int AS $body$ BEGIN; SELECT $$;$$; END $body$ LANGUAGE sql;
    SELECT $$ -- not a comment; $$`;
  assert.deepEqual(splitStatements(text), [
    `SELECT 'a;b''c' AS "d;""e"`,
    `SELECT E'it\\'s;'`,
    'CREATE FUNCTION f() RETURNS int AS $body$ BEGIN; SELECT $$;$$; END $body$ LANGUAGE sql',
    'SELECT $$ -- not a comment; $$',
  ]);
});

test('no statements in nothing', () => {
  assert.deepEqual(splitStatements(' ;; -- only this\n'), []);
});
