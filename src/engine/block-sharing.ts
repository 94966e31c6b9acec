import { BroadcastChannel } from 'node:worker_threads';
import type { BlocksMessage, Region } from '../cog/block-messages.ts';
import { SharedBlocks } from '../cog/shared-blocks.ts';

/** What a thread needs to share decoded blocks with the others of its engine. */
export interface BlockSharing {
  /** Name of the channel on which the engine's threads talk. */
  readonly channel: string;
  /** The thread's own among the regions. */
  readonly place: number;
  readonly regions: readonly Region[];
}

/** News of another thread having taken a place, from the main one. */
export interface PeerMessage {
  readonly kind: 'peer';
  readonly place: number;
  readonly region: Region;
}

/** Joins the engine's threads in sharing blocks. */
export function joinSharing({ channel, place, regions }: BlockSharing): SharedBlocks {
  const others = new BroadcastChannel(channel);
  const blocks = new SharedBlocks(place, regions, (message) => others.postMessage(message));
  others.onmessage = (event) => blocks.receive((event as { data: BlocksMessage }).data);
  blocks.join();
  // a channel alone would keep a thread that is told to end
  others.unref();
  return blocks;
}
