import type { Values } from '../raster/raster.ts';
import { BlockMemory, fitsBlockMemory, pieceBytes } from './block-memory.ts';
import type { DroppedBlock, SharedBlock } from './block-messages.ts';
import { arrayKindOf, sharedView } from './block-view.ts';

interface OwnBlock {
  readonly values: Values;
  /** bytes from the region's beginning */
  readonly offset: number;
}

/** Bytes kept free by dropping blocks ahead: what a few tiles need at once. */
const SLACK_BYTES = 8 << 20;

/**
 * The blocks of a region that one thread writes and others read, the least recently used ones dropped first. The piece
 * of a dropped block is held until all who may read it have let it go.
 */
export class OwnBlocks {
  readonly #place: number;
  readonly #region: SharedArrayBuffer;
  readonly #memory: BlockMemory;
  readonly #afterTurn: (work: () => void) => void;
  readonly #blocks = new Map<string, OwnBlock>();
  /** Places that have yet to let go of a piece. */
  readonly #held = new Map<number, { readonly places: Set<number>; readonly bytes: number }>();
  #heldBytes = 0;

  /**
   * @param place of the thread that owns the region
   * @param afterTurn does something when the present turn of the event loop has ended
   */
  constructor(place: number, region: SharedArrayBuffer, afterTurn: (work: () => void) => void) {
    this.#place = place;
    this.#region = region;
    this.#memory = new BlockMemory(region.byteLength);
    this.#afterTurn = afterTurn;
  }

  has(key: string): boolean {
    return this.#blocks.has(key);
  }

  /** The block of this key, which counts as a use of it. */
  get(key: string): Values | undefined {
    const block = this.#blocks.get(key);
    if (block === undefined) return undefined;
    this.#blocks.delete(key); // to the young end of the map's insertion order
    this.#blocks.set(key, block);
    return block.values;
  }

  list(): SharedBlock[] {
    return [...this.#blocks].map(([key, { values, offset }]) => sharedBlock(key, values, offset));
  }

  /**
   * Copies a block into the region, unless there is no room yet: then it will be decoded again.
   *
   * @param readers places that may read the region: they are to be told of what was dropped for it, and are waited for
   */
  keep(
    key: string,
    values: Values,
    readers: ReadonlySet<number>,
  ): { readonly dropped: readonly DroppedBlock[]; readonly kept?: SharedBlock } {
    const { byteLength, length } = values;
    if (!fitsBlockMemory(byteLength)) return { dropped: [] };
    const bytes = pieceBytes(byteLength);
    // once the others have let dropped blocks go, there is room and some to spare
    const wanted = Math.min(bytes + SLACK_BYTES, this.#region.byteLength / 2);
    const dropped = this.#drop(wanted - this.#memory.freeBytes - this.#heldBytes, readers);
    const offset = this.#memory.allocate(byteLength);
    if (offset === undefined) {
      // room enough, but in pieces: the next block of this size finds neighbours that were dropped together
      if (this.#memory.freeBytes >= bytes) dropped.push(...this.#drop(2 * bytes, readers));
      return { dropped };
    }
    const kept = sharedView(this.#region, arrayKindOf(values), offset, length);
    kept.set(values);
    this.#blocks.set(key, { values: kept, offset });
    return { dropped, kept: sharedBlock(key, kept, offset) };
  }

  /** A reader has let go of a piece. */
  reclaim(offset: number, place: number): void {
    const places = this.#held.get(offset)?.places;
    if (places?.delete(place) && places.size === 0) this.#release(offset);
  }

  /** A reader is there no more. */
  reclaimAll(place: number): void {
    for (const offset of [...this.#held.keys()]) this.reclaim(offset, place);
  }

  /** Drops the least recently used blocks of at least that many bytes. */
  #drop(bytes: number, readers: ReadonlySet<number>): DroppedBlock[] {
    if (bytes <= 0) return [];
    const dropped: DroppedBlock[] = [];
    let found = 0;
    for (const [key, { values, offset }] of this.#blocks) {
      if (found >= bytes) break;
      const piece = pieceBytes(values.byteLength);
      found += piece;
      this.#blocks.delete(key);
      dropped.push({ key, offset });
      this.#held.set(offset, { places: new Set(readers).add(this.#place), bytes: piece });
      this.#heldBytes += piece;
    }
    // whatever the others do, this very turn may still read them
    this.#afterTurn(() => dropped.forEach(({ offset }) => this.reclaim(offset, this.#place)));
    return dropped;
  }

  #release(offset: number): void {
    this.#heldBytes -= this.#held.get(offset)?.bytes ?? 0;
    this.#held.delete(offset);
    this.#memory.release(offset);
  }
}

function sharedBlock(key: string, values: Values, offset: number): SharedBlock {
  return { key, array: arrayKindOf(values), offset, length: values.length };
}
