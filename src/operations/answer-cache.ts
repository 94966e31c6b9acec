import { Failure } from '../failure.ts';
import { Departure, type GoneSignal } from './departure.ts';

/** A finished picture. */
export interface Answer {
  readonly bytes: Buffer;
  /** What it could not show as asked. */
  readonly warnings: readonly string[];
}

/** Bytes that an entry takes besides its picture. */
const ENTRY_BYTES = 500;

/** A picture that is being made, and who waits for it. */
interface Making {
  readonly answer: Promise<Answer>;
  readonly cancel: Departure;
  waiting: number;
}

/**
 * Finished pictures by the tag that names their bytes, the least recently used ones dropped first. A picture that is
 * being made is made once for all who ask, and given up when the last of them has gone.
 */
export class AnswerCache {
  readonly #kept = new Map<string, Answer>();
  readonly #makings = new Map<string, Making>();
  readonly #maxBytes: number;
  #heldBytes = 0;

  /** @param maxBytes 0 keeps none */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The picture of this tag, if it is at hand. */
  peek(tag: string): Answer | undefined {
    const known = this.#kept.get(tag);
    if (known === undefined) return undefined;
    this.#kept.delete(tag); // to the young end of the map's insertion order
    this.#kept.set(tag, known);
    return known;
  }

  /**
   * The picture of this tag, made by `make` if it is not at hand.
   *
   * @param signal aborted when the asker has gone
   * @throws Failure `busy`, which nobody reads, to an asker who has gone; what `make` throws
   */
  async get(tag: string, make: (signal: GoneSignal) => Promise<Answer>, signal?: GoneSignal): Promise<Answer> {
    const known = this.peek(tag);
    if (known !== undefined) return known;
    if (signal?.aborted === true) throw gone();
    const making = this.#makings.get(tag) ?? this.#begin(tag, make);
    making.waiting++;
    return waitFor(making, signal);
  }

  #begin(tag: string, make: (signal: GoneSignal) => Promise<Answer>): Making {
    const cancel = new Departure();
    const making: Making = { answer: make(cancel), cancel, waiting: 0 };
    const end = (): void => {
      if (this.#makings.get(tag) === making) this.#makings.delete(tag);
    };
    // one that was given up must not be handed to somebody who asks later
    cancel.addEventListener('abort', end);
    this.#makings.set(tag, making);
    making.answer.then((answer) => {
      this.#keep(tag, answer);
      end();
    }, end);
    return making;
  }

  #keep(tag: string, answer: Answer): void {
    const bytes = answer.bytes.length + ENTRY_BYTES;
    if (bytes > this.#maxBytes || this.#kept.has(tag)) return;
    this.#kept.set(tag, answer);
    this.#heldBytes += bytes;
    for (const [oldest, { bytes: held }] of this.#kept) {
      if (this.#heldBytes <= this.#maxBytes) return;
      this.#kept.delete(oldest);
      this.#heldBytes -= held.length + ENTRY_BYTES;
    }
  }
}

function gone(): Failure {
  return new Failure('busy', 'the caller has gone');
}

/** @param signal not aborted yet */
function waitFor(making: Making, signal: GoneSignal | undefined): Promise<Answer> {
  if (signal === undefined) return making.answer;
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      making.waiting--;
      if (making.waiting === 0) making.cancel.abort();
      reject(gone());
    };
    signal.addEventListener('abort', leave);
    const settle = (): void => signal.removeEventListener('abort', leave);
    making.answer.then(
      (answer) => {
        settle();
        resolve(answer);
      },
      (error: unknown) => {
        settle();
        reject(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });
}
