import type { Values } from '../raster/raster.ts';
import type { Blocks } from './block-cache.ts';
import { BlockMemory, fitsBlockMemory, pieceBytes } from './block-memory.ts';
import { arrayKindOf, sharedView, type ArrayKind } from './block-view.ts';

/** The memory of one thread's blocks, which all threads read and only that one writes. */
export interface Region {
  /** Changed when another thread comes to own the place, with memory of its own. */
  readonly epoch: number;
  readonly memory: SharedArrayBuffer;
}

/** What threads tell each other, all to all. `from` and `to` are places. */
export type BlocksMessage =
  | {
      readonly kind: 'added';
      readonly from: number;
      readonly epoch: number;
      readonly key: string;
      readonly array: ArrayKind;
      readonly offset: number;
      readonly length: number;
    }
  | {
      readonly kind: 'dropped';
      readonly from: number;
      readonly epoch: number;
      readonly blocks: readonly DroppedBlock[];
    }
  | { readonly kind: 'let go'; readonly from: number; readonly to: number; readonly offsets: readonly number[] }
  | { readonly kind: 'used'; readonly from: number; readonly to: number; readonly keys: readonly string[] };

interface DroppedBlock {
  readonly key: string;
  readonly offset: number;
}

/** A block in the thread's own region. */
interface OwnBlock {
  readonly values: Values;
  readonly offset: number;
}

/** A block in another thread's. */
interface FoundBlock {
  readonly values: Values;
  readonly owner: number;
}

/** Bytes kept free by dropping blocks ahead: what a few tiles need at once. */
const SLACK_BYTES = 8 << 20;
/** Uses of other threads' blocks that are reported together. */
const REPORTED_USES = 32;

/**
 * Decoded blocks that all threads read, each written by the thread that decoded it into a region of its own: together
 * they hold a block once, where caches of their own would hold it once each.
 *
 * No lock is needed. A block is announced when it is complete. Before its memory is written again, its owner tells all
 * that it is dropped and waits until each has let it go; a thread lets go between two turns of its event loop, and
 * whoever is handed a block must have copied what it needs by the end of the turn (`window.ts` does).
 */
export class SharedBlocks implements Blocks {
  readonly #place: number;
  readonly #regions: Region[];
  readonly #post: (message: BlocksMessage) => void;
  readonly #memory: BlockMemory;
  readonly #own = new Map<string, OwnBlock>();
  readonly #found = new Map<string, FoundBlock>();
  readonly #loading = new Map<string, Promise<Values | undefined>>();
  /** Places that have yet to let go of a piece of the own region. */
  readonly #held = new Map<number, { readonly places: Set<number>; readonly bytes: number }>();
  readonly #uses = new Map<number, string[]>();
  #heldBytes = 0;

  /**
   * @param place of this thread among `regions`
   * @param post tells all other threads, in order
   */
  constructor(place: number, regions: readonly Region[], post: (message: BlocksMessage) => void) {
    this.#place = place;
    this.#regions = [...regions];
    this.#post = post;
    this.#memory = new BlockMemory(regions[place].memory.byteLength);
  }

  has(key: string): boolean {
    return this.#own.has(key) || this.#found.has(key) || this.#loading.has(key);
  }

  get(key: string, _bytes: number, load: () => Promise<Values | undefined>): Promise<Values | undefined> {
    const own = this.#own.get(key);
    if (own !== undefined) {
      this.#touch(key, own);
      return Promise.resolve(own.values);
    }
    const found = this.#found.get(key);
    if (found !== undefined) {
      this.#report(found.owner, key);
      return Promise.resolve(found.values);
    }
    const loading = this.#loading.get(key);
    if (loading !== undefined) return loading;
    const made = load().then(
      (values) => {
        this.#loading.delete(key);
        if (values !== undefined) this.#keep(key, values);
        return values;
      },
      (cause: unknown) => {
        this.#loading.delete(key);
        throw cause;
      },
    );
    this.#loading.set(key, made);
    return made;
  }

