import type { Values } from '../raster/raster.ts';
import { workbench } from './workbench.ts';

/**
 * Copies numbers to where they are kept, at once: what lies on the workbench is soon overwritten.
 *
 * @returns the numbers as they are kept
 */
export type Keep = (values: Values) => Values;

/** Makes a block, which it gives to `keep` when it is complete; undefined when the file does not store it. */
export type LoadBlock = (keep: Keep) => Promise<Values | undefined>;

/** Numbers that nobody else writes: the same, or a copy of those on the workbench. */
export const keepByItself: Keep = (values) => (workbench.holds(values) ? values.slice() : values);

/** Where decoded blocks are kept. */
export interface Blocks {
  /** Whether the block of this key is at hand, or being made. */
  has(key: string): boolean;
  /**
   * The block of this key, made by `load` if it is not at hand; `bytes` is the size that it will have. A block that
   * is at hand must be copied from before the event loop turns: its memory may be another block's afterwards.
   */
  get(key: string, bytes: number, load: LoadBlock): Promise<Values | undefined>;
}

/**
 * Decoded blocks, the least recently used ones dropped first. Blocks being decoded are in it too, so that two
 * readers of one block decode it once. A block that fails is forgotten.
 */
export class BlockCache implements Blocks {
  private readonly entries = new Map<string, { block: Promise<Values | undefined>; bytes: number }>();
  private heldBytes = 0;

  /** @param maxBytes most that the decoded numbers may take; 0 caches nothing */
  constructor(private readonly maxBytes: number) {}

  has(key: string): boolean {
    return this.entries.has(key);
  }

  get(key: string, bytes: number, load: LoadBlock): Promise<Values | undefined> {
    const known = this.entries.get(key);
    if (known !== undefined) {
      this.entries.delete(key); // to the young end of the map's insertion order
      this.entries.set(key, known);
      return known.block;
    }
    const block = load(keepByItself);
    if (bytes > this.maxBytes) return block;
    const entry = { block, bytes };
    this.entries.set(key, entry);
    this.heldBytes += bytes;
    block.catch(() => {
      if (this.entries.get(key) === entry) this.drop(key, bytes);
    });
    this.shrink();
    return block;
  }

  private shrink(): void {
    for (const [key, { bytes }] of this.entries) {
      if (this.heldBytes <= this.maxBytes) return;
      this.drop(key, bytes);
    }
  }

  private drop(key: string, bytes: number): void {
    this.entries.delete(key);
    this.heldBytes -= bytes;
  }
}
