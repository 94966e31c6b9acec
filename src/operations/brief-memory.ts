/** Entries kept at most: keys and visualizations in use within two seconds. */
const MAX_ENTRIES = 4096;

/** Answers that are good for a short while, counted from when they were asked for. Failures are not kept. */
export class BriefMemory<T> {
  readonly #entries = new Map<string, { readonly value: Promise<T>; readonly untilMs: number }>();
  readonly #freshMs: number;

  constructor(freshMs: number) {
    this.#freshMs = freshMs;
  }

  /** What was answered to this key lately, or what `ask` answers; those who ask at the same time share one answer. */
  get(key: string, ask: () => Promise<T>): Promise<T> {
    const nowMs = performance.now();
    const known = this.#entries.get(key);
    if (known !== undefined && nowMs < known.untilMs) return known.value;
    const entry = { value: ask(), untilMs: nowMs + this.#freshMs };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    entry.value.catch(() => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
    });
    // the oldest stand first; a stale plan holds an AOI's whole border
    for (const [oldest, { untilMs }] of this.#entries) {
      if (nowMs < untilMs && this.#entries.size <= MAX_ENTRIES) break;
      this.#entries.delete(oldest);
    }
    return entry.value;
  }

  /** Forgets everything, for when something was written. */
  forget(): void {
    this.#entries.clear();
  }
}
