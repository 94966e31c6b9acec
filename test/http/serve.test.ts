import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as open } from 'node:http';
import { suite, test, type TestContext } from 'node:test';
import Koa, { type Context, type Middleware } from 'koa';
import { z } from 'zod';
import { Failure } from '../../src/failure.ts';
import { contentEndpoint, jsonEndpoint, type Content, type Endpoint } from '../../src/http/endpoint.ts';
import { answerFailures } from '../../src/http/failures.ts';
import { Recall } from '../../src/http/recall.ts';
import { listener, remember } from '../../src/http/replay.ts';
import { logRequests } from '../../src/http/request-log.ts';
import { serve } from '../../src/http/serve.ts';
import type { GoneSignal } from '../../src/operations/departure.ts';
import { createLog } from '../../src/log.ts';
import { listen, type LogLines } from './client.ts';
import { fakeServices, TENANT } from './fake-services.ts';

const KEYS = { authorization: 'key-w' };
const FRESH_MS = 200;

/** A `GET` of content and a `PUT` that writes, as the app serves them. */
async function start(t: TestContext, handle: (ctx: Context, signal: () => GoneSignal) => Promise<Content>) {
  const lines: LogLines = [];
  const log = createLog('info', { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) });
  const recall = new Recall(FRESH_MS);
  const serving = { services: fakeServices(), readBody: () => Promise.resolve({}), publicUrl: () => '', recall };
  const read = contentEndpoint({
    ...{ name: 'read', tag: '', summary: '', media: ['image/png'] },
    handle: ({ ctx, signal }) => handle(ctx, signal),
  });
  const write = jsonEndpoint({
    ...{ name: 'write', tag: '', summary: '', status: 200, reply: z.string() },
    handle: () => 'written',
  });
  const route = (method: 'GET' | 'PUT', endpoint: Endpoint): Middleware =>
    serve({ method, path: '/', access: method === 'PUT' ? 'write' : 'read', endpoint }, serving);
  const routes: Readonly<Record<string, Middleware>> = { GET: route('GET', read), PUT: route('PUT', write) };
  const app = new Koa();
  app.use(logRequests(log));
  app.use(remember(recall));
  app.use(answerFailures(log));
  app.use(async (ctx, next) => {
    ctx.params = {};
    await routes[ctx.method](ctx, next);
  });
  return { ...(await listen(t, listener(app, recall, log))), lines };
}

/** Asks, and hangs up once the request has arrived. */
async function hangUp(origin: string, arrived: Promise<unknown>): Promise<void> {
  const call = open(origin, { headers: KEYS });
  call.on('error', () => undefined);
  call.end();
  await arrived;
  call.destroy();
}

function picture(text: string): Content {
  const bytes = Buffer.from(text);
  return { kind: 'content', type: 'image/png', read: () => Promise.resolve({ bytes }), atHand: () => bytes };
}

/** A promise and what fulfils it. */
function gate(): { opened: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

suite('an answer given again', () => {
  test('is not one that was on its way while something was written', async (t) => {
    const [asked, written] = [gate(), gate()];
    let made = 0;
    const { call } = await start(t, async () => {
      const count = ++made;
      asked.open();
      if (count === 1) await written.opened;
      return picture(String(count));
    });
    const first = call('/', { headers: KEYS });
    await asked.opened;
    assert.equal((await call('/', { method: 'PUT', headers: KEYS })).text, '"written"');
    written.open();
    assert.equal((await first).text, '1');
    assert.equal((await call('/', { headers: KEYS })).text, '2');
    assert.equal((await call('/', { headers: KEYS })).text, '2', 'what was asked for after the writing is kept');
  });

  test('is as old as what was looked up for it', async (t) => {
    let made = 0;
    const { call } = await start(t, async () => {
      await new Promise((resolve) => setTimeout(resolve, 1.5 * FRESH_MS));
      return picture(String(++made));
    });
    assert.equal((await call('/', { headers: KEYS })).text, '1');
    assert.equal((await call('/', { headers: KEYS })).text, '2');
  });

  test('is logged as its tenant’s', async (t) => {
    let made = 0;
    const { call, lines } = await start(t, () => Promise.resolve(picture(String(++made))));
    for (let i = 0; i < 2; i++) assert.equal((await call('/', { headers: KEYS })).text, '1');
    assert.deepEqual(
      lines.map(({ tenant }) => tenant),
      [TENANT, TENANT],
    );
  });
});

test('the signal of a caller who has gone already is aborted, and the answer given up is no trouble in the log', async (t) => {
  const [arrived, answered] = [gate(), gate()];
  let isAborted: boolean | undefined;
  const { origin, lines } = await start(t, async (ctx, signal) => {
    arrived.open();
    await once(ctx.res, 'close');
    isAborted = signal().aborted;
    setImmediate(answered.open);
    throw new Failure('busy', 'the caller has gone');
  });
  await hangUp(origin, arrived.opened);
  await answered.opened;
  assert.equal(isAborted, true);
  assert.deepEqual(
    lines.map(({ msg, level, aborted }) => [msg, level, aborted]),
    [['request', 'info', true]],
  );
});
