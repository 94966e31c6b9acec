import { randomBytes } from 'node:crypto';
import type { Page, Queryable } from './database.ts';
import { isUuid } from './ids.ts';

/** A link to one visualization. Its signature is nowhere: it is made of these and of the secret. */
export interface ShareRecord {
  readonly id: string;
  readonly tenantId: string;
  readonly aoiId: string;
  readonly visualizationId: string;
  /** The key that it was made with; null once that is removed. */
  readonly keyId: string | null;
  /** Who made it. */
  readonly userId: string;
  /** What or whom it is for. */
  readonly name: string | null;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
}

/** A link as the operator is shown it. */
export type NamedShare = ShareRecord & {
  readonly tenantName: string;
  readonly aoiName: string;
  readonly indexName: string;
};

export type NewShare = Pick<ShareRecord, 'tenantId' | 'visualizationId' | 'keyId' | 'userId' | 'name' | 'expiresAt'>;

/** The visualization that links belong to. */
export type SharedMap = Pick<ShareRecord, 'tenantId' | 'aoiId' | 'visualizationId'>;

const COLUMNS = `s.id, s.tenant_id AS "tenantId", v.aoi_id AS "aoiId", s.visualization_id AS "visualizationId",
  s.key_id AS "keyId", s.user_id AS "userId", s.name, s.created_at AS "createdAt", s.expires_at AS "expiresAt",
  s.revoked_at AS "revokedAt"`;
const ITS_MAP = 'JOIN visualizations v ON v.id = s.visualization_id';

/** @throws Failure conflict if the tenant has no such visualization */
export async function createShare(db: Queryable, input: NewShare): Promise<ShareRecord> {
  const { tenantId, visualizationId, keyId, userId, name, expiresAt } = input;
  const [share] = (await db.query(
    `WITH s AS (
       INSERT INTO shares (tenant_id, visualization_id, key_id, user_id, name, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6) RETURNING *
     ) SELECT ${COLUMNS} FROM s ${ITS_MAP}`,
    [tenantId, visualizationId, keyId, userId, name, expiresAt],
  )) as [ShareRecord];
  return share;
}

/** The link of that id while it is good: neither expired nor revoked, its visualization still there. */
export async function findShare(db: Queryable, id: string): Promise<ShareRecord | undefined> {
  if (!isUuid(id)) return undefined;
  const rows = await db.query(
    `SELECT ${COLUMNS} FROM shares s ${ITS_MAP} WHERE s.id = $1 AND s.revoked_at IS NULL AND s.expires_at > now()`,
    [id],
  );
  return (rows as ShareRecord[]).at(0);
}

/** One page of a visualization's links, ended ones included, newest first, and how many there are. */
export async function listShares(
  db: Queryable,
  { tenantId, aoiId, visualizationId }: SharedMap,
  page: Page,
): Promise<{ total: number; shares: ShareRecord[] }> {
  if (!isUuid(aoiId) || !isUuid(visualizationId)) return { total: 0, shares: [] };
  const matching = `FROM shares s ${ITS_MAP} WHERE s.tenant_id = $1 AND v.aoi_id = $2 AND s.visualization_id = $3`;
  const params = [tenantId, aoiId, visualizationId];
  const [{ total }] = (await db.query(`SELECT count(*) AS total ${matching}`, params)) as [{ total: number }];
  const rows = await db.query(`SELECT ${COLUMNS} ${matching} ORDER BY s.created_at DESC, s.id LIMIT $4 OFFSET $5`, [
    ...params,
    page.limit,
    page.offset,
  ]);
  return { total, shares: rows as ShareRecord[] };
}

/** Links of one tenant, or of all, ended ones included; newest first. */
export async function listAllShares(db: Queryable, tenantId?: string): Promise<NamedShare[]> {
  return (await db.query(
    `SELECT ${COLUMNS}, t.name AS "tenantName", a.name AS "aoiName", i.name AS "indexName"
     FROM shares s ${ITS_MAP} JOIN tenants t ON t.id = s.tenant_id JOIN aois a ON a.id = v.aoi_id
       JOIN indices i ON i.id = v.index_id
     WHERE $1::uuid IS NULL OR s.tenant_id = $1 ORDER BY s.created_at DESC, s.id`,
    [tenantId ?? null],
  )) as NamedShare[];
}

/** Ends a link of a visualization for good; ending it twice keeps the first time. Undefined when there is none. */
export async function revokeShare(
  db: Queryable,
  { tenantId, aoiId, visualizationId }: SharedMap,
  id: string,
): Promise<ShareRecord | undefined> {
  if (![aoiId, visualizationId, id].every(isUuid)) return undefined;
  const rows = await db.query(
    `UPDATE shares s SET revoked_at = coalesce(s.revoked_at, now()), updated_at = now() FROM visualizations v
     WHERE v.id = s.visualization_id AND s.tenant_id = $1 AND v.aoi_id = $2 AND v.id = $3 AND s.id = $4
     RETURNING ${COLUMNS}`,
    [tenantId, aoiId, visualizationId, id],
  );
  return (rows as ShareRecord[]).at(0);
}

/** Ends the link of that id, whosever it is, for the operator. False when there is none. */
export async function revokeAnyShare(db: Queryable, id: string): Promise<boolean> {
  if (!isUuid(id)) return false;
  const rows = await db.query(
    `UPDATE shares SET revoked_at = coalesce(revoked_at, now()), updated_at = now() WHERE id = $1 RETURNING id`,
    [id],
  );
  return rows.length > 0;
}

/** Ends every link that was made with a key and is good still; answers how many. */
export async function revokeSharesOfKey(db: Queryable, keyId: string): Promise<number> {
  if (!isUuid(keyId)) return 0;
  const rows = await db.query(
    `UPDATE shares SET revoked_at = now(), updated_at = now()
     WHERE key_id = $1 AND revoked_at IS NULL AND expires_at > now() RETURNING id`,
    [keyId],
  );
  return rows.length;
}

/** How many links made with a key are good still. */
export async function countSharesOfKey(db: Queryable, keyId: string): Promise<number> {
  if (!isUuid(keyId)) return 0;
  const [{ total }] = (await db.query(
    `SELECT count(*) AS total FROM shares WHERE key_id = $1 AND revoked_at IS NULL AND expires_at > now()`,
    [keyId],
  )) as [{ total: number }];
  return total;
}

/** The 32 random bytes that links are signed with, the same for every process on this database; made when there are none. */
export async function readShareSecret(db: Queryable): Promise<Buffer> {
  const known = await selectSecret(db);
  if (known !== undefined) return known;
  await db.query(`INSERT INTO share_secret (secret) VALUES ($1) ON CONFLICT DO NOTHING`, [randomBytes(32)]);
  // another process may have been first
  const made = await selectSecret(db);
  if (made === undefined) throw new Error('the secret of links was removed while it was being made');
  return made;
}

async function selectSecret(db: Queryable): Promise<Buffer | undefined> {
  const rows = (await db.query(`SELECT secret FROM share_secret`)) as { secret: Uint8Array }[];
  const secret = rows.at(0)?.secret;
  return secret && Buffer.from(secret);
}

/** Makes another secret, with which every link made so far ends for good. */
export async function replaceShareSecret(db: Queryable): Promise<void> {
  await db.query(
    `INSERT INTO share_secret (secret) VALUES ($1)
     ON CONFLICT (is_only) DO UPDATE SET secret = excluded.secret, updated_at = now()`,
    [randomBytes(32)],
  );
}
