import type { Database } from '../catalogue/database.ts';
import type { CogStore } from '../cog/store.ts';
import type { Engine } from '../engine/engine.ts';
import type { Memory } from './memory.ts';

/** What operations work with; built once by `wiring.ts` and passed in. */
export interface Services {
  readonly database: Database;
  /** For what files say about themselves. */
  readonly cogs: CogStore;
  /** For everything that reads pixels. */
  readonly engine: Engine;
  readonly memory: Memory;
}

/** Who asks: a tenant's API key, or the operator at the command line acting for a tenant. */
export interface Caller {
  readonly tenantId: string;
  /** Creator written into rows; null when the operator acts. */
  readonly userId: string | null;
}

/** Who is written as the creator of what the operator makes. */
export const OPERATOR = 'operator';
