import { createShare, findShare, readShareSecret, type ShareRecord } from '../catalogue/shares.ts';
import type { Mode } from '../style/style.ts';
import { modesOf } from './automatic-legends.ts';
import { requireDates, requireMode } from './edit-legend.ts';
import { requireVisualization } from './found.ts';
import { scenesOf } from './scene.ts';
import { readSignature, signShare } from './share-signature.ts';
import { OPERATOR, type Caller, type MapId, type Services } from './services.ts';

/** What a link is made for. */
export interface ShareRequest {
  readonly name: string | null;
  readonly expiresAt: Date;
  /** What its ready addresses show, `YYYY-MM-DD`; the newest unless given. The link itself shows every date. */
  readonly date?: string | undefined;
  /** Dynamic unless given. */
  readonly mode?: Mode | undefined;
}

/** A link that was made, with the signature that makes addresses of it. */
export interface MadeShare {
  readonly record: ShareRecord;
  readonly signature: string;
  /** What its ready addresses show; unset for a visualization without any date. */
  readonly shown: { readonly date: string; readonly mode: Mode } | undefined;
  /** Whether it has a legend, and so style files. */
  readonly hasLegend: boolean;
}

/**
 * Makes a link to one visualization.
 *
 * @throws Failure `missing` if the tenant has no such AOI, the AOI no such visualization, or that no such date; `invalid`
 *   for a mode that it does not have
 */
export async function shareMap(
  services: Services,
  caller: Caller,
  { aoiId, visualizationId }: MapId,
  { name, expiresAt, date, mode = 'dynamic' }: ShareRequest,
): Promise<MadeShare> {
  const { database } = services;
  const { tenantId, userId, keyId = null } = caller;
  const found = await requireVisualization(database, tenantId, aoiId, visualizationId);
  const hasLegend = modesOf(found.index).length > 0;
  if (hasLegend) requireMode(found, mode);
  const scenes = await scenesOf(database, found.aoi, found.visualization);
  const scene = date === undefined ? scenes.at(-1) : requireDates(scenes, [date])[0];
  const input = { tenantId, visualizationId, keyId, userId: userId ?? OPERATOR, name, expiresAt };
  const record = await createShare(database, input);
  const [secret] = await secretsOf(services);
  const signed = { shareId: record.id, visualizationId, expiresAtMs: record.expiresAt.getTime() };
  const shown = scene && { date: scene.date, mode };
  return { record, signature: signShare(signed, secret), shown, hasLegend };
}

/**
 * The link that a signature makes good, or undefined for one that is forged, expired or revoked. What is not signed by
 * us costs no query; what is, one a second.
 */
export async function findSignedShare(services: Services, signature: string): Promise<ShareRecord | undefined> {
  const signed = readSignature(signature, await secretsOf(services));
  if (signed === undefined || signed.expiresAtMs <= Date.now()) return undefined;
  const { database, memory } = services;
  const share = await memory.shares.get(signed.shareId, () => findShare(database, signed.shareId));
  return share?.visualizationId === signed.visualizationId ? share : undefined;
}

/** What links are checked against; new ones are signed with the first. */
async function secretsOf({ database, memory, shareSecrets = [] }: Services): Promise<readonly Uint8Array[]> {
  if (shareSecrets.length > 0) return shareSecrets;
  return [await memory.shareSecret.get('', () => readShareSecret(database))];
}
