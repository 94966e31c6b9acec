import { mkdir } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { databaseOf } from '../../src/catalogue/embedded.ts';
import { startThread, type Thread } from '../../src/catalogue/embedded-thread.ts';
import { migrate } from '../../src/catalogue/migrate.ts';
import { testSeed } from '../seed.ts';
import { keepPristine, makePristine, type Pristine } from './pristine.ts';

/** Embedded databases that stay up while test files come and go. */
export interface Lender {
  /** Where test files ask for one. */
  readonly socket: string;
  close(): Promise<void>;
}

/** A running embedded database that answers, like a server, at a socket in its folder. */
interface Lent {
  readonly folder: string;
  readonly thread: Thread;
  readonly pristine: Pristine;
  stop(): Promise<void>;
}

/** The name by which PostgreSQL's clients find the socket in a folder. */
const SOCKET_NAME = '.s.PGSQL.5432';

/**
 * Lends embedded databases: who connects to the socket is told the folder of one, which is as new and its own until it
 * closes the connection. Starting one takes seconds, making it as new again milliseconds.
 */
export async function startLender(folder: string): Promise<Lender> {
  const seed = await testSeed();
  const started: Lent[] = [];
  const free: Lent[] = [];
  let count = 0;

  async function borrow(): Promise<Lent> {
    for (let lent = free.pop(); lent !== undefined; lent = free.pop()) {
      // one whose schema a test has changed, or that died, is not lent again
      if (await makePristine(databaseOf(lent.thread), lent.pristine).catch(() => false)) return lent;
    }
    count++;
    const lent = await startLent(join(folder, String(count)), seed);
    started.push(lent);
    return lent;
  }

  async function lend(borrower: Socket): Promise<void> {
    const lent = await borrow();
    borrower.once('close', () => free.push(lent));
    if (borrower.destroyed) free.push(lent);
    else borrower.write(lent.folder);
  }

  const socket = join(folder, 'lender');
  const server = await listen(socket, (borrower) => {
    lend(borrower).catch((error: unknown) => borrower.destroy(error as Error));
  });
  return {
    socket,
    close: async () => {
      server.close();
      for (const lent of started) await lent.stop();
    },
  };
}

async function startLent(folder: string, seed: string): Promise<Lent> {
  await mkdir(folder);
  const thread = await startThread({ directory: join(folder, 'postgres'), seed });
  const database = databaseOf(thread);
  await migrate(database);
  const pristine = await keepPristine(database);
  await database.close();
  const server = await listen(join(folder, SOCKET_NAME), (socket) => {
    const connection = thread.connect();
    connection.on('error', () => socket.destroy());
    socket.pipe(connection).pipe(socket);
  });
  return {
    folder,
    thread,
    pristine,
    stop: async () => {
      server.close();
      await thread.close();
    },
  };
}

async function listen(path: string, serve: (socket: Socket) => void): Promise<Server> {
  const server = createServer((socket) => {
    // who goes without a word is gone
    socket.on('error', () => undefined);
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return server;
}
