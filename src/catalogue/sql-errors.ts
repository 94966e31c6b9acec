import { Failure } from '../failure.ts';

/** PostgreSQL's five-character SQLSTATE of an error that the database itself answered. */
function sqlState(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && 'severity' in (error as Error) ? code : undefined;
}

/**
 * True when the connection cannot be used again: it was cut, or a statement was given up half way (pg leaves the
 * statement running). False when the database answered with an error, and for the caller's own errors.
 */
export function isBrokenConnection(error: unknown): boolean {
  if (error instanceof Failure || !(error instanceof Error)) return false;
  const state = sqlState(error);
  if (state !== undefined) return state.startsWith('57P') || state.startsWith('08');
  return isTimeout(error) || isUnreachable(error);
}

function isTimeout(error: Error): boolean {
  return error.message === 'Query read timeout';
}

function isUnreachable(error: Error): boolean {
  const code = 'code' in error ? error.code : undefined;
  return (
    ['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'ENOTFOUND', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN'].includes(String(code)) ||
    /^(Connection terminated|timeout exceeded|Client has encountered a connection error|Connection ended)/.test(
      error.message,
    )
  );
}

/**
 * What an error of the driver means to a caller. Constraint violations that record functions do not expect, and a
 * database that does not answer, become failures; anything else stays what it is, to be logged whole.
 */
export function translateError(error: unknown): unknown {
  if (error instanceof Failure || !(error instanceof Error)) return error;
  const state = sqlState(error);
  if (state === '23505') return new Failure('conflict', 'it exists already', { cause: error });
  if (state === '23503') {
    return new Failure('conflict', 'it refers to something that does not exist, or something refers to it', {
      cause: error,
    });
  }
  const isOverloaded = state !== undefined && ['53300', '57P03', '57014', '55P03', '40P01', '40001'].includes(state);
  if (isOverloaded || isBrokenConnection(error)) {
    return new Failure('busy', 'the database does not answer; try again later', { cause: error });
  }
  return error;
}
