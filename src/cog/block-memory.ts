/** Smallest piece that is handed out: a 64 x 64 block of 32-bit numbers. */
const LEAST_BYTES = 1 << 14;
/** Largest one, and the unit that the memory is cut into: a 2048 x 2048 block of 32-bit numbers. */
const MOST_ORDER = 10;
const CHUNK_BYTES = LEAST_BYTES << MOST_ORDER;

/**
 * Hands out pieces of a stretch of memory of fixed size, as offsets; the memory itself is somebody else's. Buddy
 * allocation (Knowlton, A fast storage allocator, 1965): pieces are powers of two, halved and joined again.
 */
export class BlockMemory {
  /** Offsets of free pieces by order: `LEAST_BYTES << order` bytes each. */
  readonly #free: Set<number>[] = Array.from({ length: MOST_ORDER + 1 }, () => new Set());
  readonly #orders = new Map<number, number>();
  #freeBytes = 0;

  /** @param bytes what is not a whole number of 16 MiB at the end is left unused, but for smaller powers of two */
  constructor(bytes: number) {
    let offset = 0;
    for (let order = MOST_ORDER; order >= 0; order--) {
      const size = LEAST_BYTES << order;
      for (; offset + size <= bytes; offset += size) {
        this.#free[order].add(offset);
        this.#freeBytes += size;
      }
    }
  }

  /** What is free in all, whether or not in one piece. */
  get freeBytes(): number {
    return this.#freeBytes;
  }

  /** Offset of a piece of at least that many bytes; undefined while there is none. */
  allocate(bytes: number): number | undefined {
    const order = orderOf(bytes);
    let from = order;
    while (from <= MOST_ORDER && this.#free[from].size === 0) from++;
    if (from > MOST_ORDER) return undefined;
    const [offset] = this.#free[from];
    this.#free[from].delete(offset);
    for (; from > order; from--) this.#free[from - 1].add(offset + (LEAST_BYTES << (from - 1)));
    this.#orders.set(offset, order);
    this.#freeBytes -= LEAST_BYTES << order;
    return offset;
  }

  /** Takes a piece back. */
  release(offset: number): void {
    let order = this.#orders.get(offset);
    if (order === undefined) throw new RangeError(`no piece was handed out at ${offset}`);
    this.#orders.delete(offset);
    this.#freeBytes += LEAST_BYTES << order;
    let at = offset;
    for (; order < MOST_ORDER; order++) {
      const size = LEAST_BYTES << order;
      const buddy = (at / size) % 2 === 0 ? at + size : at - size; // not `at ^ size`, which has 32 bits
      if (!this.#free[order].delete(buddy)) break;
      at = Math.min(at, buddy);
    }
    this.#free[order].add(at);
  }
}

/** Whether a block of that many bytes can ever have a piece. */
export function fitsBlockMemory(bytes: number): boolean {
  return bytes > 0 && bytes <= CHUNK_BYTES;
}

/** What a block of that many bytes takes of the memory. */
export function pieceBytes(bytes: number): number {
  return LEAST_BYTES << orderOf(bytes);
}

function orderOf(bytes: number): number {
  let order = 0;
  while (LEAST_BYTES << order < bytes) order++;
  return order;
}
