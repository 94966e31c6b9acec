import type { Distribution } from './distribution.ts';
import { Moments } from './moments.ts';
import { orderStatistics } from './order-statistics.ts';
import { KEY_COUNT, KEY_SPAN, keyReader, sortKeysOf, type KeyReader, type WideNumbers } from './sort-keys.ts';

/**
 * Counts numbers of 32 or 64 bits by their sort keys in a first look, and in a second one those of a few keys by
 * themselves. Whoever has something faster than `plainKeyCounter` may bring it.
 */
export interface KeyCounter {
  /** Any numbers of the kind that is counted. */
  readonly kind: WideNumbers;
  /** Pixels that the next runs are of. */
  use(values: WideNumbers, valid: Uint8Array): void;
  /** Counts the valid pixels `[from, to)`. @returns how many those are */
  count(from: number, to: number): number;
  /** Sum of the positions, counted from the last run's beginning, of its valid pixels. */
  readonly places: number;
  /** How many numbers each key has. */
  readonly counts: Uint32Array;
  /** Keys that have numbers, ascending. */
  keys(): Uint32Array;
  /** Of the index values so far. */
  readonly moments: Pick<Distribution, 'count' | 'min' | 'max' | 'mean' | 'std'>;
  /** Ends the first look: the second one is for these keys only. */
  choose(keys: readonly number[]): void;
  /** Looks again at the valid pixels `[from, to)`. */
  countAgain(from: number, to: number): void;
  /** Numbers of the `i`-th chosen key, after all have been looked at again. */
  members(i: number): KeyMembers;
}

/** Numbers of one key. */
export interface KeyMembers {
  /** The numbers at some of their ranks (ascending, distinct). */
  atRanks(ranks: readonly number[]): Map<number, number>;
  /** Every one of them, equal ones perhaps together. */
  forEach(visit: (number: number, count: number) => void): void;
}

export function plainKeyCounter(kind: WideNumbers, scale: number, offset: number): KeyCounter {
  return kind instanceof Float64Array ? new DoubleCounter(kind, scale, offset) : new PlainCounter(kind, scale, offset);
}

/** Most numbers whose deviations are taken from one of them. */
const CHUNK = 1024;

/** Numbers of 32 bits: a key has so few of them that each one is counted. */
class PlainCounter implements KeyCounter {
  readonly kind: WideNumbers;
  readonly counts = new Uint32Array(KEY_COUNT);
  readonly moments = new Moments();
  places = 0;
  protected values: WideNumbers;
  protected valid: Uint8Array = new Uint8Array(0);
  protected chosen: readonly number[] = [];
  /** 1 and more: the place in `chosen` */
  protected readonly placeOf = new Uint16Array(KEY_COUNT);
  readonly #scale: number;
  readonly #offset: number;
  #finer = new Uint32Array(0);

  constructor(kind: WideNumbers, scale: number, offset: number) {
    this.kind = kind;
    this.values = kind;
    this.#scale = scale;
    this.#offset = offset;
  }

  use(values: WideNumbers, valid: Uint8Array): void {
    this.values = values;
    this.valid = valid;
  }

  count(from: number, to: number): number {
    let counted = 0;
    let places = 0;
    for (let start = from; start < to; start += CHUNK) {
      const n = this.#countChunk(start, Math.min(start + CHUNK, to));
      counted += n;
      places += this.places + (start - from) * n;
    }
    this.places = places;
    return counted;
  }

