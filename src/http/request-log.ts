import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Middleware } from 'koa';
import type { Log } from '../log.ts';
import { holderOf, type Holder } from './access.ts';

/** A request id that another service may have given: short, and safe in a header and in a log. */
const SANE_ID = /^[\w.:-]{1,128}$/;

/** What is logged of a caller that broke off in the middle of an answer. */
export const UNFINISHED = 'an answer was not finished';

/** What the log says of a request. */
export interface RequestLine {
  readonly requestId: string;
  readonly method: string;
  /** Without the query, which may hold a key or the signature of a link. */
  readonly path: string;
  readonly status: number;
  /** When it began to be answered. */
  readonly startedMs: number;
  readonly bytes: number | undefined;
  readonly holder: Holder | undefined;
}

/** Gives every answer an `X-Request-Id` (see `requestIdFor`) and logs one line when it has been sent. */
export function logRequests(log: Log): Middleware {
  return async (ctx, next) => {
    const requestId = requestIdFor(ctx.req);
    ctx.set('X-Request-Id', requestId);
    ctx.set('X-Content-Type-Options', 'nosniff');
    const startedMs = performance.now();
    ctx.res.once('close', () => {
      const { method, path, status, length: bytes } = ctx;
      logRequest(log, ctx.res, { requestId, method, path, status, startedMs, bytes, holder: holderOf(ctx) });
    });
    await next();
  };
}

/** The caller's own id when it is sane, otherwise a new one. */
export function requestIdFor({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && SANE_ID.test(given) ? given : randomUUID();
}

/** Logs one line for an answer that has just been sent, or whose caller has gone. */
export function logRequest(log: Log, response: ServerResponse, line: RequestLine): void {
  // to lay out what nobody reads would take a tenth of an answer from memory
  if (!log.isLevelEnabled('info')) return;
  const { requestId, method, path, status, startedMs, bytes, holder } = line;
  const ms = Math.round((performance.now() - startedMs) * 10) / 10;
  const [tenant, share] = [holder?.tenantId, holder?.shareId];
  const told = { requestId, method, path, status, ms, bytes, tenant, share };
  log.info(response.writableFinished ? told : { ...told, aborted: true }, 'request');
}
