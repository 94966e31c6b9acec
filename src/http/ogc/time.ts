import type { PublishedMap } from '../../operations/published-maps.ts';
import { ServiceException } from './service-exception.ts';

/** First and last instant, ms since 1970, both included. */
type Span = readonly [fromMs: number, untilMs: number];

const DAY_MS = 86_400_000;
const MOMENT = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/**
 * The date that a request's time stands for: the newest without one, or for `current`; that of a day or of a moment in
 * it (UTC); of an interval the newest that it holds. Another date than was asked for is never shown in its place.
 *
 * @throws ServiceException InvalidDimensionValue for what is no time, and for one without a map, naming the nearest
 */
export function chooseDate({ layerName, dates }: Pick<PublishedMap, 'layerName' | 'dates'>, time?: string): string {
  if (time === undefined || /^(?:current|default)$/i.test(time)) return dates[dates.length - 1];
  if (time.includes(',')) throw invalidTime(time, 'more than one time cannot be shown at once');
  const [fromMs, untilMs] = spanOf(time);
  const chosen = dates.findLast((date) => {
    const dayMs = Date.parse(date);
    return dayMs <= untilMs && dayMs + DAY_MS > fromMs;
  });
  if (chosen !== undefined) return chosen;
  const near = nearest(dates, fromMs);
  throw invalidTime(time, `layer ${layerName} has ${dates.length} dates, the nearest is ${near}`);
}

function spanOf(time: string): Span {
  const [from, until = from, ...rest] = time.split('/');
  // the third is the step of the interval, which says nothing about which date is meant
  if (rest.length > 1) throw invalidTime(time, 'an interval is "from/until"');
  const [[fromMs], [untilMs, endMs]] = [momentSpan(from, time), momentSpan(until, time)];
  if (untilMs < fromMs) throw invalidTime(time, 'the interval ends before it begins');
  // an interval of moments up to midnight does not reach into the day that begins then
  return [fromMs, until !== from && endMs === untilMs && untilMs > fromMs ? untilMs - 1 : endMs];
}

/** A whole day, or the moment itself. */
function momentSpan(text: string, time: string): Span {
  const match = MOMENT.exec(text);
  const [, day, clock, seconds = '', zone = 'Z'] = match ?? [];
  const dayMs = match === null ? NaN : Date.parse(`${day}T00:00:00Z`);
  const isDay = !Number.isNaN(dayMs) && new Date(dayMs).toISOString().startsWith(day);
  const ms = (clock as string | undefined) === undefined ? dayMs : Date.parse(`${day}T${clock}${seconds}${zone}`);
  if (!isDay || Number.isNaN(ms)) {
    throw invalidTime(time, 'expected a date such as 2024-05-06, a timestamp, or two of them with "/" between');
  }
  return (clock as string | undefined) === undefined ? [ms, ms + DAY_MS - 1] : [ms, ms];
}

function nearest(dates: readonly string[], ms: number): string {
  const apart = (date: string): number => Math.abs(Date.parse(date) - ms);
  return dates.reduce((best, date) => (apart(date) < apart(best) ? date : best));
}

function invalidTime(time: string, reason: string): ServiceException {
  return new ServiceException('InvalidDimensionValue', `TIME "${time.slice(0, 60)}": ${reason}`, 'time');
}