  #countChunk(from: number, end: number): number {
    const { values, valid, counts } = this;
    const [scale, offset] = [this.#scale, this.#offset];
    const { words, stride, upper, flip, sign, shift } = sortKeysOf(values);
    this.places = 0;
    let first = from;
    while (first < end && valid[first] === 0) first++;
    if (first === end) return 0;
    // deviations from a number that is among them keep their digits
    const pivot = values[first] * scale + offset;
    // one by one: taken apart from an array they would be boxed, and the loop three times slower
    let n = 0;
    let places = 0;
    let min = Infinity;
    let max = -Infinity;
    let sum = 0;
    let squares = 0;
    for (let i = first; i < end; i++) {
      if (valid[i] === 0) continue;
      const value = values[i] * scale + offset;
      const deviation = value - pivot;
      if (value < min) min = value;
      if (value > max) max = value;
      n++;
      places += i - from;
      sum += deviation;
      squares += deviation * deviation;
      const word = words[i * stride + upper];
      counts[(word ^ (((word >> 31) & flip) | sign)) >>> shift]++;
    }
    this.moments.add({ n, min, max, pivot, sum, squares });
    this.places = places;
    return n;
  }

  keys(): Uint32Array {
    const keys: number[] = [];
    for (let key = 0; key < KEY_COUNT; key++) if (this.counts[key] > 0) keys.push(key);
    return Uint32Array.from(keys);
  }

  choose(keys: readonly number[]): void {
    this.chosen = keys;
    for (const [i, key] of keys.entries()) this.placeOf[key] = i + 1;
    this.prepare();
  }

  protected prepare(): void {
    this.#finer = new Uint32Array(this.chosen.length * KEY_SPAN);
  }

  countAgain(from: number, to: number): void {
    const { valid, placeOf } = this;
    const finer = this.#finer;
    const { words, flip, sign, shift } = sortKeysOf(this.values);
    for (let i = from; i < to; i++) {
      const sorted = words[i] ^ (((words[i] >> 31) & flip) | sign);
      const place = placeOf[sorted >>> shift];
      if (place === 0 || valid[i] === 0) continue;
      finer[(place - 1) * KEY_SPAN + (sorted & (KEY_SPAN - 1))]++;
    }
  }

  members(i: number): KeyMembers {
    return countedMembers(keyReader(this.kind), this.chosen[i], this.#finer.subarray(i * KEY_SPAN, (i + 1) * KEY_SPAN));
  }
}

/** Numbers of 64 bits: a key has more of them than could be counted, so they are gathered. */
class DoubleCounter extends PlainCounter {
  #lists: readonly Float64Array[] = [];
  #ends = new Uint32Array(0);

  protected override prepare(): void {
    this.#lists = this.chosen.map((key) => new Float64Array(this.counts[key]));
    this.#ends = new Uint32Array(this.chosen.length);
  }

  override countAgain(from: number, to: number): void {
    const { values, valid, placeOf } = this;
    const { words, stride, upper, flip, sign, shift } = sortKeysOf(values);
    for (let i = from; i < to; i++) {
      const word = words[i * stride + upper];
      const place = placeOf[(word ^ (((word >> 31) & flip) | sign)) >>> shift];
      if (place === 0 || valid[i] === 0) continue;
      this.#lists[place - 1][this.#ends[place - 1]++] = values[i];
    }
  }

  override members(i: number): KeyMembers {
    const list = this.#lists[i];
    return {
      atRanks: (ranks) => orderStatistics(list, 1, 0, ranks),
      forEach: (visit) => list.forEach((number) => visit(number, 1)),
    };
  }
}

/**
 * Members of a key by how many have each of the lower bits.
 *
 * @param finer `KEY_SPAN` counts
 */
export function countedMembers(reader: KeyReader, key: number, finer: Uint32Array): KeyMembers {
  return {
    atRanks: (ranks) => {
      const found = new Map<number, number>();
      let lower = 0;
      let end = finer[0];
      for (const rank of ranks) {
        while (end <= rank) end += finer[++lower];
        found.set(rank, reader.number(key, lower));
      }
      return found;
    },
    forEach: (visit) => {
      for (let lower = 0; lower < finer.length; lower++) {
        if (finer[lower] > 0) visit(reader.number(key, lower), finer[lower]);
      }
    },
  };
}
