import assert from 'node:assert/strict';
import { createServer, request, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadConfig } from '../../src/config.ts';
import { createApp } from '../../src/http/app.ts';
import type { Listener } from '../../src/http/replay.ts';
import { createLog } from '../../src/log.ts';
import type { Services } from '../../src/operations/services.ts';

/** One answer, read whole. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
  /** The parsed body; asking throws when it is not JSON. */
  readonly json: unknown;
}

export interface Call {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON unless it is a text or bytes. */
  readonly body?: unknown;
}

/** Calls the app at a path. node:http, because fetch adds `cache-control: no-cache` to conditional requests. */
export type Client = (path: string, call?: Call) => Promise<Answer>;

/** The body of an error answer. */
export interface ErrorAnswer {
  error: { code: string; message: string; details: { field: string; reason: string }[] | null };
}

/** Lines that the app logged, parsed. */
export type LogLines = Record<string, unknown>[];

/** A test that runs something when it is over. */
export interface Ending {
  after(stop: () => void): void;
}

/** Starts the real app on a free port for one test (or one file), and stops it afterwards. */
export async function startApp(
  context: Ending,
  services: Services,
  env: Readonly<Record<string, string>> = {},
): Promise<{ call: Client; origin: string; log: LogLines }> {
  const log: LogLines = [];
  const destination = { write: (line: string) => void log.push(JSON.parse(line) as Record<string, unknown>) };
  const app = createApp(services, loadConfig(env), createLog('info', destination));
  return { ...(await listen(context, app)), log };
}

/** Lets an app listen on a free port until the test is over. */
export async function listen(context: Ending, app: Listener): Promise<{ call: Client; origin: string }> {
  const server = createServer(app);
  // the client keeps connections too: none of them may end between two slow calls
  server.keepAliveTimeout = 600_000;
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { origin, call: (path, options) => send(origin, path, options) };
}

function send(origin: string, path: string, { method = 'GET', headers = {}, body }: Call = {}): Promise<Answer> {
  const isRaw = typeof body === 'string' || Buffer.isBuffer(body);
  const bytes = body === undefined ? undefined : isRaw ? body : JSON.stringify(body);
  const sent = bytes === undefined ? headers : { 'content-type': 'application/json', ...headers };
  return new Promise((resolve, reject) => {
    const call = request(origin + path, { method, headers: sent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const all = Buffer.concat(chunks);
        const text = all.toString('utf8');
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          bytes: all,
          text,
          get json() {
            return JSON.parse(text) as unknown;
          },
        });
      });
    });
    call.on('error', reject);
    call.end(bytes);
  });
}

/** Asserts that an answer is an error of that status and code, as every error is answered; returns its content. */
export function refuses(answer: Answer, status: number, code: string): ErrorAnswer['error'] {
  assert.equal(answer.status, status, answer.text);
  assert.match(answer.headers['content-type'] ?? '', /^application\/json/);
  assert.ok(answer.headers['x-request-id']);
  const { error } = answer.json as ErrorAnswer;
  assert.equal(error.code, code, answer.text);
  assert.equal(typeof error.message, 'string');
  return error;
}
