import type { Dtype, Values } from '../raster/raster.ts';
import { makeUnset, numberBytes, numbersView } from './samples.ts';

/** Larger pictures are rare, and memory of their own is little of what they cost. */
const MAX_BYTES = 8 << 20;
/** Tiles that one thread has in hand. */
const MAX_IDLE = 4;

/**
 * Memory for the pixels of a window that are worked into something else and then forgotten. Fresh memory for each
 * would cost a tile more than reading its blocks: the system clears every page of it on first touch.
 */
export class Scratch {
  #numbers = new ArrayBuffer(0);
  #flags = new Uint8Array(new ArrayBuffer(0));

  /** Room for numbers, holding anything at all; what was taken before is overwritten. */
  values(dtype: Dtype, length: number): Values {
    const bytes = length * numberBytes(dtype);
    if (bytes > MAX_BYTES) return makeUnset(dtype, length);
    if (this.#numbers.byteLength < bytes) this.#numbers = new ArrayBuffer(bytes * 1.25);
    return numbersView(new Uint8Array(this.#numbers, 0, bytes), dtype === 'float16' ? 'float32' : dtype);
  }

  /** Room for flags, holding anything at all. */
  flags(length: number): Uint8Array<ArrayBuffer> {
    if (length > MAX_BYTES) return new Uint8Array(length);
    if (this.#flags.length < length) this.#flags = new Uint8Array(length * 1.25);
    return this.#flags.subarray(0, length);
  }
}

const idle: Scratch[] = [];

/** Lends scratch memory to `use` until its promise is settled. */
export async function withScratch<T>(use: (scratch: Scratch) => Promise<T>): Promise<T> {
  const scratch = idle.pop() ?? new Scratch();
  try {
    return await use(scratch);
  } finally {
    if (idle.length < MAX_IDLE) idle.push(scratch);
  }
}
