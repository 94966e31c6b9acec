import { z } from 'zod';
import { Failure } from '../failure.ts';
import { jsonEndpoint } from './endpoint.ts';
import { VERSION } from './version.ts';

/** Longest that the database may take to answer before it counts as unreachable. */
const DATABASE_TIMEOUT_MS = 5000;

/** `GET /ping`: the service answers. */
export const ping = jsonEndpoint({
  name: 'ping',
  tag: 'Service',
  summary: 'Tell that the service answers',
  status: 200,
  reply: z.literal('pong'),
  handle: () => 'pong' as const,
});

/** `GET /health`: the service can do its work; 503 while the database cannot be reached. */
export const health = jsonEndpoint({
  name: 'health',
  tag: 'Service',
  summary: 'Tell whether the service can work',
  description: '200 while the database answers, otherwise 503.',
  status: 200,
  reply: z
    .object({
      status: z.literal('ok'),
      version: z.string(),
      uptime_s: z.int().min(0).meta({ description: 'Seconds since the service started.' }),
      database: z.object({ kind: z.enum(['server', 'embedded']), latency_ms: z.number().min(0) }),
    })
    .meta({ id: 'Health' }),
  refusals: [503],
  handle: async ({ services: { database } }) => {
    const startedMs = performance.now();
    await within(DATABASE_TIMEOUT_MS, database.query('select 1', []));
    return {
      status: 'ok' as const,
      version: VERSION,
      uptime_s: Math.floor(process.uptime()),
      database: { kind: database.kind, latency_ms: Math.round(performance.now() - startedMs) },
    };
  },
});

async function within(timeoutMs: number, answer: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    await Promise.race([answer, late]);
  } catch (cause) {
    throw new Failure('busy', 'the database does not answer', { cause });
  } finally {
    clearTimeout(timer);
  }
}
