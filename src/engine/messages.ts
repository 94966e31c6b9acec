import { Failure, type FailureKind, type FieldFault } from '../failure.ts';
import type { TaskName } from './engine.ts';
import type { SceneSource } from './scene-source.ts';

/** A task on its way to a thread. Its scene goes along only when the thread asked for it: borders can be long. */
export interface TaskMessage {
  readonly id: number;
  readonly name: TaskName;
  /** The task's input without its scene. */
  readonly input: object;
  readonly sceneKey: string;
  readonly scene?: SceneSource | undefined;
}

/** What a thread answers. */
export type ReplyMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'needsScene'; readonly id: number }
  | { readonly kind: 'done'; readonly id: number; readonly output: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly error: ErrorMessage };

/** An error as it goes between threads, which would make a plain Error of a Failure. */
export interface ErrorMessage {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly kind?: FailureKind;
  readonly details?: FieldFault[];
  readonly cause?: ErrorMessage;
}

/** Errors that one message holds: an error, what caused it, and so on. */
const MAX_CAUSES = 5;

export function packError(error: unknown, most = MAX_CAUSES): ErrorMessage {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), stack: undefined };
  const { name, message, stack, cause } = error;
  const packed = {
    name,
    message,
    stack,
    ...(cause !== undefined && most > 1 && { cause: packError(cause, most - 1) }),
  };
  if (!(error instanceof Failure)) return packed;
  const { kind, details } = error;
  return { ...packed, kind, ...(details && { details }) };
}

export function unpackError({ name, message, stack, kind, details, cause }: ErrorMessage): Error {
  const options = { ...(details && { details }), ...(cause && { cause: unpackError(cause) }) };
  const error = kind === undefined ? new Error(message, options) : new Failure(kind, message, options);
  error.name = name;
  if (stack !== undefined) error.stack = stack;
  return error;
}

/** Where an answer is posted. */
interface ReplyPort {
  postMessage(message: unknown, transfer: readonly ArrayBuffer[]): void;
}

/** Posts an answer. Picture bytes that lie alone in their memory go over without a copy, where it can be given away. */
export function postReply(port: ReplyPort, message: ReplyMessage): void {
  const buffers = 'output' in message ? buffersOf(message.output) : [];
  try {
    port.postMessage(message, buffers);
  } catch (error) {
    // from Node 21 on it throws for memory that native code made, as sharp does
    if (buffers.length === 0) throw error;
    port.postMessage(message, []);
  }
}

function buffersOf(output: unknown): ArrayBuffer[] {
  const bytes: unknown = typeof output === 'object' && output !== null && 'bytes' in output ? output.bytes : output;
  if (!(bytes instanceof Uint8Array) || !(bytes.buffer instanceof ArrayBuffer)) return [];
  return bytes.length === bytes.buffer.byteLength ? [bytes.buffer] : [];
}
