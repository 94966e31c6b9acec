import type { Target } from './load.ts';

export type TileSize = 256 | 512;

/** A server that is running. */
export interface Peer {
  readonly name: string;
  readonly version: string;
  /** Its processes, without their descendants. */
  pids(): readonly number[];
  stop(): Promise<void>;
}

/** A peer that renders tiles, and what is asked of it. */
export interface TilePeer extends Peer {
  /** By variant; the first is how it does it unless told otherwise. */
  targets(size: TileSize): readonly Target[];
}

/** Says that something is left out. */
export function skip(name: string, reason: string): void {
  process.stderr.write(`${name} is left out: ${reason}\n`);
}
