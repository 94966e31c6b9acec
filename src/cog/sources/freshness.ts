/** Asks whether a file is still the one that was opened, but not more often than at an interval. */
export class Freshness {
  private checkedAt = performance.now();
  private running: Promise<boolean> | undefined;

  constructor(
    private readonly intervalMs: number,
    private readonly ask: () => Promise<boolean>,
  ) {}

  /** Notes that the file was just seen to be the same. */
  confirm(): void {
    this.checkedAt = performance.now();
  }

  /** @param isForced asks now, however recently that was done */
  async isCurrent(isForced: boolean): Promise<boolean> {
    if (!isForced && performance.now() - this.checkedAt < this.intervalMs) return true;
    if (isForced) return this.check();
    this.running ??= this.check().finally(() => (this.running = undefined));
    return this.running;
  }

  private async check(): Promise<boolean> {
    const isCurrent = await this.ask();
    if (isCurrent) this.confirm();
    return isCurrent;
  }
}
