/** The parts of PostgreSQL's frontend/backend protocol 3.0 that stand between the driver and the embedded database. */

const SYNC = 0x53; // S
const QUERY = 0x51; // Q
const EXECUTE = 0x45; // E, from the client
const READY_FOR_QUERY = 0x5a; // Z
/** CommandComplete and ErrorResponse: how the answer to a statement ends. */
const ENDINGS = new Set([0x43, 0x45]);

/**
 * Gathers what a client sends into batches that the database answers as a whole: the startup message, a simple
 * query, or everything up to a Sync. Half a batch never reaches the database.
 */
export class BatchReader {
  #pending = Buffer.alloc(0);
  /** Where in `#pending` the first message begins that has not been looked at. */
  #position = 0;
  #isStarted = false;

  /** The batches that this chunk completes. */
  push(chunk: Uint8Array): Uint8Array[] {
    this.#pending = this.#pending.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#pending, chunk]);
    const batches: Uint8Array[] = [];
    for (let end = this.#messageEnd(); end !== undefined; end = this.#messageEnd()) {
      const type = this.#pending[this.#position];
      const isLast = !this.#isStarted || type === SYNC || type === QUERY;
      this.#isStarted = true;
      this.#position = end;
      if (!isLast) continue;
      batches.push(this.#pending.subarray(0, end));
      this.#pending = this.#pending.subarray(end);
      this.#position = 0;
    }
    return batches;
  }

  #messageEnd(): number | undefined {
    // a startup message has no type byte; lengths count themselves
    const lengthAt = this.#position + (this.#isStarted ? 1 : 0);
    if (this.#pending.length < lengthAt + 4) return undefined;
    const end = lengthAt + this.#pending.readInt32BE(lengthAt);
    return end <= this.#pending.length ? end : undefined;
  }
}

/** Type, body and end of each message of a batch or an answer; a startup message, which has no type, gives none. */
function* messages(bytes: Uint8Array): Generator<{ type: number; body: Uint8Array; end: number }> {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + 5 <= view.length && view[at] !== 0;) {
    const end = at + 1 + view.readInt32BE(at + 1);
    yield { type: view[at], body: view.subarray(at + 5, end), end };
    at = end;
  }
}

/**
 * The answer to a batch as a server would give it, up to its one ReadyForQuery, or undefined where the database did
 * not come to the end of the batch. After a C++ exception of GEOS it does not: a statement then ends as if it were
 * empty or suspended (a simple query even as if it had found nothing, so statements do not come as simple queries). After a plain error it gives
 * ReadyForQuery twice, which the driver would take for the end of its next statement.
 */
export function completeAnswer(batch: Uint8Array, answer: Uint8Array): Uint8Array | undefined {
  const answered = [...messages(answer)];
  const ready = answered.findIndex(({ type }) => type === READY_FOR_QUERY);
  if (ready === -1 || answered.slice(ready).some(({ type }) => type !== READY_FOR_QUERY)) return undefined;
  const isStatement = [...messages(batch)].some(({ type }) => type === EXECUTE || type === QUERY);
  if (isStatement && !answered.some(({ type }) => ENDINGS.has(type))) return undefined;
  return answer.subarray(0, answered[ready].end);
}

/** The state in an answer's ReadyForQuery: `I` idle, `T` in a transaction, `E` in a failed one. */
export function transactionState(answer: Uint8Array): string {
  const ready = [...messages(answer)].find(({ type }) => type === READY_FOR_QUERY);
  return ready === undefined ? '' : String.fromCharCode(ready.body[0]);
}

/** A simple query, as a client sends it. */
export function queryMessage(sql: string): Uint8Array {
  return message('Q', `${sql}\0`);
}

/** The answer to a statement that failed, followed by ReadyForQuery in that state. */
export function errorAnswer(sqlState: string, text: string, state: string): Uint8Array {
  const fields = `SERROR\0VERROR\0C${sqlState}\0M${text}\0\0`;
  return Buffer.concat([message('E', fields), message('Z', state)]);
}

function message(type: string, body: string): Uint8Array {
  const bytes = Buffer.from(`${type}----${body}`);
  bytes.writeInt32BE(bytes.length - 1, 1);
  return bytes;
}
