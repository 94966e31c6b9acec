/** Lets a bounded number of tasks per key run at a time; the others wait for their turn, first come, first served. */
export class Turns {
  private readonly running = new Map<string, number>();
  private readonly waiting = new Map<string, (() => void)[]>();

  /** @param atOnce tasks per key */
  constructor(private readonly atOnce: number) {}

  async run<T>(key: string, task: () => Promise<T>): Promise<T> {
    await this.begin(key);
    try {
      return await task();
    } finally {
      this.end(key);
    }
  }

  private begin(key: string): Promise<void> | undefined {
    const running = this.running.get(key) ?? 0;
    if (running < this.atOnce) {
      this.running.set(key, running + 1);
      return undefined;
    }
    const queue = this.waiting.get(key) ?? [];
    this.waiting.set(key, queue);
    return new Promise((resolve) => queue.push(resolve));
  }

  private end(key: string): void {
    const queue = this.waiting.get(key);
    const next = queue?.shift();
    if (queue?.length === 0) this.waiting.delete(key);
    if (next !== undefined) {
      next(); // takes over the place
      return;
    }
    const running = (this.running.get(key) ?? 1) - 1;
    if (running > 0) this.running.set(key, running);
    else this.running.delete(key);
  }
}
