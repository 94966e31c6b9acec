import { randomUUID } from 'node:crypto';
import type { Middleware } from 'koa';
import type { Log } from '../log.ts';
import { holderOf } from './access.ts';

/** A request id that another service may have given: short, and safe in a header and in a log. */
const SANE_ID = /^[\w.:-]{1,128}$/;

/**
 * Gives every answer an `X-Request-Id` (the caller's own when it is sane) and logs one line when it has been sent.
 * The query is left out of the log: it may hold a key or the signature of a link.
 */
export function logRequests(log: Log): Middleware {
  return async (ctx, next) => {
    const given = ctx.get('X-Request-Id');
    const requestId = SANE_ID.test(given) ? given : randomUUID();
    ctx.set('X-Request-Id', requestId);
    ctx.set('X-Content-Type-Options', 'nosniff');
    const startedMs = performance.now();
    ctx.res.once('close', () => {
      const { method, path, status } = ctx;
      const holder = holderOf(ctx);
      const took = Math.round((performance.now() - startedMs) * 10) / 10;
      const line = {
        requestId,
        method,
        path,
        status,
        ms: took,
        bytes: ctx.length,
        tenant: holder?.tenantId,
        share: holder?.shareId,
      };
      log.info(ctx.res.writableFinished ? line : { ...line, aborted: true }, 'request');
    });
    await next();
  };
}
