import { hash } from 'node:crypto';
import type { Context } from 'koa';
import { authenticateKey } from '../catalogue/api-keys.ts';
import { Failure } from '../failure.ts';
import type { Caller, Services } from '../operations/services.ts';

/** Who may call a route: anyone, any key or a link to the map, any key, or a key with the right to write. */
export type Access = 'open' | 'view' | 'read' | 'write';

/** The caller of an open route: no tenant has this id, so nothing of any tenant can be found with it. */
export const NOBODY: Caller = { tenantId: '00000000-0000-0000-0000-000000000000', userId: null };

/**
 * The caller that the request's key stands for.
 *
 * @throws Failure 'unknownKey' without a valid key, 'forbidden' with one that lacks the right
 */
export async function authorise(ctx: Context, services: Services, access: Access): Promise<Caller> {
  if (access === 'open') return NOBODY;
  const key = keyOf(ctx);
  if (key === undefined) {
    throw new Failure(
      'unknownKey',
      'no API key given; send it as "Authorization: Bearer <key>" or as "x-api-key: <key>"',
    );
  }
  // what stays in memory must not be a key
  const name = hash('sha256', key, 'base64');
  const holder = await services.memory.keyOwners.get(name, () => authenticateKey(services.database, key));
  if (holder === undefined) throw new Failure('unknownKey', 'the API key is unknown, expired or revoked');
  ctx.state.tenantId = holder.tenantId;
  if (access === 'write' && holder.rights !== 'write') {
    throw new Failure('forbidden', 'the API key may read only; this call needs one with the right to write');
  }
  return { tenantId: holder.tenantId, userId: holder.userId };
}

/** The key of a request: bare or `Bearer` in Authorization, else `x-api-key`, else (reading only) `?key=`. */
export function keyOf(ctx: Pick<Context, 'get' | 'method' | 'query'>): string | undefined {
  const authorization = ctx
    .get('Authorization')
    .replace(/^bearer(\s+|$)/i, '')
    .trim();
  const header = authorization || ctx.get('x-api-key').trim();
  if (header) return header;
  const isReading = ctx.method === 'GET' || ctx.method === 'HEAD';
  const [inQuery] = isReading ? [ctx.query.key].flat() : [];
  return inQuery || undefined;
}
