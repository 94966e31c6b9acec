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
}

export function packError(error: unknown): ErrorMessage {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), stack: undefined };
  const { name, message, stack } = error;
  if (!(error instanceof Failure)) return { name, message, stack };
  const { kind, details } = error;
  return { name, message, stack, kind, ...(details && { details }) };
}

export function unpackError({ name, message, stack, kind, details }: ErrorMessage): Error {
  const error = kind === undefined ? new Error(message) : new Failure(kind, message, details ? { details } : {});
  error.name = name;
  if (stack !== undefined) error.stack = stack;
  return error;
}
