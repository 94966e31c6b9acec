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
  /** What links are signed with; without any, what the catalogue keeps for that. */
  readonly shareSecrets?: readonly Uint8Array[];
}

/** Who asks: a tenant's API key, a link to one of its maps, or the operator at the command line acting for a tenant. */
export interface Caller {
  readonly tenantId: string;
  /** Creator written into rows; null when the operator acts. */
  readonly userId: string | null;
  /** The key, where one was given. */
  readonly keyId?: string;
  /** All that a link may show; unset for who may see everything of the tenant's. */
  readonly only?: MapId;
}

/** Names a visualization together with its AOI. */
export interface MapId {
  readonly aoiId: string;
  readonly visualizationId: string;
}

/** Who is written as the creator of what the operator makes. */
export const OPERATOR = 'operator';
