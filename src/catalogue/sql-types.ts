import pg from 'pg';

type TypeId = Parameters<typeof pg.types.getTypeParser>[0];

const { INT8, NUMERIC, DATE } = pg.types.builtins;

/** How values arrive, for our connections only: pg's own table, which the whole process shares, stays as it is. */
export const TYPES: pg.CustomTypesConfig = {
  getTypeParser(oid: TypeId, format?: 'text' | 'binary') {
    // counts and sizes: far below 2^53
    if (oid === INT8 || oid === NUMERIC) return Number;
    // a day has no time zone: pg would make it a moment in the server's
    if (oid === DATE) return String;
    return pg.types.getTypeParser(oid, format) as (value: string) => unknown;
  },
};
