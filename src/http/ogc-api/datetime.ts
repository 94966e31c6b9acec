import { z } from 'zod';
import { isDay } from '../dates.ts';

/** A span of days, both included, `YYYY-MM-DD`; an end that is not there is open. */
export interface DaySpan {
  readonly from?: string;
  readonly to?: string;
}

const ISO = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T\d{2}(?::\d{2}(?::\d{2}(?:\.\d+)?)?)?(?:Z|[+-]\d{2}:\d{2})?)?)?)?$/i;

/** An instant or an interval of RFC 3339, `..` or nothing for an open end; also years, months and days. */
export const datetime = z
  .string()
  .transform((text, context): DaySpan => {
    const span = parseSpan(text);
    if (span !== undefined) return span;
    context.addIssue({
      code: 'custom',
      message: `"${text.slice(0, 80)}" is neither a time such as 2024, 2024-05, 2024-05-06 or 2024-05-06T10:00:00Z, nor two of them as from/to`,
    });
    return z.NEVER;
  })
  .meta({ override: { type: 'string' }, example: '2024-05-06' });

/** The days that lie in a span. */
export function datesWithin(dates: readonly string[], { from = '', to = '9999-12-31' }: DaySpan): readonly string[] {
  return dates.filter((date) => date >= from && date <= to);
}

/** What `datetime` says; undefined when it says nothing. */
export function parseSpan(text: string): DaySpan | undefined {
  const ends = text.split('/');
  if (ends.length > 2) return undefined;
  const [from, to = from] = ends.map((end) => (end === '..' || end === '' ? 'open' : daysOf(end)));
  if (from === undefined || to === undefined || (ends.length === 1 && from === 'open')) return undefined;
  const span = { ...(from === 'open' ? {} : { from: from[0] }), ...(to === 'open' ? {} : { to: to[1] }) };
  return span.from !== undefined && span.to !== undefined && span.from > span.to ? undefined : span;
}

/** First and last day of a year, a month, a day or an instant in UTC; undefined for what no calendar has. */
function daysOf(text: string): readonly [first: string, last: string] | undefined {
  const [whole, year, month = '01', day = '01'] = ISO.exec(text) ?? [];
  if (whole === undefined || !isDay(`${year}-${month}-${day}`)) return undefined;
  switch (text.length) {
    case 4:
      return [`${year}-01-01`, `${year}-12-31`];
    case 7:
      return [`${year}-${month}-01`, `${year}-${month}-31`];
    case 10:
      return [text, text];
    default: {
      const date = utcDay(text);
      return date === undefined ? undefined : [date, date];
    }
  }
}

/** An instant without a zone is one in UTC. */
function utcDay(text: string): string | undefined {
  // an hour alone, which OGC APIs allow, is none to Date
  const full = text.replace(/T(\d{2})(?=Z|[+-]|$)/i, 'T$1:00').replace(/T[\d:.]+$/i, '$&Z');
  const time = Date.parse(full);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString().slice(0, 10);
}
