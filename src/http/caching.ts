import type { Context, Middleware } from 'koa';
import { Readable } from 'node:stream';
import { holderOf } from './access.ts';
import type { Content, FileContent } from './endpoint.ts';
import type { ErrorBody } from './failures.ts';
import { onceClosed } from './once-closed.ts';
import { byteRange } from './ranges.ts';

/** Kept by the caller only, and asked about again before each use: what it shows can be edited at any time. */
export const REVALIDATE = 'private, no-cache';
/** Kept by the caller for a year without asking: for addresses that name the revision of what they show. */
export const IMMUTABLE = 'private, max-age=31536000, immutable';

/**
 * Keeps what a key or a link let through out of shared caches, whatever a handler says: they know nothing of our keys,
 * and would hand it to whoever asks for the same address, or on and on for a link that has ended. The holder's own may
 * keep it, but not beyond the end of the link that it was got with.
 */
export const keepPrivate: Middleware = async (ctx, next) => {
  await next();
  const holder = holderOf(ctx);
  if (holder === undefined) return;
  const cacheControl = ctx.response.get('Cache-Control');
  const leftS = holder.expiresAtMs === undefined ? Infinity : Math.floor((holder.expiresAtMs - Date.now()) / 1000);
  // what needs no change is most of what is sent: to parse it would take 2 us
  const isPrivate = cacheControl.startsWith('private') && (leftS === Infinity || !cacheControl.includes('max-age'));
  if (!isPrivate) ctx.set('Cache-Control', privately(cacheControl, Math.max(0, leftS)));
  // the same address shows another thing to another key; a page must not tell others the address that it was found at
  if (holder.by === 'header') ctx.append('Vary', 'Authorization, X-API-Key');
  else ctx.set('Referrer-Policy', 'no-referrer');
};

/** Directives that let caches of others keep an answer. */
const SHARED = /^(public|s-maxage=.*|must-understand)$/i;

/** The same for one caller alone, and for at most so many seconds. */
export function privately(cacheControl: string, mostS = Infinity): string {
  const directives = cacheControl
    .split(',')
    .map((directive) => directive.trim())
    .filter((directive) => directive !== '' && directive !== 'private' && !SHARED.test(directive))
    .map((directive) =>
      directive.replace(/^max-age=(\d+)$/i, (_, s: string) => `max-age=${Math.min(Number(s), mostS)}`),
    );
  return ['private', ...directives].join(', ');
}

/** Answers with bytes, or with 304 and none when the caller has them (RFC 9110, section 13). */
export async function sendContent(ctx: Context, content: Content): Promise<void> {
  const { etag, cacheControl = REVALIDATE, type, fileName } = content;
  if (etag !== undefined && isUnchanged(ctx, etag)) {
    setValidators(ctx, etag, cacheControl);
    ctx.set({ ...content.headers });
    ctx.status = 304;
    return;
  }
  // a HEAD is answered without making the picture: its length is then not known, which the standard allows
  const made = ctx.method === 'HEAD' ? undefined : await content.read();
  setValidators(ctx, etag, cacheControl);
  ctx.set({ ...content.headers, ...made?.headers });
  if (fileName !== undefined) setName(ctx, fileName);
  ctx.status = 200;
  ctx.body = made === undefined ? '' : made.bytes;
  if (made === undefined) ctx.remove('Content-Length');
  ctx.type = type;
}

/** Answers with a file or the one range of it that was asked for; 206, 304, 416 as RFC 9110 has them. */
export async function sendFile(ctx: Context, file: FileContent): Promise<void> {
  setValidators(ctx, file.etag, file.cacheControl);
  ctx.set({ 'Accept-Ranges': 'bytes', 'Last-Modified': file.modified.toUTCString() });
  const isWanted = ctx.get('Range') !== '' && ctx.method === 'GET' && isRangeCurrent(ctx, file);
  const range = isWanted ? byteRange(ctx.get('Range'), file.sizeBytes) : undefined;
  if (isUnchanged(ctx, file.etag, file.modified)) {
    ctx.status = 304;
  } else if (range === 'unsatisfiable') {
    refuseRange(ctx, file);
  } else {
    const { start, end } = range ?? { start: 0, end: file.sizeBytes - 1 };
    setName(ctx, file.fileName);
    ctx.status = range === undefined ? 200 : 206;
    if (range !== undefined) ctx.set('Content-Range', `bytes ${start}-${end}/${file.sizeBytes}`);
    const isEmpty = ctx.method === 'HEAD' || file.sizeBytes === 0 || ctx.res.destroyed;
    ctx.body = isEmpty ? Readable.from([]) : file.open(start, end);
    ctx.type = file.type;
    ctx.length = end - start + 1;
    if (!isEmpty) {
      onceClosed(ctx.res, () => void close(file));
      return;
    }
  }
  await close(file);
}

/** What is wrong with a file that no byte is wanted of any more is nobody's trouble. */
async function close(file: FileContent): Promise<void> {
  await file.close().catch(() => undefined);
}

/** The name under which a browser saves it, shown in place otherwise (RFC 6266): in ASCII, and in full in UTF-8. */
function setName(ctx: Context, fileName: string): void {
  ctx.attachment(fileName, { type: 'inline', fallback: fileName.replace(/[^\x20-\x7e]/g, '_') });
}

function refuseRange(ctx: Context, { sizeBytes }: FileContent): void {
  const message = `no byte of the range "${ctx.get('Range')}" lies within the file's ${sizeBytes} bytes`;
  const body: ErrorBody = { error: { code: 'range_not_satisfiable', message, details: null } };
  ctx.status = 416;
  ctx.set('Content-Range', `bytes */${sizeBytes}`);
  ctx.body = body;
}

function setValidators(ctx: Context, etag: string | undefined, cacheControl: string): void {
  ctx.set('Cache-Control', cacheControl);
  if (etag !== undefined) ctx.set('ETag', `"${etag}"`);
}

/** True when If-None-Match names the tag, or, without that header, nothing changed since If-Modified-Since. */
function isUnchanged(ctx: Context, etag: string, modified?: Date): boolean {
  if (ctx.method !== 'GET' && ctx.method !== 'HEAD') return false;
  const tags = ctx.get('If-None-Match');
  if (tags !== '') return namesTag(tags, etag);
  const since = Date.parse(ctx.get('If-Modified-Since'));
  return modified !== undefined && Math.floor(modified.getTime() / 1000) * 1000 <= since;
}

/** Whether an If-None-Match means this tag, weak or not. */
export function namesTag(ifNoneMatch: string, etag: string): boolean {
  return ifNoneMatch.split(',').some((tag) => ['*', `"${etag}"`].includes(tag.trim().replace(/^W\//, '')));
}

/** False when If-Range names another version of the file: then the whole new one is sent. */
function isRangeCurrent(ctx: Context, { etag, modified }: FileContent): boolean {
  const condition = ctx.get('If-Range');
  return condition === '' || condition === `"${etag}"` || condition === modified.toUTCString();
}
