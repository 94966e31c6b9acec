import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import type Koa from 'koa';
import type { Context, Middleware } from 'koa';
import type { Log } from '../log.ts';
import { holderOf } from './access.ts';
import { namesTag } from './caching.ts';
import type { Content } from './endpoint.ts';
import type { Moment, Recall, SentAnswer } from './recall.ts';
import { logRequest, requestIdFor, UNFINISHED } from './request-log.ts';

/**
 * Answers given again in front of Koa. Most of what a map asks for is a tile that was sent a moment ago; Koa's context,
 * its middlewares and their headers take three times as long for that as Node's own server does. So what went out is
 * remembered as it was, headers and all, and sent again as it was: nothing here decides what an answer says. Whom it
 * may be sent to, and for how long, is `recall.ts`'s to know.
 */

/** Of one request alone: the first two of every answer, so that they need not be looked for. */
const ID_HEADER = 'X-Request-Id';

/** What a route says of an answer that may be given again. */
interface Repeatable {
  readonly content: Content & Required<Pick<Content, 'atHand'>>;
  readonly begun: Moment;
}

interface Replayed {
  readonly sent: SentAnswer;
  readonly bytes: Buffer | undefined;
  readonly startedMs: number;
}

/** Marks the answer as one that may be given again from memory, if it may. */
export function offerAgain(ctx: Context, content: Content, begun: Moment): void {
  const { atHand } = content;
  if (atHand !== undefined) ctx.state.repeatable = { content: { ...content, atHand }, begun } satisfies Repeatable;
}

/** Remembers what is sent; stands where every header has been set. */
export function remember(recall: Recall): Middleware {
  return async (ctx, next) => {
    await next();
    const { repeatable } = ctx.state as { readonly repeatable?: Repeatable };
    const { status, path, res } = ctx;
    if (repeatable === undefined || (status !== 200 && status !== 304)) return;
    const { etag, atHand } = repeatable.content;
    if (status === 200 && atHand() === undefined) return;
    // most tiles are asked for once: what was sent is written down when it is asked for again
    let written: readonly string[] | undefined;
    const headers = (): readonly string[] => (written ??= headersOf(res));
    recall.note(ctx.req, { status, headers, path, etag, holder: holderOf(ctx), atHand }, repeatable.begun);
  };
}

/** Answers a request of an HTTP server. */
export type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** Sends what is remembered, and leaves everything else to the app. */
export function listener(app: Koa, recall: Recall, log: Log): Listener {
  const answer = app.callback();
  return (request, response) => {
    if (!replay(request, response, recall, log)) void answer(request, response);
  };
}

/** Sends the answer that is remembered; false where there is none. */
function replay(request: IncomingMessage, response: ServerResponse, recall: Recall, log: Log): boolean {
  const startedMs = performance.now();
  const known = recall.find(request);
  if (known === undefined) return false;
  const tags = request.headers['if-none-match'];
  const { etag } = known[200] ?? known[304] ?? {};
  const sent = known[tags !== undefined && etag !== undefined && namesTag(tags, etag) ? 304 : 200];
  const bytes = sent?.status === 200 ? sent.atHand() : undefined;
  if (sent === undefined || (sent.status === 200 && bytes === undefined)) return false;
  send(request, response, { sent, bytes, startedMs }, log);
  return true;
}

function send(request: IncomingMessage, response: ServerResponse, answer: Replayed, log: Log): void {
  const { sent, bytes, startedMs } = answer;
  const { status, headers, path, holder } = sent;
  const requestId = requestIdFor(request);
  response.once('close', () => {
    const { errored } = request.socket;
    if (errored !== null) log.warn({ err: errored }, UNFINISHED);
    logRequest(log, response, { requestId, method: 'GET', path, status, startedMs, bytes: bytes?.length, holder });
  });
  response.writeHead(status, [ID_HEADER, requestId, ...headers()]);
  response.end(bytes);
}

/** Names and values of all headers but the request's id. */
function headersOf(response: ServerResponse): string[] {
  // every outgoing message has it, Node's documents tell it of those of clients only; other ways give names in lower case
  const names = (response as ServerResponse & Pick<ClientRequest, 'getRawHeaderNames'>).getRawHeaderNames();
  return names
    .filter((name) => name !== ID_HEADER)
    .flatMap((name) => [response.getHeader(name) ?? []].flat().flatMap((value) => [name, String(value)]));
}
