import type { GoneSignal } from '../engine/engine.ts';

export type { GoneSignal };

/**
 * That whoever waits for something has gone. For who listens it is an AbortSignal; two of those, with the listeners
 * that a tile adds to them, take 15 us, a twentieth of what a tile costs the main thread, and these not one.
 */
export class Departure implements GoneSignal {
  readonly #listeners = new Set<() => void>();
  #aborted = false;

  get aborted(): boolean {
    return this.#aborted;
  }

  /** Tells all who listen, once. */
  abort(): void {
    if (this.#aborted) return;
    this.#aborted = true;
    for (const listener of this.#listeners) listener();
    this.#listeners.clear();
  }

  /** Calls the listener once it is told; never where that was so before. */
  addEventListener(_: 'abort', listener: () => void): void {
    this.#listeners.add(listener);
  }

  removeEventListener(_: 'abort', listener: () => void): void {
    this.#listeners.delete(listener);
  }
}
