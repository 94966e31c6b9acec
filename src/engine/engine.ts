import type { CogStore } from '../cog/store.ts';
import { drawMap } from './draw-map.ts';
import { drawTile } from './draw-tile.ts';
import { measureClasses, takeSummary } from './measure-scene.ts';
import { readPoint } from './read-point.ts';

/** Everything that reads pixels: plain data in, bytes or numbers out. */
export const TASKS = { drawMap, drawTile, measureClasses, readPoint, takeSummary } as const;

export type TaskName = keyof typeof TASKS;
export type TaskInput<Name extends TaskName> = Parameters<(typeof TASKS)[Name]>[1];
export type TaskOutput<Name extends TaskName> = Awaited<ReturnType<(typeof TASKS)[Name]>>;

/** Tells that nobody waits any more: all that is asked of an AbortSignal here. */
export interface GoneSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export interface RunOptions {
  /** Ends a task that has not begun when its caller has gone. */
  readonly signal?: GoneSignal | undefined;
  /** Tasks with the same number are likely to read the same blocks; those that take long have none. */
  readonly affinity?: number | undefined;
}

/** Where tasks run: on threads in the service, at the caller's place in commands and tests. */
export interface Engine {
  /**
   * @throws Failure of the task itself; `busy` when too many wait already
   */
  run<Name extends TaskName>(name: Name, input: TaskInput<Name>, options?: RunOptions): Promise<TaskOutput<Name>>;
  /** Settled when a task would not wait for code to be loaded. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

/** Runs a task with a store of open rasters. */
export function runTask<Name extends TaskName>(
  cogs: CogStore,
  name: Name,
  input: TaskInput<Name>,
): Promise<TaskOutput<Name>> {
  // the table's types say that a name and its input belong together, which TypeScript cannot follow through an index
  const task = TASKS[name] as (cogs: CogStore, input: TaskInput<Name>) => Promise<TaskOutput<Name>>;
  return task(cogs, input);
}

/** An engine that runs each task at once, on the caller's thread. It does not own the store. */
export function localEngine(cogs: CogStore): Engine {
  return {
    run: (name, input) => runTask(cogs, name, input),
    ready: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}
