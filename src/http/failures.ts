import type { Context, Middleware } from 'koa';
import { Failure, type FailureKind, type FieldFault } from '../failure.ts';
import type { Log } from '../log.ts';

/** Status and `code` of every way to fail (contract, section 10). A new kind does not compile until it is here. */
export const STATUS: Readonly<Record<FailureKind, readonly [status: number, code: string]>> = {
  invalid: [400, 'bad_request'],
  unknownKey: [401, 'unauthorized'],
  forbidden: [403, 'forbidden'],
  missing: [404, 'not_found'],
  wrongMethod: [405, 'method_not_allowed'],
  conflict: [409, 'conflict'],
  tooLarge: [413, 'payload_too_large'],
  unsupportedType: [415, 'unsupported_media_type'],
  tooMany: [429, 'too_many_requests'],
  unreadable: [500, 'asset_unreadable'],
  busy: [503, 'unavailable'],
};

/** Seconds after which a client may try again, for the kinds that pass by themselves. */
const RETRY_AFTER_S: Partial<Record<FailureKind, number>> = { tooMany: 60, busy: 5 };

const UNEXPECTED = 'the service failed unexpectedly; X-Request-Id names this request in its log';

/** The one shape of every error body (contract, section 1.3). */
export interface ErrorBody {
  readonly error: { readonly code: string; readonly message: string; readonly details: readonly FieldFault[] | null };
}

/** An error as told in another body than ours. */
export interface Told {
  readonly status: number;
  readonly type: string;
  readonly body: string | Buffer;
}

/**
 * How a route whose clients expect another body tells a failure; undefined leaves it at ours.
 *
 * @param failure undefined for what nobody expected
 * @param status that the service gives to it
 */
export type TellFailure = (
  ctx: Context,
  failure: Failure | undefined,
  told: { readonly status: number; readonly message: string },
) => Promise<Told | undefined>;

/** Answers whatever is thrown further in with the error body and its status, and logs what nobody expected. */
export function answerFailures(log: Log): Middleware {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      if (error instanceof Failure) await answerFailure(ctx, error, log);
      else await answerUnexpected(ctx, error, log);
    }
  };
}

async function answerFailure(ctx: Context, failure: Failure, log: Log): Promise<void> {
  const [status, code] = STATUS[failure.kind];
  // that a caller hung up, and its picture was given up, is no trouble of ours
  const isAbandoned = failure.kind === 'busy' && ctx.res.destroyed;
  if (status >= 500 && !isAbandoned) log.warn({ err: failure, requestId: requestIdOf(ctx) }, failure.message);
  if (failure.kind === 'unknownKey') ctx.set('WWW-Authenticate', 'Bearer realm="chromatile"');
  const retryAfterS = RETRY_AFTER_S[failure.kind];
  if (retryAfterS !== undefined) ctx.set('Retry-After', String(retryAfterS));
  await answer(ctx, status, { error: { code, message: failure.message, details: failure.details ?? null } }, failure);
}

async function answerUnexpected(ctx: Context, error: unknown, log: Log): Promise<void> {
  log.error({ err: error, requestId: requestIdOf(ctx), method: ctx.method, path: ctx.path }, 'unexpected error');
  await answer(ctx, 500, { error: { code: 'internal_error', message: UNEXPECTED, details: null } });
}

async function answer(ctx: Context, status: number, body: ErrorBody, failure?: Failure): Promise<void> {
  const { tellFailure } = ctx.state as { readonly tellFailure?: TellFailure };
  const told = await tellFailure?.(ctx, failure, { status, message: body.error.message });
  ctx.status = told?.status ?? status;
  ctx.set('Cache-Control', 'no-store');
  ctx.body = told?.body ?? body;
  if (told !== undefined) ctx.type = told.type;
}

function requestIdOf(ctx: Context): string {
  return ctx.response.get('X-Request-Id');
}
