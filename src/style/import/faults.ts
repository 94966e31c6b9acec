import { Failure } from '../../failure.ts';

/** The failure of a style file that cannot be read, with the line of the fault where it has one. */
export function unreadableStyle(reason: string, line?: number): Failure {
  const told = line === undefined ? reason : `line ${line}: ${reason}`;
  return new Failure('invalid', `style: ${told}`, { details: [{ field: 'style', reason: told }] });
}

/** A text in a message, shortened. */
export function shown(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}

/** One way only to read a run of digits: what is no number is told in time that grows with its length, not its square. */
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
const INFINITE = /^([+-]?)inf(inity)?$/i;

/**
 * A number as style files write it: decimal point, exponents, `inf`.
 *
 * @param what it is called in messages
 * @throws Failure `invalid` naming the line
 */
export function readNumber(text: string, what: string, line: number): number {
  const trimmed = text.trim();
  if (NUMBER.test(trimmed)) return Number(trimmed) + 0;
  const infinite = INFINITE.exec(trimmed);
  if (infinite !== null) return infinite[1] === '-' ? -Infinity : Infinity;
  const hint = /^[+-]?\d*,\d+$/.test(trimmed) ? '; write it with a point' : '';
  throw unreadableStyle(`${what} is "${shown(trimmed)}", not a number${hint}`, line);
}
