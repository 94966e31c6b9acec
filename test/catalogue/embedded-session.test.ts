import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { queryMessage } from '../../src/catalogue/embedded-protocol.ts';
import { EmbeddedSession, type SessionDatabase } from '../../src/catalogue/embedded-session.ts';

const STARTUP = Uint8Array.from([0, 0, 0, 8, 0, 3, 0, 0]);
/** CommandComplete, then ReadyForQuery. */
const DONE = Buffer.from('C\0\0\0\x05\0Z\0\0\0\x05I');
const READY = DONE.subarray(6);

/** A database that notes the statements it is given, and throws, as PGlite does, once it is closed. */
class FakeDatabase implements SessionDatabase {
  readonly seen: string[] = [];
  /** How often it was used after it was closed. */
  late = 0;
  isClosed = false;

  execProtocolRaw(batch: Uint8Array): Promise<Uint8Array> {
    this.#requireOpen();
    const isStartup = batch[0] === 0;
    const sql = isStartup ? 'startup' : Buffer.from(batch.subarray(5, -1)).toString();
    this.seen.push(sql);
    if (sql === 'TRAP') return Promise.reject(new Error('unreachable'));
    return Promise.resolve(isStartup ? READY : DONE);
  }

  isInTransaction(): boolean {
    this.#requireOpen();
    return this.seen.includes('BEGIN') && !this.seen.includes('ROLLBACK');
  }

  dumpDataDir(): Promise<Blob> {
    this.#requireOpen();
    return Promise.resolve(new Blob(['archive']));
  }

  close(): Promise<void> {
    this.#requireOpen();
    this.isClosed = true;
    return Promise.resolve();
  }

  #requireOpen(): void {
    if (!this.isClosed) return;
    this.late++;
    throw new TypeError('PGlite is closed');
  }
}

/** The driver's end of a new connection, and what arrives there. */
function connectTo(session: EmbeddedSession): { port: MessagePort; answers: string[]; isOver: () => boolean } {
  const { port1, port2 } = new MessageChannel();
  const answers: string[] = [];
  let isOver = false;
  port1.on('message', (bytes: Uint8Array) => answers.push(Buffer.from(bytes).toString()));
  port1.on('close', () => (isOver = true));
  session.serve(port2);
  port1.postMessage(STARTUP);
  return { port: port1, answers, isOver: () => isOver };
}

/** Longer than messages of this process need. */
const settle = () => delay(20);

test('the end of a connection that is heard of after the database closed disturbs nothing', async () => {
  const database = new FakeDatabase();
  const session = new EmbeddedSession(database);
  const { port } = connectTo(session);
  await settle();
  await session.close();
  // an unhandled rejection in the thread would end it, and here the test
  port.close();
  await settle();
  assert.deepEqual([database.isClosed, database.late], [true, 0]);
});

test('a connection clears what the one before left open, and ends it', async () => {
  const database = new FakeDatabase();
  const session = new EmbeddedSession(database);
  const first = connectTo(session);
  first.port.postMessage(queryMessage('BEGIN'));
  await settle();
  const second = connectTo(session);
  second.port.postMessage(queryMessage('SELECT 2'));
  await settle();
  assert.deepEqual(database.seen.slice(1), ['startup', 'BEGIN', 'ROLLBACK', 'DISCARD ALL', 'startup', 'SELECT 2']);
  assert.deepEqual([first.isOver(), second.isOver()], [true, false]);
  second.port.close();
});

test('statements of a connection that has lost the session are not carried out', async () => {
  const database = new FakeDatabase();
  const session = new EmbeddedSession(database);
  const first = connectTo(session);
  await settle();
  // both are on their way at once: whichever the thread sees first, the older one has nothing more to say
  const second = connectTo(session);
  first.port.postMessage(queryMessage('INSERT'));
  await settle();
  assert.ok(!database.seen.includes('INSERT'));
  second.port.close();
});

test('a failing statement is answered to its connection, and keeps nothing that comes after it', async () => {
  const database = new FakeDatabase();
  const session = new EmbeddedSession(database);
  const { port, answers } = connectTo(session);
  port.postMessage(queryMessage('TRAP'));
  port.postMessage(queryMessage('SELECT 1'));
  await settle();
  assert.equal(answers.length, 3);
  assert.match(answers[1], /57P02.*the embedded database failed: unreachable/);
  assert.equal(answers[2], DONE.toString());
  assert.equal(Buffer.from(await session.dump()).toString(), 'archive');
  port.close();
});

test('after its end everything asked of it fails, and says so', async () => {
  const session = new EmbeddedSession(new FakeDatabase());
  await session.close();
  await assert.rejects(session.dump(), /closed/);
  await assert.rejects(session.close(), /closed/);
  const { port, answers } = connectTo(session);
  await settle();
  assert.match(answers.join(), /57P02.*PGlite is closed/);
  port.close();
});
