import type { Context, Middleware } from 'koa';
import { keyOf } from './access.ts';
import { sendContent } from './caching.ts';
import type { Content } from './endpoint.ts';

/** How long an answer stands for the same request of the same caller, ms. The key was looked up before that. */
const FRESH_MS = 1000;
/** 16,384 tiles are a screen of everybody who looks at a map in the same second. */
const MAX_ENTRIES = 16_384;

/**
 * What was answered to the same caller at the same address a moment ago: maps ask for one tile many times over, and
 * finding out again who may see it takes longer than sending it.
 */
export class Recall {
  readonly #answers = new Map<string, { readonly content: Content; readonly untilMs: number }>();
  readonly #freshMs: number;

  constructor(freshMs = FRESH_MS) {
    this.#freshMs = freshMs;
  }

  /** Answers from memory while the bytes are at hand. */
  readonly serve: Middleware = async (ctx, next): Promise<void> => {
    const name = nameOf(ctx);
    const known = name === undefined ? undefined : this.#answers.get(name);
    const isFresh = known !== undefined && performance.now() < known.untilMs;
    const bytes = isFresh ? known.content.atHand?.() : undefined;
    if (!isFresh || bytes === undefined) await next();
    else await sendContent(ctx, { ...known.content, read: () => Promise.resolve({ bytes }) });
  };

  /** Remembers an answer that can be given again from memory. */
  note(ctx: Context, content: Content): void {
    const name = nameOf(ctx);
    if (name === undefined || content.atHand === undefined) return;
    const nowMs = performance.now();
    this.#answers.delete(name);
    this.#answers.set(name, { content, untilMs: nowMs + this.#freshMs });
    // an answer holds on to its whole request, sockets and all: the oldest stand first, and go as soon as they are stale
    for (const [oldest, { untilMs }] of this.#answers) {
      if (nowMs < untilMs && this.#answers.size <= MAX_ENTRIES) return;
      this.#answers.delete(oldest);
    }
  }

  /** Forgets everything, for when something was written. */
  forget(): void {
    this.#answers.clear();
  }
}

/** The request and who sent it; undefined for what is not read only. */
function nameOf(ctx: Context): string | undefined {
  return ctx.method === 'GET' ? `${keyOf(ctx) ?? ''}\n${ctx.url}` : undefined;
}
