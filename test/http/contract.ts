import assert from 'node:assert/strict';
import { z } from 'zod';
import { ROUTES } from '../../src/http/routes.ts';
import type { Answer, Call, Client } from './client.ts';

/**
 * Calls a route and checks its answer against the schema that the API documents promise: status, type, and no member
 * more or less.
 *
 * @returns the parsed body
 */
export async function ask(client: Client, method: string, path: string, body?: unknown): Promise<unknown> {
  const { pathname } = new URL(path, 'http://here');
  const route = ROUTES.find(
    (one) => one.method === method && new RegExp(`^${one.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(pathname),
  );
  assert.ok(route && 'reply' in route.endpoint, `no JSON route ${method} ${pathname}`);
  const call: Call = body === undefined ? { method } : { method, body };
  const answer: Answer = await client(path, call);
  assert.equal(answer.status, route.endpoint.status, `${method} ${path}: ${answer.text.slice(0, 500)}`);
  assert.match(answer.headers['content-type'] ?? '', /^application\/json/);
  const parsed = route.endpoint.reply.safeParse(answer.json);
  assert.ok(parsed.success, `${method} ${path}: ${parsed.error && z.prettifyError(parsed.error)}`);
  // parsing drops what the schema does not know
  assert.deepEqual(parsed.data, answer.json);
  return answer.json;
}
