/**
 * The thread of the embedded database: PostgreSQL compiled to WebAssembly blocks its thread while it works, so it has
 * one of its own. The driver speaks to it as to a server, through message ports in place of sockets.
 */
import { readFile } from 'node:fs/promises';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { postgis } from '@electric-sql/pglite-postgis';
import { BatchReader, completeAnswer, errorAnswer, queryMessage, transactionState } from './embedded-protocol.ts';

/** What the thread is started with. */
export interface WorkerTask {
  readonly directory: string;
  /** Archive that a new data directory starts from. */
  readonly seed: string | undefined;
}

/** A port is a new connection, which carries bytes both ways until it is closed. */
export type WorkerRequest = 'dump' | 'close' | MessagePort;
export type WorkerReply =
  { readonly done: 'open' | 'close' } | { readonly done: 'dump'; readonly archive: ArrayBuffer };

/** Any statement that fails: it takes PostgreSQL through its own way out of an error. */
const FAILING_STATEMENT = queryMessage('SELECT 1 / 0');

const main = parentPort;
if (main === null) throw new Error('embedded-worker runs as a worker thread only');
const { directory, seed } = workerData as WorkerTask;

const database = await PGlite.create({
  dataDir: directory,
  extensions: { postgis },
  ...(seed !== undefined && { loadDataDir: new Blob([await readFile(seed)]) }),
});

/** One thing after the other: there is a single session behind all connections. */
let last: Promise<unknown> = Promise.resolve();
function inTurn(work: () => Promise<void>): void {
  last = last.then(work);
}

/**
 * What the database answers to a batch. Where a GEOS exception made it lose its way, PostgreSQL is led out through an
 * error of its own, and the answer is an error like any other: in a transaction, that one has failed.
 */
async function execute(batch: Uint8Array): Promise<Uint8Array> {
  const answer = await database.execProtocolRaw(batch);
  const complete = completeAnswer(batch, answer);
  if (complete !== undefined) return complete;
  const recovered = await database.execProtocolRaw(FAILING_STATEMENT);
  return errorAnswer('XX000', 'the statement ended in an exception of GEOS', transactionState(recovered));
}

function serve(connection: MessagePort): void {
  const reader = new BatchReader();
  connection.on('message', (chunk: Uint8Array) => {
    for (const batch of reader.push(chunk)) {
      inTurn(async () => connection.postMessage(await execute(batch)));
    }
  });
  connection.on('close', () =>
    inTurn(async () => {
      // the news of a connection's end may come after the order to close the database, through another port
      if (database.closed) return;
      // what the connection left open must not become the next one's
      if (database.isInTransaction()) await execute(queryMessage('ROLLBACK'));
      await execute(queryMessage('DISCARD ALL'));
    }),
  );
}

function reply(message: WorkerReply, transfer: ArrayBuffer[] = []): void {
  main?.postMessage(message, transfer);
}

main.on('message', (request: WorkerRequest) => {
  if (request === 'dump') {
    inTurn(async () => {
      const archive = await (await database.dumpDataDir('gzip')).arrayBuffer();
      reply({ done: 'dump', archive }, [archive]);
    });
  } else if (request === 'close') {
    inTurn(async () => {
      await database.close();
      reply({ done: 'close' });
      main.close();
    });
  } else {
    serve(request);
  }
});
reply({ done: 'open' });
