import { hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Holder } from './access.ts';

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

/** An answer as it went out. */
export interface SentAnswer {
  /** Statuses other than these are not given again. */
  readonly status: 200 | 304;
  /** Names and values in turn, in the order in which they were sent; without those of one request alone. */
  readonly headers: () => readonly string[];
  /** Of the address, as the log tells it. */
  readonly path: string;
  /** Without quotes. */
  readonly etag: string | undefined;
  readonly holder: Holder | undefined;
  /** The bytes of a 200 if they are in memory still. */
  readonly atHand: () => Buffer | undefined;
}

/** What was answered at one address, by status: with bytes, to who had the same ones already, or both. */
export type Remembered = Readonly<Partial<Record<SentAnswer['status'], SentAnswer>>>;

interface Entry {
  readonly answers: Remembered;
  readonly etag: string | undefined;
  readonly holder: Holder | undefined;
  readonly untilMs: number;
}
const NOTHING = { answers: {}, untilMs: Infinity };

/**
 * What was answered to the same caller at the same address a moment ago: maps ask for one tile many times over, and
 * finding out again who may see it takes longer than sending it.
 */
export class Recall {
  readonly #entries = new Map<string, Entry>();
  readonly #freshMs: number;
  #generation = 0;

  constructor(freshMs = FRESH_MS) {
    this.#freshMs = freshMs;
  }

  /** What was answered to the same request lately. */
  find(request: IncomingMessage): Remembered | undefined {
    if (request.method !== 'GET' || this.#entries.size === 0) return undefined;
    const known = this.#entries.get(nameOf(request));
    return known !== undefined && performance.now() < known.untilMs && !hasExpired(known) ? known.answers : undefined;
  }

  /** To be taken before anything is looked up for an answer. */
  moment(): Moment {
    return { sinceMs: performance.now(), generation: this.#generation };
  }

  /** Remembers an answer, unless something was written since it began. */
  note(request: IncomingMessage, answer: SentAnswer, { sinceMs, generation }: Moment): void {
    if (request.method !== 'GET' || generation !== this.#generation) return;
    const nowMs = performance.now();
    const name = nameOf(request);
    const known = this.#entries.get(name);
    const { answers: others, untilMs: othersUntilMs } =
      known !== undefined && nowMs < known.untilMs && known.etag === answer.etag ? known : NOTHING;
    this.#entries.delete(name);
    this.#entries.set(name, {
      answers: { ...others, [answer.status]: answer },
      etag: answer.etag,
      holder: answer.holder,
      untilMs: Math.min(sinceMs + this.#freshMs, othersUntilMs, nowMs + leftMs(answer.holder)),
    });
    // an answer holds on to its whole request, sockets and all: the oldest stand first, and go as soon as they are stale
    for (const [oldest, entry] of this.#entries) {
      if (nowMs < entry.untilMs && this.#entries.size <= MAX_ENTRIES) return;
      this.#entries.delete(oldest);
    }
  }

  /** Forgets everything, for when something was written. */
  forget(): void {
    this.#generation++;
    this.#entries.clear();
  }
}

function hasExpired({ holder }: Entry): boolean {
  return holder?.expiresAtMs !== undefined && holder.expiresAtMs <= Date.now();
}

/** How long an answer by a link says the right thing: what is left of the link is told in whole seconds. */
function leftMs(holder: Holder | undefined): number {
  return holder?.expiresAtMs === undefined ? Infinity : Math.max(0, holder.expiresAtMs - Date.now()) % 1000;
}

/**
 * The request and who sent it, in a text that gives no key and no signature away. It holds the headers that `Vary`
 * names, but for `Accept`: an answer that depends on that is not offered again. It takes 1.7 us, of which a weaker hash
 * would save 0.3; as base64 it takes 2.2. What the address holds is not parsed.
 */
function nameOf({ url = '', headers }: IncomingMessage): string {
  const { authorization = '', origin = '' } = headers;
  return hash('sha256', `${authorization}\n${String(headers['x-api-key'] ?? '')}\n${origin}\n${url}`, 'binary');
}
