import { setTimeout as wait } from 'node:timers/promises';

/** When a failed request is sent again. */
export interface RetryPolicy {
  /** Requests in all. */
  readonly attempts: number;
  /** Longest pause before the second request; it doubles with each one after. */
  readonly firstPauseMs: number;
  /** Longest pause of all, also where the server asks for one. */
  readonly maxPauseMs: number;
}

/** An outcome that a later attempt may better. */
export class Passing extends Error {
  /** @param retryAfterMs the pause that the server asked for */
  constructor(
    message: string,
    readonly retryAfterMs?: number,
    cause?: unknown,
  ) {
    super(message, { cause });
    this.name = 'Passing';
  }
}

/**
 * Runs a task until it succeeds, with a random pause of up to twice the length after each `Passing` error ("full
 * jitter": many readers of a host that failed do not come back in step).
 *
 * @throws the last `Passing` when there were enough, when the server asks for a longer pause than allowed, or when the
 *   signal ends the pause; any other error at once
 */
export async function withRetries<T>(policy: RetryPolicy, signal: AbortSignal, task: () => Promise<T>): Promise<T> {
  const { attempts, firstPauseMs, maxPauseMs } = policy;
  for (let attempt = 1; ; attempt++) {
    try {
      return await task();
    } catch (error) {
      if (!(error instanceof Passing) || attempt >= attempts) throw error;
      const { retryAfterMs = 0 } = error;
      if (retryAfterMs > maxPauseMs) throw error;
      const pauseMs = Math.max(retryAfterMs, Math.random() * Math.min(firstPauseMs * 2 ** (attempt - 1), maxPauseMs));
      const isEnded = await wait(pauseMs, false, { signal }).catch(() => true);
      if (isEnded) throw error;
    }
  }
}

/** Milliseconds that a Retry-After header asks for: seconds or a date (RFC 9110, section 10.2.3). */
export function retryAfterMs(header: string | undefined, nowMs = Date.now()): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}
