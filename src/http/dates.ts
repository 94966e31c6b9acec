/** The date `YYYY-MM-DD` of a date key, `YYYY_MM_DD` or `YYYY-MM-DD`; undefined when no such day exists. */
export function parseDateKey(text: string): string | undefined {
  const match = /^(\d{4})([_-])(\d{2})\2(\d{2})$/.exec(text);
  if (match === null) return undefined;
  const date = `${match[1]}-${match[3]}-${match[4]}`;
  return isDay(date) ? date : undefined;
}

/** The date key, as the contract shows it, of a date `YYYY-MM-DD`. */
export function dateKeyOf(date: string): string {
  return date.replaceAll('-', '_');
}

/** The UTC day `YYYY-MM-DD` of a date, a date key or a timestamp with its zone; undefined for anything else. */
export function parseUtcDay(text: string): string | undefined {
  const key = parseDateKey(text);
  if (key !== undefined) return key;
  const match = /^(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/i.exec(text);
  const time = match !== null && isDay(match[1]) ? Date.parse(text.replace(' ', 'T')) : NaN;
  return Number.isNaN(time) ? undefined : new Date(time).toISOString().slice(0, 10);
}

/** `2022-11-14T12:55:49.125000+00:00`: a timestamp of an AOI or a project. */
export function timestamp(time: Date): string {
  return time.toISOString().replace('Z', '000+00:00');
}

/** `2022-11-14 12:55:49.125000+00:00`: a timestamp of an index, a visualization or an asset. */
export function spacedTimestamp(time: Date): string {
  return timestamp(time).replace('T', ' ');
}

/** True when the calendar has the day `YYYY-MM-DD`: `Date` would roll 30 February over to March. */
export function isDay(date: string): boolean {
  const time = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
}
