import { randomUUID } from 'node:crypto';
import type { Region } from '../cog/block-messages.ts';
import type { Log } from '../log.ts';
import { Failure } from '../failure.ts';
import { prepareFonts } from '../render/fonts.ts';
import type { Engine, RunOptions, TaskInput, TaskName, TaskOutput } from './engine.ts';
import type { Job } from './job.ts';
import type { StoreSettings } from './open-store.ts';
import { nextHandOut } from './schedule.ts';
import { Thread } from './thread.ts';

export interface ThreadsOptions {
  /** Worker threads. */
  readonly threads: number;
  /** Tasks that may wait for a thread; one more is refused. */
  readonly maxWaiting: number;
  /** Files of each thread, since a scene's tiles are drawn by all; decoded blocks of all threads together. */
  readonly store: StoreSettings;
  readonly log?: Log | undefined;
}

/** A task whose thread ended twice is taken for the reason. */
const MAX_CRASHES = 2;
/** Until a thread is started again that could not be started just now. */
const RESTART_MS = 1000;

/**
 * An engine of worker threads, each with its own open files; decoded blocks are read by all of them. A task goes to
 * the thread that its affinity names, so that neighbours do not decode one block at the same time; a thread without
 * work takes another's (see `schedule.ts`). A thread that ends is replaced, and its tasks begin again.
 *
 * Blocks are shared because caches of their own would hold most of them once per thread: of 256 blocks, panned over by
 * 20 viewers, 2 threads with half each decode 0.28 a tile and 8 threads 1.24, however tiles are routed not much less
 * (0.28 and 0.70), and with one cache none.
 */
export class ThreadEngine implements Engine {
  readonly #threads: Thread[] = [];
  readonly #waiting: Job[] = [];
  readonly #options: ThreadsOptions;
  /** Decoded blocks, by the place of the thread that writes them. */
  readonly #regions: Region[] = [];
  readonly #channel = `blocks ${randomUUID()}`;
  #nextId = 0;
  #isClosed = false;

  /** @throws RangeError if there is not that much memory for blocks */
  constructor(options: ThreadsOptions) {
    this.#options = options;
    prepareFonts(); // threads cannot: native code reads the environment of the main one
    for (let place = 0; place < options.threads; place++) this.#regions.push(this.#newRegion(place));
    for (let place = 0; place < options.threads; place++) this.#threads.push(this.#start(place));
  }

  async ready(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.ready));
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
    if (signal?.aborted) return Promise.reject(nobodyWaits());
    return new Promise((resolve, reject) => {
      const job: Job = {
        id: this.#nextId++,
        name,
        input,
        affinity,
        signal,
        crashes: 0,
        resolve: resolve as Job['resolve'],
        reject,
      };
      signal?.addEventListener('abort', () => this.#drop(job));
      this.#waiting.push(job);
      this.#hand();
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const job of this.#waiting.splice(0)) job.reject(new Failure('busy', 'the service is stopping'));
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }

  #start(place: number): Thread {
    const data = {
      store: { ...this.#options.store, cacheBytes: 0 },
      sharing: { channel: this.#channel, place, regions: this.#regions },
    };
    return new Thread(data, {
      onFree: () => this.#hand(),
      onEnd: (unfinished, cause) => this.#replace(place, unfinished, cause),
    });
  }

  /** Memory for a place's blocks; the system gives it only as it is written. */
  #newRegion(place: number): Region {
    const { threads, store } = this.#options;
    const epoch = (this.#regions.at(place)?.epoch ?? 0) + 1;
    return { epoch, memory: new SharedArrayBuffer(Math.floor(store.cacheBytes / threads)) };
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
      if (job.signal?.aborted) job.reject(nobodyWaits());
      else if (job.crashes < MAX_CRASHES) this.#waiting.unshift(job);
      else job.reject(new Error('a render thread ended twice over one task', { cause }));
    }
    // one that never came up would not do so the next moment either
    if (wasReady) this.#startAgain(place);
    else this.#startLater(place);
  }

  #startLater(place: number): void {
    setTimeout(() => this.#startAgain(place), RESTART_MS).unref();
    // the others do meanwhile what it had in hand
    this.#hand();
  }

  #startAgain(place: number): void {
    if (this.#isClosed) return;
    const region = this.#tryToStart(place);
    if (region === undefined) {
      this.#startLater(place);
      return;
    }
    for (const [other, thread] of this.#threads.entries()) {
      if (other !== place) thread.tell({ kind: 'peer', place, region });
    }
    this.#hand();
  }

  /** The memory of the new thread; undefined when the system has none for it, or no thread. */
  #tryToStart(place: number): Region | undefined {
    try {
      const region = this.#newRegion(place);
      this.#regions[place] = region;
      this.#threads[place] = this.#start(place);
      return region;
    } catch (error) {
      this.#options.log?.error({ err: error }, 'a render thread could not be replaced; it is tried again');
      return undefined;
    }
  }

  /** Gives waiting tasks to threads that can take one. */
  #hand(): void {
    for (;;) {
      const next = nextHandOut(this.#waiting, this.#threads);
      if (next === undefined) return;
      this.#threads[next.thread].send(this.#waiting.splice(next.job, 1)[0]);
    }
  }

  #drop(job: Job): void {
    const at = this.#waiting.indexOf(job);
    if (at < 0) return;
    this.#waiting.splice(at, 1);
    job.reject(nobodyWaits());
  }
}

function nobodyWaits(): Failure {
  return new Failure('busy', 'nobody waits for the answer any more');
}
