import { Worker } from 'node:worker_threads';
import { Failure } from '../failure.ts';
import { unpackError, type ReplyMessage, type TaskMessage } from './messages.ts';
import type { PeerMessage } from './block-sharing.ts';
import type { Job } from './job.ts';
import { isLong, type ThreadLoad } from './schedule.ts';
import type { ThreadData } from './worker.ts';

/** What a thread tells its owner. */
export interface ThreadEvents {
  /** One job fewer is running. */
  readonly onFree: () => void;
  /** The thread is gone, with these jobs unfinished. */
  readonly onEnd: (unfinished: readonly Job[], cause: Error) => void;
}

/** One worker thread and the jobs that it has in hand. */
export class Thread implements ThreadLoad {
  readonly #worker: Worker;
  readonly #jobs = new Map<number, Job>();
  readonly #settleReady: () => void;
  #isReady = false;
  #isClosing = false;
  #hasEnded = false;

  /** Settled once the thread's code has been loaded, or it has ended without. */
  readonly ready: Promise<void>;

  constructor(data: ThreadData, events: ThreadEvents) {
    const { promise, settle } = openPromise();
    this.ready = promise;
    this.#settleReady = settle;
    this.#worker = startWorker(data);
    this.#worker.on('message', (reply: ReplyMessage) => this.#take(reply, events));
    let cause: Error | undefined;
    this.#worker.on('error', (error) => (cause = error));
    this.#worker.on('exit', (code) => {
      this.#hasEnded = true;
      this.#settleReady();
      if (this.#isClosing) return;
      const unfinished = [...this.#jobs.values()];
      this.#jobs.clear();
      events.onEnd(unfinished, cause ?? new Error(`a render thread ended with exit code ${code}`));
    });
  }

  /** Jobs in hand; one that has ended can take none. */
  get load(): number {
    return this.#hasEnded ? Infinity : this.#jobs.size;
  }

  get hasLongJob(): boolean {
    return [...this.#jobs.values()].some(isLong);
  }

  get hasSuspect(): boolean {
    return [...this.#jobs.values()].some(({ crashes }) => crashes > 0);
  }

  /** False until the thread's code has been loaded: jobs sent earlier only wait in it. */
  get isReady(): boolean {
    return this.#isReady;
  }

  send(job: Job): void {
    this.#jobs.set(job.id, job);
    this.#post(job, false);
  }

  /** Tells of another thread that has taken a place. */
  tell(message: PeerMessage): void {
    this.#worker.postMessage(message);
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#worker.terminate();
    for (const job of this.#jobs.values()) job.reject(new Failure('busy', 'the service is stopping'));
  }

  #post({ id, name, input }: Job, withScene: boolean): void {
    const { scene, ...rest } = input;
    const message: TaskMessage = { id, name, input: rest, sceneKey: scene.key, ...(withScene && { scene }) };
    this.#worker.postMessage(message);
  }

  #take(reply: ReplyMessage, { onFree }: ThreadEvents): void {
    if (reply.kind === 'ready') {
      this.#isReady = true;
      this.#settleReady();
      onFree();
      return;
    }
    const job = this.#jobs.get(reply.id);
    if (job === undefined) return;
    if (reply.kind === 'needsScene') {
      this.#post(job, true);
      return;
    }
    this.#jobs.delete(reply.id);
    if (reply.kind === 'done') job.resolve(withBuffers(reply.output));
    else job.reject(unpackError(reply.error));
    onFree();
  }
}

function openPromise(): { readonly promise: Promise<void>; readonly settle: () => void } {
  let settle = (): void => undefined;
  const promise = new Promise<void>((resolve) => (settle = resolve));
  return { promise, settle };
}

/** Node's Buffers come out of a message as plain byte arrays. */
function withBuffers(output: unknown): unknown {
  if (output instanceof Uint8Array) return Buffer.from(output.buffer, output.byteOffset, output.length);
  if (typeof output !== 'object' || output === null || !('bytes' in output)) return output;
  return { ...output, bytes: withBuffers(output.bytes) };
}

/**
 * New objects of a thread, three halves of which V8 keeps: a tile makes 40 kB of them and keeps none. With V8's own 48 MB
 * two threads take 50 MiB more, and no less time.
 */
const LIMITS = { maxYoungGenerationSizeMb: 6 } as const;

/** Where this code runs from source, for development and tests; the built service never loads it. */
const SOURCE_LOADER = 'tsx/esm/api';

/** Run from source, the thread needs the loader as the main one does; Node 20 does not hand it down to threads. */
function startWorker(data: ThreadData): Worker {
  const isSource = import.meta.url.endsWith('.ts');
  const entry = new URL(isSource ? './worker.ts' : './worker.js', import.meta.url);
  if (!isSource) return new Worker(entry, { workerData: data, resourceLimits: LIMITS });
  const code = `
    const { workerData } = require('node:worker_threads');
    import(workerData.loader).then(({ register }) => { register(); return import(workerData.entry); });`;
  const workerData = { ...data, loader: SOURCE_LOADER, entry: entry.href };
  return new Worker(code, { eval: true, execArgv: [], workerData, resourceLimits: LIMITS });
}
