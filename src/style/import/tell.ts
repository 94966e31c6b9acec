import { unreadableStyle } from './faults.ts';
import type { Notes, Place } from './read-style.ts';

/** Most entries that are read; programs draw with a few hundred. */
const MAX_ENTRIES = 4096;

/** @throws Failure `invalid` beyond the most entries that are read */
export function tooManyEntries(count: number, line: number): void {
  if (count > MAX_ENTRIES) throw unreadableStyle(`the style has more than ${MAX_ENTRIES} entries`, line);
}

/** What our own files say of themselves; numbers have at most some 330 characters. */
const OWN_RANGE = /\brange (\S{1,400}?)\.\.(\S{1,400}?),/;

/** First and last value that a file of ours says it covers, in an Abstract or a comment; undefined for others. */
export function toldRange(text: string): readonly [min: number, max: number] | undefined {
  const own = OWN_RANGE.exec(text);
  if (own === null) return undefined;
  const range = [Number(own[1]), Number(own[2])] as const;
  return range.every(Number.isFinite) ? range : undefined;
}

/** Tells of an opacity between none and all, which a legend has not. */
export function tellOpacity(opacity: number, place: Place, notes: Notes): void {
  if (opacity >= 1) return;
  notes.add('lost', 'opacity', 'a partly transparent colour: a legend paints it fully', place);
}

/** Tells of entries that do not ascend, which programs draw each in its own way. */
export function tellUnsorted(values: readonly number[], place: Place, notes: Notes): void {
  if (values.every((value, i) => i === 0 || value >= values[i - 1])) return;
  const message =
    'the entries do not ascend and were sorted; GeoServer refuses them, QGIS and MapServer draw other colours';
  notes.add('differs', 'unsorted', message, place);
}
