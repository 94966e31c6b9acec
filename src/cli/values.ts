import { InvalidArgumentError } from 'commander';
import { isDay } from './scan/pattern.ts';

/** Reads a whole number of an option. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isInteger(value) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`expected a whole number from ${min} to ${max}`);
  };
}

/** Reads a number of an option. */
export function numberWithin(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`expected a number from ${min} to ${max}`);
  };
}

/** Reads two ascending numbers, `0,1`. */
export function ascendingPair(text: string): [number, number] {
  const [low, high, ...rest] = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (Number.isFinite(low) && Number.isFinite(high) && low < high && rest.length === 0) return [low, high];
  throw new InvalidArgumentError('expected two ascending numbers such as 0,1');
}

/** Reads the range of a dynamic legend: `minmax`, or two percentiles such as `2,98`. */
export function breakRange(text: string): 'minmax' | [number, number] {
  return text === 'minmax' ? text : ascendingPair(text);
}

/** Reads a day, with hyphens or underscores, as `YYYY-MM-DD`. */
export function day(text: string): string {
  const date = text.replaceAll('_', '-');
  if (isDay(date)) return date;
  throw new InvalidArgumentError('expected a day of the calendar such as 2024-05-06');
}

/** Collects the values of an option that may be repeated. */
export function repeated(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}
