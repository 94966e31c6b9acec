import type { Dtype, Values } from '../raster/raster.ts';
import { makeUnset, numberBytes, numbersView } from './samples.ts';

const PAGE_BYTES = 64 << 10;
/** Larger windows and pictures are rare, and memory of their own is little of what they cost. */
const VALUES_BYTES = 8 << 20;
const FLAGS_BYTES = 2 << 20;
const SLOTS_BYTES = 2 << 20;
/** What code in WebAssembly looks up beside the pixels. */
const TABLES_BYTES = 128 << 10;
/** Counts of what pixels hold, and what tells which ones to look at again. */
const TALLY_BYTES = (16 << 20) + PAGE_BYTES;
const PLACE_BYTES = VALUES_BYTES + FLAGS_BYTES + SLOTS_BYTES + TABLES_BYTES + TALLY_BYTES;
/** Tiles that one thread has in hand, and two more. */
const PLACES = 4;

/**
 * Memory for the pixels of a window that are worked into something else and then forgotten. Fresh memory for each
 * would cost a tile more than reading its blocks: the system clears every page of it on first touch.
 *
 * It lies in one memory that WebAssembly reaches too and that never grows, which would move it: of what is not written
 * the system gives nothing.
 */
export class Scratch {
  readonly memory: WebAssembly.Memory;
  readonly #at: number;

  constructor(memory: WebAssembly.Memory, place: number) {
    this.memory = memory;
    this.#at = place * PLACE_BYTES;
  }

  /** Room for numbers, holding anything at all; what was taken before is overwritten. */
  values(dtype: Dtype, length: number): Values {
    const bytes = length * numberBytes(dtype);
    if (bytes > VALUES_BYTES) return makeUnset(dtype, length);
    return numbersView(this.#bytes(0, bytes), dtype === 'float16' ? 'float32' : dtype);
  }

  /** Room for flags, holding anything at all. */
  flags(length: number): Uint8Array<ArrayBuffer> {
    return length > FLAGS_BYTES ? new Uint8Array(length) : this.#bytes(VALUES_BYTES, length);
  }

  /** Room for the slots of a picture, all 0. */
  slots(length: number): Uint8Array<ArrayBuffer> {
    return length > SLOTS_BYTES ? new Uint8Array(length) : this.#bytes(VALUES_BYTES + FLAGS_BYTES, length).fill(0);
  }

  /** Room of 128 KiB that keeps what was written for as long as it is lent, and may have kept it from earlier. */
  tables(): Uint8Array<ArrayBuffer> {
    return this.#bytes(VALUES_BYTES + FLAGS_BYTES + SLOTS_BYTES, TABLES_BYTES);
  }

  /** Room of 16 MiB and 64 KiB, holding anything at all. */
  tally(): Uint8Array<ArrayBuffer> {
    return this.#bytes(VALUES_BYTES + FLAGS_BYTES + SLOTS_BYTES + TABLES_BYTES, TALLY_BYTES);
  }

  #bytes(from: number, length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.memory.buffer, this.#at + from, length);
  }
}

const idle: Scratch[] = [];
let made = false;

/** Lends scratch memory to `use` until its promise is settled; where all is lent already, some that is not kept. */
export async function withScratch<T>(use: (scratch: Scratch) => Promise<T>): Promise<T> {
  if (!made) idle.push(...makePlaces(PLACES));
  made = true;
  const kept = idle.pop();
  try {
    return await use(kept ?? makePlaces(1)[0]);
  } finally {
    if (kept !== undefined) idle.push(kept);
  }
}

function makePlaces(count: number): Scratch[] {
  const pages = Math.ceil((count * PLACE_BYTES) / PAGE_BYTES);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  return Array.from({ length: count }, (_, place) => new Scratch(memory, place));
}
