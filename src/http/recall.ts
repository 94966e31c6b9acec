import { hash } from 'node:crypto';
import type { Context, Middleware } from 'koa';
import { holderOf, keyInHeader, type Holder } from './access.ts';
import { sendContent } from './caching.ts';
import type { Content } from './endpoint.ts';

/** How long an answer stands for the same request of the same caller, ms. The key was looked up before that. */
const FRESH_MS = 1000;
/** 16,384 tiles are a screen of everybody who looks at a map in the same second. */
const MAX_ENTRIES = 16_384;

/** When a request began to be answered: what it finds out is as old as that, however long it takes. */
export interface Moment {
  readonly sinceMs: number;
  /** Grows with everything that is written. */
  readonly generation: number;
}

interface Remembered {
  readonly content: Content;
  readonly holder: Holder | undefined;
  readonly untilMs: number;
}

/**
 * What was answered to the same caller at the same address a moment ago: maps ask for one tile many times over, and
 * finding out again who may see it takes longer than sending it.
 */
export class Recall {
  readonly #answers = new Map<string, Remembered>();
  readonly #freshMs: number;
  #generation = 0;

  constructor(freshMs = FRESH_MS) {
    this.#freshMs = freshMs;
  }

  /** Answers from memory while the bytes are at hand. */
  readonly serve: Middleware = async (ctx, next): Promise<void> => {
    const name = nameOf(ctx);
    const known = name === undefined ? undefined : this.#answers.get(name);
    const isFresh = known !== undefined && performance.now() < known.untilMs && !hasExpired(known.holder);
    const bytes = isFresh ? known.content.atHand?.() : undefined;
    if (!isFresh || bytes === undefined) {
      await next();
      return;
    }
    ctx.state.holder = known.holder;
    await sendContent(ctx, { ...known.content, read: () => Promise.resolve({ bytes }) });
  };

  /** To be taken before anything is looked up for an answer. */
  moment(): Moment {
    return { sinceMs: performance.now(), generation: this.#generation };
  }

  /** Remembers an answer that can be given again from memory, unless something was written since it began. */
  note(ctx: Context, content: Content, { sinceMs, generation }: Moment): void {
    const name = nameOf(ctx);
    if (name === undefined || content.atHand === undefined || generation !== this.#generation) return;
    const nowMs = performance.now();
    this.#answers.delete(name);
    this.#answers.set(name, { content, holder: holderOf(ctx), untilMs: sinceMs + this.#freshMs });
    // an answer holds on to its whole request, sockets and all: the oldest stand first, and go as soon as they are stale
    for (const [oldest, { untilMs }] of this.#answers) {
      if (nowMs < untilMs && this.#answers.size <= MAX_ENTRIES) return;
      this.#answers.delete(oldest);
    }
  }

  /** Forgets everything, for when something was written. */
  forget(): void {
    this.#generation++;
    this.#answers.clear();
  }
}

function hasExpired(holder: Holder | undefined): boolean {
  return holder?.expiresAtMs !== undefined && holder.expiresAtMs <= Date.now();
}

/**
 * The request and who sent it, in a text that gives no key and no signature away; undefined for what is not read only.
 * It takes 1.7 us, of which a weaker hash would save 0.3; as base64 it takes 2.2. What the address holds is not parsed.
 */
function nameOf(ctx: Context): string | undefined {
  return ctx.method === 'GET' ? hash('sha256', `${keyInHeader(ctx) ?? ''}\n${ctx.url}`, 'binary') : undefined;
}
