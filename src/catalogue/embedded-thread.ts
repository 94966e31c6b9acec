import { Worker } from 'node:worker_threads';
import type { Log } from '../log.ts';
import { EmbeddedStream } from './embedded-stream.ts';
import type { WorkerReply, WorkerTask } from './embedded-worker.ts';

/** The running thread of an embedded database. */
export interface Thread {
  /** A new connection; it ends the one before, because a single session stands behind them. */
  connect(): EmbeddedStream;
  /** The data directory as a gzipped tar archive. */
  dump(): Promise<Uint8Array>;
  /** Ends the database after what it was asked before; closing twice is closing once. */
  close(): Promise<void>;
}

/**
 * Starts the thread and waits until its database answers.
 *
 * @throws Error if the database cannot be started; the promises of `dump` and `close` are rejected once it has died
 */
export async function startThread(task: WorkerTask, log?: Log): Promise<Thread> {
  const worker = startWorker(task);
  const replies = new Replies(worker);
  await replies.next('open');
  let closing: Promise<void> | undefined;
  worker.on('error', (error) => log?.fatal({ err: error }, 'the embedded database broke'));
  worker.on('exit', (code) => {
    if (closing === undefined) log?.fatal({ code }, 'the embedded database ended');
  });
  function ask<Name extends 'dump' | 'close'>(request: Name): Promise<Done<Name>> {
    const answer = replies.next(request);
    worker.postMessage(request);
    return answer;
  }
  async function close(): Promise<void> {
    await ask('close').finally(() => worker.terminate());
  }
  return {
    connect: () => new EmbeddedStream(worker),
    dump: async () => new Uint8Array((await ask('dump')).archive),
    close: () => (closing ??= close()),
  };
}

type Done<Name> = Exclude<Extract<WorkerReply, { done: Name }>, { error: unknown }>;

interface Waiting {
  readonly done: WorkerReply['done'];
  resolve(reply: WorkerReply): void;
  reject(error: Error): void;
}

/** What a thread answers. It does one thing after the other, so replies of a kind come in the order of the requests. */
class Replies {
  readonly #waiting: Waiting[] = [];
  /** Why there will be no further reply. */
  #end: Error | undefined;

  constructor(worker: Worker) {
    worker.on('message', (reply: WorkerReply) => {
      const at = this.#waiting.findIndex(({ done }) => done === reply.done);
      if (at === -1) return;
      const [first] = this.#waiting.splice(at, 1);
      if ('error' in reply) first.reject(reply.error);
      else first.resolve(reply);
    });
    worker.on('error', (error: Error) => this.#giveUp(error));
    worker.on('exit', (code) => this.#giveUp(new Error(`the embedded database ended with exit code ${code}`)));
  }

  #giveUp(reason: Error): void {
    this.#end ??= reason;
    for (const waiting of this.#waiting.splice(0)) waiting.reject(this.#end);
  }

  /** The next reply of that kind that nobody else waits for. */
  next<Name extends WorkerReply['done']>(done: Name): Promise<Done<Name>> {
    return new Promise((resolve, reject) => {
      if (this.#end !== undefined) reject(this.#end);
      else this.#waiting.push({ done, resolve: (reply) => resolve(reply as Done<Name>), reject });
    });
  }
}

/** Where this code runs from source, for development and tests; the built service never loads it. */
const SOURCE_LOADER = 'tsx/esm/api';

/** Run from source, the thread needs the loader as the main one does; Node 20 does not hand it down to threads. */
function startWorker(task: WorkerTask): Worker {
  const isSource = import.meta.url.endsWith('.ts');
  const entry = new URL(isSource ? './embedded-worker.ts' : './embedded-worker.js', import.meta.url);
  if (!isSource) return new Worker(entry, { workerData: task });
  const code = `
    const { workerData } = require('node:worker_threads');
    import(workerData.loader).then(({ register }) => { register(); return import(workerData.entry); });`;
  const workerData = { ...task, loader: SOURCE_LOADER, entry: entry.href };
  return new Worker(code, { eval: true, execArgv: [], workerData });
}
