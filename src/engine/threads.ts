import type { Log } from '../log.ts';
import { Failure } from '../failure.ts';
import { prepareFonts } from '../render/fonts.ts';
import type { Engine, RunOptions, TaskInput, TaskName, TaskOutput } from './engine.ts';
import type { Job } from './job.ts';
import type { StoreSettings } from './open-store.ts';
import { Thread } from './thread.ts';

export interface ThreadsOptions {
  /** Worker threads. */
  readonly threads: number;
  /** Tasks that may wait for a thread; one more is refused. */
  readonly maxWaiting: number;
  /** Of all threads together. */
  readonly store: StoreSettings;
  readonly log?: Log | undefined;
}

/** Tasks that one thread has in hand: while it finishes one, the next is already there. */
const IN_HAND = 2;
/** A task whose thread ended twice is taken for the reason. */
const MAX_CRASHES = 2;

/**
 * An engine of worker threads, each with its own open files and decoded blocks. A task goes to the thread that its
 * affinity names, so that a block is decoded by one thread and not by all; a thread without work takes another's.
 * A thread that ends is replaced, and its tasks begin again.
 */
export class ThreadEngine implements Engine {
  readonly #threads: Thread[] = [];
  readonly #waiting: Job[] = [];
  readonly #options: ThreadsOptions;
  #nextId = 0;
  #isClosed = false;

  constructor(options: ThreadsOptions) {
    this.#options = options;
    prepareFonts(); // threads cannot: native code reads the environment of the main one
    for (let i = 0; i < options.threads; i++) this.#threads.push(this.#start(i));
  }

  run<Name extends TaskName>(
    name: Name,
    input: TaskInput<Name>,
    { signal, affinity }: RunOptions = {},
  ): Promise<TaskOutput<Name>> {
    if (this.#isClosed) return Promise.reject(new Failure('busy', 'the service is stopping'));
    if (this.#waiting.length >= this.#options.maxWaiting) {
      return Promise.reject(new Failure('busy', `${this.#waiting.length} pictures are waiting already; try again`));
    }
    return new Promise((resolve, reject) => {
      const job: Job = {
        id: this.#nextId++,
        name,
        input,
        affinity,
        crashes: 0,
        resolve: resolve as Job['resolve'],
        reject,
      };
      signal?.addEventListener('abort', () => this.#drop(job), { once: true });
      this.#waiting.push(job);
      this.#hand();
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const job of this.#waiting.splice(0)) job.reject(new Failure('busy', 'the service is stopping'));
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }

  /** Ends one thread as a crash would: for tests of what happens then. */
  crash(thread: number): Promise<void> {
    return this.#threads[thread].crash();
  }

  #start(place: number): Thread {
    const { threads, store } = this.#options;
    const share = {
      ...store,
      maxOpenFiles: Math.max(1, Math.ceil(store.maxOpenFiles / threads)),
      cacheBytes: Math.floor(store.cacheBytes / threads),
    };
    return new Thread(share, {
      onFree: () => this.#hand(),
      onEnd: (unfinished, cause) => this.#replace(place, unfinished, cause),
    });
  }

  #replace(place: number, unfinished: readonly Job[], cause: Error): void {
    if (this.#isClosed) return;
    this.#options.log?.error(
      { err: cause, tasks: unfinished.length },
      'a render thread ended; another takes its place',
    );
    const wasReady = this.#threads[place].isReady;
    for (const job of [...unfinished].reverse()) {
      job.crashes++;
      if (job.crashes < MAX_CRASHES) this.#waiting.unshift(job);
      else job.reject(new Error('a render thread ended twice over one task', { cause }));
    }
    // one that never came up would not do so the next moment either
    const start = (): void => {
      if (this.#isClosed) return;
      this.#threads[place] = this.#start(place);
      this.#hand();
    };
    if (wasReady) start();
    else setTimeout(start, 1000).unref();
  }

  /** Gives waiting tasks, oldest first, to threads that can take one. */
  #hand(): void {
    for (let i = 0; i < this.#waiting.length;) {
      const thread = this.#threadFor(this.#waiting[i]);
      if (thread === undefined) i++;
      else thread.send(this.#waiting.splice(i, 1)[0]);
      if (this.#threads.every(({ load }) => load >= IN_HAND)) return;
    }
  }

  /** The thread of the task's affinity while it has room; another one only when that has nothing to do at all. */
  #threadFor({ affinity }: Job): Thread | undefined {
    const idlest = this.#threads.reduce((best, thread) => (thread.load < best.load ? thread : best));
    if (affinity === undefined) return idlest.load < IN_HAND ? idlest : undefined;
    const own = this.#threads[affinity % this.#threads.length];
    if (own.load < IN_HAND) return own;
    return idlest.load === 0 ? idlest : undefined;
  }

  #drop(job: Job): void {
    const at = this.#waiting.indexOf(job);
    if (at < 0) return;
    this.#waiting.splice(at, 1);
    job.reject(new Failure('busy', 'nobody waits for the answer any more'));
  }
}
