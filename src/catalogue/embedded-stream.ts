import { Duplex } from 'node:stream';
import { MessageChannel, type MessagePort, type Worker } from 'node:worker_threads';

/** A connection to the thread of the embedded database, in the shape of the socket that pg expects. */
export class EmbeddedStream extends Duplex {
  readonly #port: MessagePort;

  constructor(worker: Worker) {
    // as a socket: the driver hears of its end only when both directions are closed
    super({ allowHalfOpen: false });
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.on('message', (answer: Uint8Array) => this.push(answer));
    port1.on('close', () => this.push(null));
    worker.postMessage(port2, [port2]);
  }

  /** pg asks for a connection: it is there already. */
  connect(): this {
    process.nextTick(() => this.emit('connect'));
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  /** An idle connection does not keep the process, a busy one does. */
  ref(): this {
    this.#port.ref();
    return this;
  }

  unref(): this {
    this.#port.unref();
    return this;
  }

  override _read(): void {
    // answers are pushed when they arrive
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error) => void): void {
    this.#port.postMessage(chunk);
    done();
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error) => void): void {
    this.#port.postMessage(Buffer.concat(chunks.map(({ chunk }) => chunk)));
    done();
  }

  override _final(done: (error?: Error) => void): void {
    this.#port.close();
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#port.close();
    done(error);
  }
}
