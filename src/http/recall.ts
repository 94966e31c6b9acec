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
    this.#answers.delete(name);
    this.#answers.set(name, { content, untilMs: performance.now() + FRESH_MS });
    const oldest = this.#answers.keys().next().value;
    if (this.#answers.size > MAX_ENTRIES && oldest !== undefined) this.#answers.delete(oldest);
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
