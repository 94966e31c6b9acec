import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Log } from '../log.ts';
import { lockDirectory } from './data-dir-lock.ts';
import type { Database } from './database.ts';
import { EmbeddedStream } from './embedded-stream.ts';
import type { WorkerReply, WorkerRequest, WorkerTask } from './embedded-worker.ts';
import { connect } from './pool.ts';
import { usableSeed } from './seed-archive.ts';

export interface EmbeddedOptions {
  readonly dataDir: string;
  /** Archive that a new data directory starts from: the one of the build unless given; null is none. */
  readonly seed?: string | null | undefined;
  /** Longest statement. */
  readonly timeoutMs?: number | undefined;
  readonly log?: Log | undefined;
}

export interface EmbeddedDatabase extends Database {
  /** The data directory as a gzipped tar archive, to start others from. */
  dump(): Promise<Uint8Array>;
}

/**
 * Starts the embedded PostGIS on a data directory, made when it is not there.
 *
 * The directory holds `postgres/` (the database), `lock` while it is in use, and `unfinished` while `postgres/` is
 * being made: a first start that was cut short is begun again.
 *
 * @throws Failure conflict if another process uses the directory
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const { timeoutMs, log } = options;
  const dataDir = resolve(options.dataDir);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const unlock = await lockDirectory(dataDir);
  try {
    const directory = join(dataDir, 'postgres');
    const unfinished = join(dataDir, 'unfinished');
    if (existsSync(unfinished)) await rm(directory, { recursive: true, force: true });
    const isNew = await isEmpty(directory);
    if (isNew) await writeFile(unfinished, '');
    const seed = isNew ? (options.seed ?? (options.seed === null ? undefined : await usableSeed())) : undefined;
    const thread = await startThread({ directory, seed }, log);
    await rm(unfinished, { force: true });
    const database = connect({
      kind: 'embedded',
      connection: { stream: () => thread.connect(), user: 'postgres', database: 'postgres', password: '', ssl: false },
      // a single session stands behind every connection
      size: 1,
      timeoutMs,
      log,
    });
    let closing: Promise<void> | undefined;
    async function closeAll(): Promise<void> {
      await database.close();
      await thread.close();
      await unlock();
    }
    return { ...database, dump: () => thread.dump(), close: () => (closing ??= closeAll()) };
  } catch (error) {
    await unlock();
    throw error;
  }
}

async function isEmpty(directory: string): Promise<boolean> {
  const entries = await readdir(directory).catch(() => []);
  return entries.length === 0;
}

interface Thread {
  connect(): EmbeddedStream;
  dump(): Promise<Uint8Array>;
  close(): Promise<void>;
}

async function startThread(task: WorkerTask, log: Log | undefined): Promise<Thread> {
  const worker = startWorker(task);
  let isClosing = false;
  /** The next reply of that kind, or the error that ended the thread. */
  function reply<Done extends WorkerReply['done']>(done: Done): Promise<Extract<WorkerReply, { done: Done }>> {
    return new Promise((resolveReply, reject) => {
      worker.on('message', (message: WorkerReply) => {
        if (message.done === done) resolveReply(message as Extract<WorkerReply, { done: Done }>);
      });
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new Error(`the embedded database ended with exit code ${code}`)));
    });
  }
  function ask(request: WorkerRequest): void {
    worker.postMessage(request);
  }
  await reply('open');
  worker.on('error', (error) => log?.fatal({ err: error }, 'the embedded database broke'));
  worker.on('exit', (code) => {
    if (!isClosing) log?.fatal({ code }, 'the embedded database ended');
  });
  return {
    connect: () => new EmbeddedStream(worker),
    async dump() {
      const answer = reply('dump');
      ask('dump');
      return new Uint8Array((await answer).archive);
    },
    async close() {
      isClosing = true;
      const answer = reply('close');
      ask('close');
      await answer;
      await worker.terminate();
    },
  };
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
