import { z } from 'zod';
import { listShares as listRecords, revokeShare as revoke, type ShareRecord } from '../catalogue/shares.ts';
import { getVisualization } from '../catalogue/visualizations.ts';
import { invalidField } from '../failure.ts';
import { shareMap } from '../operations/share-map.ts';
import { spacedTimestamp } from './dates.ts';
import { jsonEndpoint } from './endpoint.ts';
import { linkFrom } from './links.ts';
import { pageQuery, pagination } from './pagination.ts';
import { dateKey, mode, shownText } from './params.ts';
import { found } from './path-params.ts';
import { sharedUrls, sharedUrlsOf } from './shared-urls.ts';

const TAG = 'Links';

const MINUTE_S = 60;
const DAY_S = 86_400;
/** A week: long enough to be looked at, short enough to be forgotten about. */
const DEFAULT_S = 7 * DAY_S;
/** A year with its leap day: a map in a GIS project lasts a season or two. What has to last longer wants a key. */
const MOST_S = 366 * DAY_S;

const shareShape = {
  id: z.string(),
  aoi_id: z.string(),
  visualization_id: z.string(),
  name: z.string().nullable(),
  user_id: z.string().meta({ description: 'Who made it.' }),
  status: z.enum(['valid', 'expired', 'revoked']),
  created_at: z.string(),
  expires_at: z.string(),
  revoked_at: z.string().nullable(),
};

const share = z.object(shareShape).meta({ id: 'Share' });

const newShare = z.object({
  name: shownText(200).nullish().meta({ description: 'What or whom it is for.' }),
  expires_in: z
    .int()
    .min(MINUTE_S)
    .max(MOST_S)
    .nullish()
    .meta({ description: 'Seconds that it is good for; a week unless given, at most 366 days.' }),
  expires_at: z.iso
    .datetime({ offset: true })
    .nullish()
    .meta({ description: 'Instead: the time at which it ends, with its zone.' }),
  date: dateKey.nullish().meta({ description: 'What the ready addresses show; the newest date unless given.' }),
  visualization_mode: mode.nullish().meta({ description: 'The same; dynamic unless given.' }),
});

/** `POST /v0/aois/{aoi_id}/visualizations/{visualization_id}/share` */
export const createShare = jsonEndpoint({
  name: 'createShare',
  tag: TAG,
  summary: 'Make a link that shows this one visualization without a key, until it expires or is revoked',
  description:
    'Whoever has one of the addresses sees every date and mode of the visualization, and nothing else. Its signature, ' +
    'the parameter `sig`, is answered here only. It goes with any GET of this visualization that says so, and with ' +
    'map services, which then list nothing but it.',
  body: newShare,
  example: { name: 'Report of May', expires_in: 2_592_000 },
  status: 201,
  reply: z
    .object({ ...shareShape, sig: z.string().meta({ description: 'The signature by itself.' }), urls: sharedUrls })
    .meta({ id: 'NewShare' }),
  refusals: [404],
  handle: async ({ services, caller, params, body, publicUrl }) => {
    const made = await shareMap(services, caller, mapOf(params), {
      name: body.name ?? null,
      expiresAt: expiryOf(body, Date.now()),
      date: body.date ?? undefined,
      mode: body.visualization_mode ?? undefined,
    });
    const link = linkFrom(publicUrl, { name: 'sig', value: made.signature });
    return { ...presentShare(made.record), sig: made.signature, urls: sharedUrlsOf(made, link) };
  },
});

/** `GET /v0/aois/{aoi_id}/visualizations/{visualization_id}/shares` */
export const listShares = jsonEndpoint({
  name: 'listShares',
  tag: TAG,
  summary: 'List the links to a visualization, ended ones included, newest first, without their signatures',
  query: pageQuery,
  status: 200,
  reply: z.object({ shares: z.array(share), pagination }),
  refusals: [404],
  handle: async ({ services: { database }, caller: { tenantId }, params, query: { offset, limit } }) => {
    const map = mapOf(params);
    const { aoiId, visualizationId } = map;
    found(await getVisualization(database, tenantId, aoiId, visualizationId), 'visualization', visualizationId);
    const { total, shares } = await listRecords(database, { tenantId, ...map }, { offset, limit });
    return { shares: shares.map(presentShare), pagination: { total, offset, limit } };
  },
});

/** `DELETE /v0/aois/{aoi_id}/visualizations/{visualization_id}/shares/{share_id}` */
export const revokeShare = jsonEndpoint({
  name: 'revokeShare',
  tag: TAG,
  summary: 'Revoke a link, which ends within two seconds everywhere; once more changes nothing',
  status: 200,
  reply: share,
  refusals: [404],
  handle: async ({ services: { database }, caller: { tenantId }, params }) =>
    presentShare(
      found(await revoke(database, { tenantId, ...mapOf(params) }, params.share_id), 'link', params.share_id),
    ),
});

function mapOf(params: Readonly<Record<string, string>>) {
  return { aoiId: params.aoi_id, visualizationId: params.visualization_id };
}

function expiryOf({ expires_in: s, expires_at: at }: z.output<typeof newShare>, nowMs: number): Date {
  if (at == null) return new Date(nowMs + (s ?? DEFAULT_S) * 1000);
  if (s != null) throw invalidField('expires_at', 'is given beside expires_in; give one of them');
  const ms = Date.parse(at);
  if (ms < nowMs + MINUTE_S * 1000) throw invalidField('expires_at', `${at} is less than a minute ahead`);
  if (ms > nowMs + MOST_S * 1000) throw invalidField('expires_at', `${at} is more than 366 days ahead`);
  return new Date(ms);
}

function presentShare(record: ShareRecord): z.input<typeof share> {
  const { createdAt, expiresAt, revokedAt } = record;
  return {
    id: record.id,
    aoi_id: record.aoiId,
    visualization_id: record.visualizationId,
    name: record.name,
    user_id: record.userId,
    status: revokedAt !== null ? 'revoked' : expiresAt.getTime() > Date.now() ? 'valid' : 'expired',
    created_at: spacedTimestamp(createdAt),
    expires_at: spacedTimestamp(expiresAt),
    revoked_at: revokedAt && spacedTimestamp(revokedAt),
  };
}
