/** Lets a bounded number of tasks per key run at a time; the others wait for their turn, first come, first served. */
export class Turns {
  private readonly running = new Map<string, number>();
  private readonly waiting = new Map<string, Set<() => void>>();

  /** @param atOnce tasks per key */
  constructor(private readonly atOnce: number) {}

  /**
   * Runs the task when it is its turn.
   *
   * @param signal aborted when the task is no longer wanted: then it never begins, and its turn goes to the next
   * @throws the signal's reason, and what the task throws
   */
  async run<T>(key: string, task: () => Promise<T>, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    await this.begin(key, signal);
    try {
      return await task();
    } finally {
      this.end(key);
    }
  }

  private begin(key: string, signal: AbortSignal): Promise<void> | undefined {
    const running = this.running.get(key) ?? 0;
    if (running < this.atOnce) {
      this.running.set(key, running + 1);
      return undefined;
    }
    const queue = this.waiting.get(key) ?? new Set();
    this.waiting.set(key, queue);
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.remove(key, start);
        reject(signal.reason as Error);
      };
      const start = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      signal.addEventListener('abort', leave, { once: true });
      queue.add(start);
    });
  }

  private end(key: string): void {
    const next = this.waiting.get(key)?.values().next().value;
    if (next !== undefined) {
      this.remove(key, next);
      next(); // takes over the place
      return;
    }
    const running = (this.running.get(key) ?? 1) - 1;
    if (running > 0) this.running.set(key, running);
    else this.running.delete(key);
  }

  private remove(key: string, start: () => void): void {
    const queue = this.waiting.get(key);
    queue?.delete(start);
    if (queue?.size === 0) this.waiting.delete(key);
  }
}
