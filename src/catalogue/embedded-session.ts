import type { MessagePort } from 'node:worker_threads';
import { BatchReader, completeAnswer, errorAnswer, queryMessage, transactionState } from './embedded-protocol.ts';

/** What a session needs of PGlite. */
export interface SessionDatabase {
  execProtocolRaw(batch: Uint8Array): Promise<Uint8Array>;
  isInTransaction(): boolean;
  dumpDataDir(compression: 'gzip'): Promise<Blob>;
  close(): Promise<void>;
}

/** Any statement that fails: it takes PostgreSQL through its own way out of an error. */
const FAILING_STATEMENT = queryMessage('SELECT 1 / 0');
/** SQLSTATE after which the driver does not use the connection again. */
const CRASH_SHUTDOWN = '57P02';

/** The single session of an embedded database, which does one thing after the other for whoever has it. */
export class EmbeddedSession {
  readonly #database: SessionDatabase;
  #last: Promise<unknown> = Promise.resolve();
  /** The connection that has the session. */
  #current: MessagePort | undefined;

  constructor(database: SessionDatabase) {
    this.#database = database;
  }

  /**
   * Hands the session to a new connection, which carries bytes both ways until it is closed or another one comes. What
   * the one before left open is cleared now, in the order in which connections are made: the news of an end come
   * through a channel of their own, and may come after the next connection's first statements, or never.
   */
  serve(connection: MessagePort): void {
    const reader = new BatchReader();
    this.#answer(connection, async () => {
      this.#current?.close();
      this.#current = connection;
      if (this.#database.isInTransaction()) await this.#execute(queryMessage('ROLLBACK'));
      await this.#execute(queryMessage('DISCARD ALL'));
    });
    connection.on('message', (chunk: Uint8Array) => {
      for (const batch of reader.push(chunk)) {
        this.#answer(connection, async () => {
          if (this.#current === connection) connection.postMessage(await this.#execute(batch));
        });
      }
    });
  }

  /** The data directory as a gzipped tar archive. */
  dump(): Promise<ArrayBuffer> {
    return this.#inTurn(async () => (await this.#database.dumpDataDir('gzip')).arrayBuffer());
  }

  /** Ends the database; what is asked of it later fails. */
  close(): Promise<void> {
    return this.#inTurn(() => this.#database.close());
  }

  /** Work that fails does not keep what comes after it. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Work for a connection, which hears of its failure. */
  #answer(connection: MessagePort, work: () => Promise<void>): void {
    this.#inTurn(work).catch((error: unknown) => {
      const text = error instanceof Error ? error.message : String(error);
      connection.postMessage(errorAnswer(CRASH_SHUTDOWN, `the embedded database failed: ${text}`, 'I'));
    });
  }

  /**
   * What the database answers to a batch. Where a GEOS exception made it lose its way, PostgreSQL is led out through
   * an error of its own, and the answer is an error like any other: in a transaction, that one has failed.
   */
  async #execute(batch: Uint8Array): Promise<Uint8Array> {
    const answer = await this.#database.execProtocolRaw(batch);
    const complete = completeAnswer(batch, answer);
    if (complete !== undefined) return complete;
    const recovered = await this.#database.execProtocolRaw(FAILING_STATEMENT);
    return errorAnswer('XX000', 'the statement ended in an exception of GEOS', transactionState(recovered));
  }
}
