import type { ArrayKind } from './block-view.ts';

/** The memory of one thread's blocks, which all threads read and only that one writes. */
export interface Region {
  /** Rises when another thread comes to own the place, with memory of its own. */
  readonly epoch: number;
  readonly memory: SharedArrayBuffer;
}

/** Where a block lies in its owner's region. */
export interface SharedBlock {
  readonly key: string;
  readonly array: ArrayKind;
  /** bytes */
  readonly offset: number;
  readonly length: number;
}

/** What every message says: the sender's place, and which of the threads that have been there it is. */
interface Sent {
  readonly from: number;
  readonly epoch: number;
}

/** A message for one thread only, not for one that comes to own its place. */
interface Addressed extends Sent {
  readonly to: number;
  readonly toEpoch: number;
}

/**
 * What threads tell each other, all to all, each pair in order.
 *
 * - `joined`: the sender hears all messages from now on.
 * - `welcome`: from now on the sender waits for the addressee before it writes a piece again; these are its blocks.
 * - `added`, `dropped`: for those whom the sender has welcomed; the others ignore them.
 * - `let go`: the sender reads the pieces at these offsets no more.
 * - `used`: blocks of the addressee's that the sender has read.
 */
export type BlocksMessage =
  | ({ readonly kind: 'joined' } & Sent)
  | ({ readonly kind: 'welcome'; readonly blocks: readonly SharedBlock[] } & Addressed)
  | ({ readonly kind: 'added'; readonly block: SharedBlock } & Sent)
  | ({ readonly kind: 'dropped'; readonly blocks: readonly DroppedBlock[] } & Sent)
  | ({ readonly kind: 'let go'; readonly offsets: readonly number[] } & Addressed)
  | ({ readonly kind: 'used'; readonly keys: readonly string[] } & Addressed);

export interface DroppedBlock {
  readonly key: string;
  readonly offset: number;
}
