import { hash } from 'node:crypto';
import type { Context } from 'koa';
import { authenticateKey } from '../catalogue/api-keys.ts';
import { Failure } from '../failure.ts';
import type { Caller, Services } from '../operations/services.ts';
import { findSignedShare } from '../operations/share-map.ts';
import { refusedLink } from '../operations/shown.ts';
import { isWithin } from './path-params.ts';

/** Who may call a route: anyone, any key or a link to the map, any key, or a key with the right to write. */
export type Access = 'open' | 'view' | 'read' | 'write';

/** What stands for a caller in an address, where headers cannot be sent: an API key, or the signature of a link. */
export interface Credential {
  readonly name: 'key' | 'sig';
  readonly value: string;
}

/** What the address of a request says of its caller. */
export type AddressParameters = Readonly<Partial<Record<Credential['name'], string | string[] | undefined>>>;

/** Whom an answer is for, as the log and the caches need to know. */
export interface Holder {
  readonly tenantId: string;
  /** Whether headers let it in, or what the address holds. */
  readonly by: 'header' | 'address';
  /** Set for a link. */
  readonly shareId?: string;
  /** When the link expires, Unix time. */
  readonly expiresAtMs?: number;
}

/** The caller of an open route: no tenant has this id, so nothing of any tenant can be found with it. */
export const NOBODY: Caller = { tenantId: '00000000-0000-0000-0000-000000000000', userId: null };

/**
 * The caller that the request's key stands for, or else the link that its signature belongs to.
 *
 * @param address the query, or what `inAnyCase` reads of it
 * @throws Failure 'unknownKey' without a valid key, 'forbidden' with one that lacks the right, and the same 'forbidden'
 *   to every link that is not good for what it asks, whatever the reason
 */
export async function authorise(
  ctx: Context,
  services: Services,
  access: Access,
  address: AddressParameters,
): Promise<Caller> {
  if (access === 'open') return NOBODY;
  const key = keyInHeader(ctx) ?? (isReading(ctx) ? oneOf(address.key) : undefined);
  if (key === undefined && address.sig !== undefined) return authoriseLink(ctx, services, access, address.sig);
  if (key === undefined) {
    throw new Failure(
      'unknownKey',
      'no API key given; send it as "Authorization: Bearer <key>" or as "x-api-key: <key>"',
    );
  }
  // what stays in memory must not be a key
  const name = hash('sha256', key, 'binary');
  const owner = await services.memory.keyOwners.get(name, () => authenticateKey(services.database, key));
  if (owner === undefined) throw new Failure('unknownKey', 'the API key is unknown, expired or revoked');
  const { tenantId, userId, keyId } = owner;
  hold(ctx, { tenantId, by: keyInHeader(ctx) === undefined ? 'address' : 'header' });
  if (access === 'write' && owner.rights !== 'write') {
    throw new Failure('forbidden', 'the API key may read only; this call needs one with the right to write');
  }
  return { tenantId, userId, keyId };
}

async function authoriseLink(
  ctx: Context,
  services: Services,
  access: Access,
  sig: string | string[],
): Promise<Caller> {
  if (access !== 'view' || !isReading(ctx) || typeof sig !== 'string') throw refusedLink();
  const share = await findSignedShare(services, sig);
  // the path is compared before anything else reads it: not even its form may make an answer differ
  if (share === undefined || !isWithin(share, ctx.params as Record<string, string>)) throw refusedLink();
  const { tenantId, aoiId, visualizationId } = share;
  hold(ctx, { tenantId, by: 'address', shareId: share.id, expiresAtMs: share.expiresAt.getTime() });
  return { tenantId, userId: null, only: { aoiId, visualizationId } };
}

function hold(ctx: Context, holder: Holder): void {
  ctx.state.holder = holder;
}

/** Whom the answer is for, once that is known. */
export function holderOf(ctx: Pick<Context, 'state'>): Holder | undefined {
  return ctx.state.holder as Holder | undefined;
}

/** The key and signature of a query whose names come in any case, as those of the OGC's key-value pairs do. */
export function inAnyCase(query: Context['query']): AddressParameters {
  const valuesOf = (wanted: Credential['name']): string | string[] | undefined => {
    const values = Object.entries(query).flatMap(([name, given]) =>
      name.toLowerCase() === wanted ? (given ?? []) : [],
    );
    return values.length > 1 ? values : values.at(0);
  };
  return { key: valuesOf('key'), sig: valuesOf('sig') };
}

/** The key or signature, if any, that the address of a reading request holds, good or not. */
export function credentialInAddress(
  ctx: Pick<Context, 'method'>,
  { key, sig }: AddressParameters,
): Credential | undefined {
  if (!isReading(ctx)) return undefined;
  const name = oneOf(key) === undefined ? 'sig' : 'key';
  const value = oneOf(name === 'key' ? key : sig);
  return value === undefined ? undefined : { name, value };
}

/** The key that the headers of a request hold, good or not. */
export function keyInHeader(ctx: Pick<Context, 'get'>): string | undefined {
  const authorization = ctx
    .get('Authorization')
    .replace(/^bearer(\s+|$)/i, '')
    .trim();
  return authorization || ctx.get('x-api-key').trim() || undefined;
}

function isReading({ method }: Pick<Context, 'method'>): boolean {
  return method === 'GET' || method === 'HEAD';
}

function oneOf(value: string | string[] | undefined): string | undefined {
  return [value].flat()[0] || undefined;
}
