import { createHash } from 'node:crypto';
import type { Database } from '../../src/catalogue/database.ts';
import { createMemory } from '../../src/operations/memory.ts';
import type { Services } from '../../src/operations/services.ts';

/** Rows for a query, by a part of its text. */
export type Answers = Readonly<Record<string, (params: readonly unknown[]) => unknown[]>>;

export const TENANT = '11111111-1111-4111-8111-111111111111';

/** Keys that the fake knows. */
const RIGHTS = { 'key-w': 'write', 'key-r': 'read' } as const;

/**
 * Services on a database that answers from a table, for what happens around the records: keys, bodies, errors. It
 * knows the keys `key-w` (may write) and `key-r` (may read), and fails on any query it has no rows for.
 */
export function fakeServices(answers: Answers = {}): Services {
  const all: Answers = { 'FROM api_keys': ([hash]) => holders(hash), 'select 1': () => [{}], ...answers };
  const database: Database = {
    kind: 'embedded',
    query: async (text, params = []) => {
      await Promise.resolve();
      const part = Object.keys(all).find((key) => text.includes(key));
      if (part === undefined) throw new Error(`relation "secrets" does not exist: ${text}`);
      return all[part](params);
    },
    transaction: () => Promise.reject(new Error('the fake has no transactions')),
    close: () => Promise.resolve(),
  };
  return { database, memory: createMemory(0) } as Services;
}

function holders(hash: unknown): unknown[] {
  return Object.entries(RIGHTS)
    .filter(([key]) =>
      createHash('sha256')
        .update(key)
        .digest()
        .equals(hash as Buffer),
    )
    .map(([key, rights]) => ({ keyId: key, tenantId: TENANT, userId: 'ada', rights }));
}
