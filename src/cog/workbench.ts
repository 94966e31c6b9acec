/** Compressed bytes of blocks that are being read or wait to be decoded: two tiles' of 512 px float32. */
const LENT_BYTES = 4 << 20;
/** The largest block that is decoded here: 1024 px float32. */
const BLOCK_BYTES = 4 << 20;
/** What code in WebAssembly keeps at the beginning, as `npm run build` places it. */
const CODE_BYTES = (512 + 64) << 10;
/** What may be written behind a block. */
const SLACK_BYTES = 4 << 10;
const PAGE_BYTES = 64 << 10;
/** Every typed array can view memory that begins at a multiple of it, and no vector lies in two lines of a cache. */
const ALIGNMENT = 64;

/** Memory for the compressed bytes of one block, lent until they are decoded. */
export interface LentBytes {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Nobody reads or writes them any more. */
  giveBack(): void;
}

/** A stretch that is lent, as offsets. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

/**
 * Memory in which a thread makes numbers of compressed bytes, block after block, and which WebAssembly reaches. Fresh
 * memory for each would be 1.7 MB a block of 512 px float32: the system clears it at first touch, and V8 goes through
 * its whole heap for every 60 MB of it. It never grows, which would move it; of what is not written the system gives
 * nothing.
 */
export class Workbench {
  readonly memory: WebAssembly.Memory;
  /** In the order they lie in. */
  readonly #lent: Stretch[] = [];

  constructor() {
    const pages = Math.ceil((CODE_BYTES + LENT_BYTES + BLOCK_BYTES + SLACK_BYTES) / PAGE_BYTES);
    this.memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  }

  /** Where a block of that many bytes is made, overwriting the one before it; undefined when there is no room for it. */
  blockOf(bytes: number): Uint8Array<ArrayBuffer> | undefined {
    if (bytes > BLOCK_BYTES) return undefined;
    return new Uint8Array(this.memory.buffer, CODE_BYTES + LENT_BYTES, bytes);
  }

  /** Memory for compressed bytes, holding anything at all; undefined while there is no room for them. */
  lend(length: number): LentBytes | undefined {
    let start = 0;
    let place = 0;
    for (; place < this.#lent.length && this.#lent[place].start - start < length; place++) {
      start = Math.ceil(this.#lent[place].end / ALIGNMENT) * ALIGNMENT;
    }
    if (start + length > LENT_BYTES) return undefined;
    const stretch = { start, end: start + length };
    this.#lent.splice(place, 0, stretch);
    return {
      bytes: new Uint8Array(this.memory.buffer, CODE_BYTES + start, length),
      giveBack: () => {
        const at = this.#lent.indexOf(stretch);
        if (at >= 0) this.#lent.splice(at, 1);
      },
    };
  }

  /** Whether these bytes or numbers lie in this memory, and are soon overwritten. */
  holds({ buffer }: { readonly buffer: ArrayBufferLike }): boolean {
    return buffer === this.memory.buffer;
  }
}

/** The one of this thread. */
export const workbench = new Workbench();