  /** Takes in what another thread tells. */
  receive(message: BlocksMessage): void {
    switch (message.kind) {
      case 'added':
        if (this.#isCurrent(message.from, message.epoch)) this.#learn(message);
        return;
      case 'dropped':
        if (this.#isCurrent(message.from, message.epoch)) this.#letGo(message.from, message.blocks);
        return;
      case 'let go':
        if (message.to === this.#place) for (const offset of message.offsets) this.#reclaim(offset, message.from);
        return;
      case 'used':
        if (message.to === this.#place) {
          for (const key of message.keys) {
            const own = this.#own.get(key);
            if (own !== undefined) this.#touch(key, own);
          }
        }
    }
  }

  /** Another thread has taken a place: nothing of the one before it is there any more, and it holds nothing. */
  replacePeer(place: number, region: Region): void {
    this.#regions[place] = region;
    for (const [key, { owner }] of this.#found) if (owner === place) this.#found.delete(key);
    for (const offset of [...this.#held.keys()]) this.#reclaim(offset, place);
  }

  #isCurrent(place: number, epoch: number): boolean {
    return place !== this.#place && this.#regions[place].epoch === epoch;
  }

  #touch(key: string, own: OwnBlock): void {
    this.#own.delete(key); // to the young end of the map's insertion order
    this.#own.set(key, own);
  }

  #report(owner: number, key: string): void {
    const keys = this.#uses.get(owner) ?? [];
    keys.push(key);
    this.#uses.set(owner, keys);
    if (keys.length < REPORTED_USES) return;
    this.#uses.delete(owner);
    this.#post({ kind: 'used', from: this.#place, to: owner, keys: [...new Set(keys)] });
  }

  /** Copies a block into the own region, unless there is no room yet: then it will be decoded again. */
  #keep(key: string, values: Values): void {
    const { byteLength, length } = values;
    if (!fitsBlockMemory(byteLength) || this.#found.has(key)) return;
    const bytes = pieceBytes(byteLength);
    this.#makeRoom(bytes);
    const offset = this.#memory.allocate(byteLength);
    if (offset === undefined) {
      // room enough, but in pieces: the next block of this size finds neighbours that were dropped together
      if (this.#memory.freeBytes >= bytes) this.#drop(2 * bytes);
      return;
    }
    const array = arrayKindOf(values);
    const { memory, epoch } = this.#regions[this.#place];
    const kept = sharedView(memory, array, offset, length);
    kept.set(values);
    this.#own.set(key, { values: kept, offset });
    this.#post({ kind: 'added', from: this.#place, epoch, key, array, offset, length });
  }

  /** Sees to it that, once the others have let dropped blocks go, there is room and some to spare. */
  #makeRoom(bytes: number): void {
    const wanted = Math.min(bytes + SLACK_BYTES, this.#regions[this.#place].memory.byteLength / 2);
    this.#drop(wanted - this.#memory.freeBytes - this.#heldBytes);
  }

  /** Drops the least recently used blocks of at least that many bytes. */
  #drop(bytes: number): void {
    const dropped: DroppedBlock[] = [];
    let found = 0;
    for (const [key, { values, offset }] of this.#own) {
      if (found >= bytes) break;
      const piece = pieceBytes(values.byteLength);
      found += piece;
      this.#own.delete(key);
      dropped.push({ key, offset });
      this.#hold(offset, piece);
    }
    const { epoch } = this.#regions[this.#place];
    if (dropped.length > 0) this.#post({ kind: 'dropped', from: this.#place, epoch, blocks: dropped });
  }

  #hold(offset: number, bytes: number): void {
    const places = new Set(this.#regions.keys());
    places.delete(this.#place);
    this.#held.set(offset, { places, bytes });
    this.#heldBytes += bytes;
    // alone, or whatever the others do: this very turn may still read it
    if (places.size === 0) setImmediate(() => this.#reclaim(offset, this.#place));
  }

  #reclaim(offset: number, place: number): void {
    const held = this.#held.get(offset);
    if (held === undefined) return;
    held.places.delete(place);
    if (held.places.size > 0) return;
    this.#held.delete(offset);
    this.#heldBytes -= held.bytes;
    this.#memory.release(offset);
  }

  #learn({ from, key, array, offset, length }: Extract<BlocksMessage, { kind: 'added' }>): void {
    if (this.#own.has(key) || this.#found.has(key)) return;
    this.#found.set(key, { values: sharedView(this.#regions[from].memory, array, offset, length), owner: from });
  }

  #letGo(from: number, blocks: readonly DroppedBlock[]): void {
    for (const { key, offset } of blocks) {
      const found = this.#found.get(key);
      if (found?.owner === from && found.values.byteOffset === offset) this.#found.delete(key);
    }
    const offsets = blocks.map(({ offset }) => offset);
    // whoever was handed one in this turn has copied it by then
    setImmediate(() => this.#post({ kind: 'let go', from: this.#place, to: from, offsets }));
  }
}
