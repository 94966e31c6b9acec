/** What a few numbers amount to, as deviations from one of them. */
export interface Part {
  /** At least 1. */
  readonly n: number;
  readonly min: number;
  readonly max: number;
  readonly pivot: number;
  /** Of the deviations. */
  readonly sum: number;
  readonly squares: number;
}

/**
 * Extremes, mean and deviation of numbers that come in parts, each exact to a few units in the last place whatever
 * their order: Chan, Golub and LeVeque, Updating formulae and a pairwise algorithm (1979).
 */
export class Moments {
  count = 0;
  min = Infinity;
  max = -Infinity;
  #mean = 0;
  #squares = 0;

  /** @param squares sum of squared distances from the mean */
  static of(
    known: Pick<Moments, 'count' | 'min' | 'max'> & { readonly mean: number; readonly squares: number },
  ): Moments {
    const moments = new Moments();
    moments.count = known.count;
    moments.min = known.min;
    moments.max = known.max;
    moments.#mean = known.mean;
    moments.#squares = known.squares;
    return moments;
  }

  add({ n, min, max, pivot, sum, squares }: Part): void {
    const mean = pivot + sum / n;
    const total = this.count + n;
    const apart = mean - this.#mean;
    this.#squares += squares - (sum * sum) / n + apart * apart * ((this.count * n) / total);
    this.#mean += (apart * n) / total;
    this.count = total;
    if (min < this.min) this.min = min;
    if (max > this.max) this.max = max;
  }

  /** Never beyond the extremes, whatever a division rounds to. */
  get mean(): number {
    return Math.min(Math.max(this.#mean, this.min), this.max);
  }

  /** Population standard deviation. */
  get std(): number {
    return Math.sqrt(Math.max(this.#squares, 0) / this.count);
  }
}
