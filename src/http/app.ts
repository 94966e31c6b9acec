import cors from '@koa/cors';
import Router from '@koa/router';
import Koa, { type Context, type Middleware } from 'koa';
import type { Config } from '../config.ts';
import { Failure } from '../failure.ts';
import type { Log } from '../log.ts';
import type { Services } from '../operations/services.ts';
import { bodyReader } from './body.ts';
import { keepPrivate } from './caching.ts';
import { answerFailures } from './failures.ts';
import { publicUrlOf } from './public-url.ts';
import { Recall } from './recall.ts';
import { listener, remember, type Listener } from './replay.ts';
import { logRequests, UNFINISHED } from './request-log.ts';
import { ROUTES } from './routes.ts';
import { serve } from './serve.ts';

const EXPOSED_HEADERS = ['ETag', 'X-Request-Id', 'Content-Disposition', 'X-Render-Messages', 'Retry-After'];

/** A day: how long a browser remembers that it may call us. */
const PREFLIGHT_MAX_AGE_S = 86_400;

/** The web service: every route of `routes.ts`, in front of the given services; for an HTTP server of Node. */
export function createApp(services: Services, config: Config, log: Log): Listener {
  const app = new Koa();
  // a caller that hangs up in the middle of an answer is no error of ours
  app.on('error', (error: unknown) => {
    log.warn({ err: error }, UNFINISHED);
  });
  const recall = new Recall();
  app.use(logRequests(log));
  app.use(remember(recall));
  app.use(allowOrigins(config.corsOrigins));
  app.use(answerFailures(log));
  app.use(keepPrivate);
  app.use(refuseBadEncoding);
  app.use(routing(services, config, recall));
  app.use(refuseUnmatched);
  return listener(app, recall, log);
}

function routing(services: Services, config: Config, recall: Recall): Middleware {
  const serving = { services, readBody: bodyReader(config.bodyLimitBytes), publicUrl: publicUrlOf(config), recall };
  const router = new Router({ sensitive: true });
  for (const route of ROUTES) {
    // {aoi_id} of the API documents is :aoi_id here
    const path = route.path.replace(/\{(\w+)\}/g, ':$1');
    router.register(path, [route.method], serve(route, serving));
  }
  return router.routes() as Middleware;
}

function allowOrigins(origins: readonly string[]): Middleware {
  const isAny = origins.includes('*');
  return cors({
    origin: (ctx) => (isAny ? '*' : (origins.find((origin) => origin === ctx.get('Origin')) ?? '')),
    exposeHeaders: EXPOSED_HEADERS,
    maxAge: PREFLIGHT_MAX_AGE_S,
  });
}

/** The router hands malformed percent-encoding on as it is; here it is refused. */
const refuseBadEncoding: Middleware = async (ctx, next) => {
  try {
    decodeURIComponent(ctx.path);
    decodeURIComponent(ctx.querystring);
  } catch (error) {
    throw new Failure('invalid', 'the address holds malformed percent-encoding', { cause: error });
  }
  await next();
};

/** Reached when no route took the request: wrong method, or no such path. */
function refuseUnmatched(ctx: Context): void {
  const matched = (ctx.matched ?? []) as readonly { readonly methods: readonly string[] }[];
  const methods = [...new Set(matched.flatMap((layer) => layer.methods))];
  if (methods.length === 0) {
    throw new Failure('missing', `no such path: ${ctx.path.slice(0, 200)}; /docs describes those there are`);
  }
  ctx.set('Allow', methods.join(', '));
  if (ctx.method !== 'OPTIONS') {
    throw new Failure('wrongMethod', `${ctx.method} is not possible here; possible: ${methods.join(', ')}`);
  }
  ctx.status = 204;
}
