import { createHash, randomBytes } from 'node:crypto';
import { Failure } from '../failure.ts';
import type { Queryable } from './database.ts';
import { isUuid } from './ids.ts';

/** `write` includes `read`. */
export type Rights = 'read' | 'write';

/** An API key as it may be shown: the key itself is not kept anywhere. */
export interface KeyRecord {
  readonly id: string;
  readonly tenantId: string;
  readonly tenantName: string;
  readonly userId: string;
  readonly name: string;
  readonly rights: Rights;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

/** Who a key speaks for. */
export interface KeyOwner {
  readonly keyId: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly rights: Rights;
}

export interface NewKey {
  readonly tenantId: string;
  readonly name: string;
  readonly rights: Rights;
  /** Defaults to the key's name. */
  readonly userId?: string | undefined;
  readonly expiresAt?: Date | undefined;
  /** A key chosen by the caller instead of a random one: for the demo only. */
  readonly key?: string | undefined;
}

const COLUMNS = `k.id, k.tenant_id AS "tenantId", t.name AS "tenantName", k.user_id AS "userId", k.name, k.rights,
  k.created_at AS "createdAt", k.expires_at AS "expiresAt", k.revoked_at AS "revokedAt"`;

/** Random keys hold 256 bits, so one plain SHA-256 is as good as any slower hash. */
function hashKey(key: string): Buffer {
  return createHash('sha256').update(key, 'utf8').digest();
}

/**
 * Makes a key. The answer's `key` is the only time it can be read: the table holds its SHA-256.
 *
 * @throws Failure conflict if that very key exists already
 */
export async function createKey(db: Queryable, input: NewKey): Promise<{ record: KeyRecord; key: string }> {
  const key = input.key ?? `ctk_${randomBytes(32).toString('base64url')}`;
  const rows = (await db.query(
    `WITH k AS (
       INSERT INTO api_keys (tenant_id, user_id, name, rights, key_hash, expires_at) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT DO NOTHING RETURNING *
     ) SELECT ${COLUMNS} FROM k JOIN tenants t ON t.id = k.tenant_id`,
    [input.tenantId, input.userId ?? input.name, input.name, input.rights, hashKey(key), input.expiresAt ?? null],
  )) as KeyRecord[];
  const record = rows.at(0);
  if (record === undefined) throw new Failure('conflict', 'that API key exists already');
  return { record, key };
}

/** Whom the key speaks for, or undefined when it is unknown, revoked or expired. */
export async function authenticateKey(db: Queryable, key: string): Promise<KeyOwner | undefined> {
  const rows = (await db.query(
    `SELECT id AS "keyId", tenant_id AS "tenantId", user_id AS "userId", rights FROM api_keys
     WHERE key_hash = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`,
    [hashKey(key)],
  )) as KeyOwner[];
  return rows.at(0);
}

/** Keys of one tenant, or of all, revoked and expired ones included; newest first. */
export async function listKeys(db: Queryable, tenantId?: string): Promise<KeyRecord[]> {
  return (await db.query(
    `SELECT ${COLUMNS} FROM api_keys k JOIN tenants t ON t.id = k.tenant_id
     WHERE $1::uuid IS NULL OR k.tenant_id = $1 ORDER BY k.created_at DESC, k.id`,
    [tenantId ?? null],
  )) as KeyRecord[];
}

/** Ends a key for good; revoking twice keeps the first time. False when there is no such key. */
export async function revokeKey(db: Queryable, id: string): Promise<boolean> {
  if (!isUuid(id)) return false;
  const rows = await db.query(
    `UPDATE api_keys SET revoked_at = coalesce(revoked_at, now()), updated_at = now() WHERE id = $1 RETURNING id`,
    [id],
  );
  return rows.length > 0;
}

/** Removes every key of a tenant without a trace: for the demo's key, which must not outlive its conditions. */
export async function removeKeys(db: Queryable, tenantId: string): Promise<void> {
  await db.query(`DELETE FROM api_keys WHERE tenant_id = $1`, [tenantId]);
}
