import type { Values } from '../raster/raster.ts';
import { keepByItself, type Blocks, type LoadBlock } from './block-cache.ts';
import type { BlocksMessage, Region, SharedBlock } from './block-messages.ts';
import { sharedView } from './block-view.ts';
import { OwnBlocks } from './own-blocks.ts';

/** A block in another thread's region. */
interface FoundBlock {
  readonly values: Values;
  readonly owner: number;
}

/** Uses of other threads' blocks that are reported together. */
const REPORTED_USES = 32;

/**
 * Decoded blocks that all threads read, each written by the thread that decoded it into a region of its own: together
 * they hold a block once, where caches of their own would hold it once each.
 *
 * No lock is needed. A block is announced when it is complete. Before its memory is written again, its owner tells all
 * that it is dropped and waits until each has let it go; a thread lets go between two turns of its event loop, and
 * whoever is handed a block must have copied what it needs by the end of the turn (`window.ts` does).
 *
 * Threads start and end at any time. An owner waits for those only that have said they are there, until the main thread
 * tells that they ended; and a thread reads the blocks of those only that have told it that they wait for it. Every
 * message names the thread that sent it, so that nothing said by or to one that has ended is taken for its successor's.
 */
export class SharedBlocks implements Blocks {
  readonly #place: number;
  readonly #epoch: number;
  readonly #regions: Region[];
  readonly #post: (message: BlocksMessage) => void;
  readonly #afterTurn: (work: () => void) => void;
  readonly #own: OwnBlocks;
  readonly #found = new Map<string, FoundBlock>();
  readonly #loading = new Map<string, Promise<Values | undefined>>();
  readonly #uses = new Map<number, string[]>();
  /** Places whose threads have said that they are there: this one waits for them. */
  readonly #present = new Set<number>();
  /** Places whose threads wait for this one: it may read their blocks. */
  readonly #welcomedBy = new Set<number>();
  /** What threads have said of which the main one has not told yet. */
  #early: BlocksMessage[] = [];

  /**
   * @param place of this thread among `regions`
   * @param post tells all other threads, in order
   * @param afterTurn does something when the present turn of the event loop has ended
   */
  constructor(
    place: number,
    regions: readonly Region[],
    post: (message: BlocksMessage) => void,
    afterTurn: (work: () => void) => void = setImmediate,
  ) {
    const { epoch, memory } = regions[place];
    this.#place = place;
    this.#epoch = epoch;
    this.#regions = [...regions];
    this.#post = post;
    this.#afterTurn = afterTurn;
    this.#own = new OwnBlocks(place, memory, afterTurn);
  }

  has(key: string): boolean {
    return this.#own.has(key) || this.#found.has(key) || this.#loading.has(key);
  }

  get(key: string, _bytes: number, load: LoadBlock): Promise<Values | undefined> {
    const own = this.#own.get(key);
    if (own !== undefined) return Promise.resolve(own);
    const found = this.#found.get(key);
    if (found !== undefined) {
      this.#report(found.owner, key);
      return Promise.resolve(found.values);
    }
    const loading = this.#loading.get(key);
    if (loading !== undefined) return loading;
    const made = load((values) => this.#keep(key, values)).finally(() => this.#loading.delete(key));
    this.#loading.set(key, made);
    return made;
  }

  /** Begins to share; from now on `receive` must be given every message of the others. */
  join(): void {
    this.#post({ kind: 'joined', ...this.#sender() });
  }

  /** Takes in what another thread tells. */
  receive(message: BlocksMessage): void {
    const { epoch } = this.#regions[message.from];
    if (message.epoch > epoch) this.#early.push(message);
    else if (message.epoch === epoch && this.#concerns(message)) this.#take(message);
  }

  /** Another thread has taken a place: nothing of the one before it is there any more, and it holds nothing. */
  replacePeer(place: number, region: Region): void {
    this.#regions[place] = region;
    this.#present.delete(place);
    this.#welcomedBy.delete(place);
    this.#uses.delete(place);
    for (const [key, { owner }] of this.#found) if (owner === place) this.#found.delete(key);
    this.#own.reclaimAll(place);
    const early = this.#early;
    this.#early = [];
    for (const message of early) this.receive(message);
  }

  #concerns(message: BlocksMessage): boolean {
    return !('to' in message) || (message.to === this.#place && message.toEpoch === this.#epoch);
  }

  #take(message: BlocksMessage): void {
    const { from } = message;
    switch (message.kind) {
      case 'joined':
        this.#meet(from);
        return;
      case 'welcome':
        // this one may have joined before the sender could hear of it
        if (!this.#present.has(from)) this.#meet(from);
        this.#welcomedBy.add(from);
        for (const block of message.blocks) this.#learn(from, block);
        return;
      case 'added':
        if (this.#welcomedBy.has(from)) this.#learn(from, message.block);
        return;
      case 'dropped':
        if (this.#welcomedBy.has(from)) this.#letGo(message);
        return;
      case 'let go':
        for (const offset of message.offsets) this.#own.reclaim(offset, from);
        return;
      case 'used':
        for (const key of message.keys) this.#own.get(key);
    }
  }

  /** Waits for a thread from now on, and tells it so. */
  #meet(place: number): void {
    this.#present.add(place);
    this.#post({ kind: 'welcome', ...this.#sender(), ...this.#receiver(place), blocks: this.#own.list() });
  }

  #sender(): { from: number; epoch: number } {
    return { from: this.#place, epoch: this.#epoch };
  }

  #receiver(to: number): { to: number; toEpoch: number } {
    return { to, toEpoch: this.#regions[to].epoch };
  }

  #report(owner: number, key: string): void {
    const keys = this.#uses.get(owner) ?? [];
    keys.push(key);
    this.#uses.set(owner, keys);
    if (keys.length < REPORTED_USES) return;
    this.#uses.delete(owner);
    this.#post({ kind: 'used', ...this.#sender(), ...this.#receiver(owner), keys: [...new Set(keys)] });
  }

  #keep(key: string, values: Values): Values {
    const found = this.#found.get(key);
    if (found !== undefined) return found.values;
    const { dropped, kept } = this.#own.keep(key, values, this.#present);
    if (dropped.length > 0) this.#post({ kind: 'dropped', ...this.#sender(), blocks: dropped });
    if (kept !== undefined) this.#post({ kind: 'added', ...this.#sender(), block: kept });
    return this.#own.get(key) ?? keepByItself(values);
  }

  #learn(owner: number, { key, array, offset, length }: SharedBlock): void {
    if (this.#own.has(key) || this.#found.has(key)) return;
    this.#found.set(key, { values: sharedView(this.#regions[owner].memory, array, offset, length), owner });
  }

  #letGo({ from, blocks }: Extract<BlocksMessage, { kind: 'dropped' }>): void {
    for (const { key, offset } of blocks) {
      const found = this.#found.get(key);
      if (found?.owner === from && found.values.byteOffset === offset) this.#found.delete(key);
    }
    const offsets = blocks.map(({ offset }) => offset);
    const message = { kind: 'let go', ...this.#sender(), ...this.#receiver(from), offsets } as const;
    // whoever was handed one in this turn has copied it by then
    this.#afterTurn(() => this.#post(message));
  }
}
