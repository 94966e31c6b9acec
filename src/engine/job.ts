import type { GoneSignal, TaskName } from './engine.ts';
import type { SceneSource } from './scene-source.ts';

/** A task that someone waits for. */
export interface Job {
  readonly id: number;
  readonly name: TaskName;
  readonly input: { readonly scene: SceneSource };
  /** Threads that it took down with it. */
  crashes: number;
  /** Which thread is likely to hold its blocks. */
  readonly affinity: number | undefined;
  /** Says when nobody waits for it any more. */
  readonly signal: GoneSignal | undefined;
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: Error) => void;
}
