/**
 * The thread of the embedded database: PostgreSQL compiled to WebAssembly blocks its thread while it works, so it has
 * one of its own. The driver speaks to it as to a server, through message ports in place of sockets.
 */
import { readFile } from 'node:fs/promises';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { postgis } from '@electric-sql/pglite-postgis';
import { EmbeddedSession } from './embedded-session.ts';

/** What the thread is started with. */
export interface WorkerTask {
  readonly directory: string;
  /** Archive that a new data directory starts from. */
  readonly seed: string | undefined;
}

/** A port is a new connection. */
export type WorkerRequest = 'dump' | 'close' | MessagePort;
export type WorkerReply =
  | { readonly done: 'open' }
  | { readonly done: 'close' }
  | { readonly done: 'dump'; readonly archive: ArrayBuffer }
  | { readonly done: 'dump' | 'close'; readonly error: Error };

const main = parentPort;
if (main === null) throw new Error('embedded-worker runs as a worker thread only');
const { directory, seed } = workerData as WorkerTask;

const session = new EmbeddedSession(
  await PGlite.create({
    dataDir: directory,
    extensions: { postgis },
    ...(seed !== undefined && { loadDataDir: new Blob([await readFile(seed)]) }),
  }),
);

function reply(message: WorkerReply, transfer: ArrayBuffer[] = []): void {
  main?.postMessage(message, transfer);
}

main.on('message', (request: WorkerRequest) => {
  if (typeof request !== 'string') {
    session.serve(request);
    return;
  }
  const work =
    request === 'dump'
      ? session.dump().then((archive) => reply({ done: 'dump', archive }, [archive]))
      : session.close().then(() => reply({ done: 'close' }));
  // PGlite also throws what is no Error
  work.catch((error: unknown) => reply({ done: request, error: new Error(`the embedded database: ${textOf(error)}`) }));
});
reply({ done: 'open' });

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : JSON.stringify(error);
}
