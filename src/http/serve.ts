import type { Context, Middleware } from 'koa';
import { Failure } from '../failure.ts';
import { Departure, type GoneSignal } from '../operations/departure.ts';
import { forgetWritten } from '../operations/memory.ts';
import type { Services } from '../operations/services.ts';
import { authorise, credentialInAddress, inAnyCase } from './access.ts';
import type { BodyReader } from './body.ts';
import { REVALIDATE, sendContent, sendFile } from './caching.ts';
import type { Endpoint, Request } from './endpoint.ts';
import { linkFrom } from './links.ts';
import { onceClosed } from './once-closed.ts';
import { parse, refuseUnstorable } from './parse.ts';
import { checkPathParams } from './path-params.ts';
import type { Moment, Recall } from './recall.ts';
import { offerAgain } from './replay.ts';
import type { Route } from './routes.ts';

/** What every route needs, made once for the app. */
export interface Serving {
  readonly services: Services;
  readonly readBody: BodyReader;
  readonly publicUrl: (ctx: Context) => string;
  readonly recall: Recall;
}

/** The life of one request to a matched route: who calls, what is asked, the answer. */
export function serve({ endpoint, access }: Route, serving: Serving): Middleware {
  return async (ctx) => {
    const begun = serving.recall.moment();
    const address = endpoint.keyValues === undefined ? ctx.query : inAnyCase(ctx.query);
    const caller = await authorise(ctx, serving.services, access, address);
    // who may not call at all is told so alike on every route
    ctx.state.tellFailure = endpoint.tellFailure;
    const publicUrl = serving.publicUrl(ctx);
    const request = {
      ctx,
      caller,
      signal: () => signalOf(ctx),
      services: serving.services,
      publicUrl,
      link: linkFrom(publicUrl, credentialInAddress(ctx, address)),
      params: checkPathParams(ctx.params as Record<string, string>),
      query: endpoint.query && parse(endpoint.query, singleValues(ctx, endpoint.repeated)),
      body: endpoint.body && parse(endpoint.body, await serving.readBody(ctx, endpoint.textTypes)),
    };
    await answer(ctx, endpoint, request, begun);
    // what was written shows at once, at least where it was written
    if (access === 'write') {
      forgetWritten(serving.services.memory);
      serving.recall.forget();
    }
  };
}

function signalOf(ctx: Context): GoneSignal {
  const gone = new Departure();
  onceClosed(ctx.res, () => {
    if (!ctx.res.writableFinished) gone.abort();
  });
  return gone;
}

async function answer(
  ctx: Context,
  endpoint: Endpoint,
  request: Request<unknown, unknown>,
  begun: Moment,
): Promise<void> {
  if ('media' in endpoint) {
    const content = await endpoint.handle(request);
    if (content.kind === 'file') {
      await sendFile(ctx, content);
    } else {
      await sendContent(ctx, content);
      offerAgain(ctx, content, begun);
    }
    return;
  }
  const reply = await endpoint.handle(request);
  ctx.status = endpoint.status;
  ctx.type = 'application/json';
  ctx.set('Cache-Control', REVALIDATE);
  // a bare string is JSON too, which Koa would send as it is
  ctx.body = JSON.stringify(reply);
}

/** The query's parameters, each given once, but for those that may be repeated. */
function singleValues(ctx: Context, repeated: readonly string[] = []): Record<string, string> {
  const entries = Object.entries(ctx.query).map(([name, value]) => {
    if (typeof value === 'string') return [name, value] as const;
    if (repeated.includes(name)) return [name, value?.join(',') ?? ''] as const;
    const reason = 'is given more than once';
    throw new Failure('invalid', `${name}: ${reason}`, { details: [{ field: name, reason }] });
  });
  const query = Object.fromEntries(entries);
  refuseUnstorable(query);
  return query;
}
