import { z } from 'zod';
import { parseSpan, type DaySpan } from './datetime.ts';

/** What `subset` narrows a map to. */
export interface Subset {
  readonly x?: readonly [low: number, high: number];
  readonly y?: readonly [low: number, high: number];
  readonly days?: DaySpan;
}

const AXES: ReadonlyMap<string, 'x' | 'y' | 'days'> = new Map([
  ...axis('x', ['lon', 'long', 'longitude', 'e', 'easting', 'x']),
  ...axis('y', ['lat', 'latitude', 'n', 'northing', 'y']),
  ...axis('days', ['time', 't']),
]);

function axis<Name extends string>(name: Name, aliases: readonly string[]): (readonly [string, Name])[] {
  return aliases.map((alias) => [alias, name] as const);
}

/** Axes with a value or an interval each: `Lat(40:50),Lon(10:20),time("2024-05-06")`. */
export const subset = z
  .string()
  .transform((text, context): Subset => {
    const read = parseSubset(text);
    if (typeof read !== 'string') return read;
    context.addIssue({ code: 'custom', message: read });
    return z.NEVER;
  })
  .meta({ override: { type: 'string' }, example: 'Lat(48.2:48.3),Lon(1.5:1.6)' });

/** What it narrows to, or what is wrong with it. */
function parseSubset(text: string): Subset | string {
  const parts = [...text.matchAll(/\s*([A-Za-z]+)\(([^()]*)\)\s*(?:,|$)/g)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join('') !== text) {
    return `"${text.slice(0, 80)}" is not of the form Axis(low:high),Axis(value)`;
  }
  const found: { x?: readonly [number, number]; y?: readonly [number, number]; days?: DaySpan } = {};
  for (const [, name, value] of parts) {
    const axisName = AXES.get(name.toLowerCase());
    if (axisName === undefined) return `there is no axis "${name}"; there are Lon and Lat (E and N), and time`;
    if (found[axisName] !== undefined) return `the axis ${name} is given more than once`;
    if (axisName === 'days') {
      const days = daysOf(value);
      if (days === undefined) return `time(${value.slice(0, 60)}) is neither a time nor two of them as "from":"to"`;
      found.days = days;
    } else {
      const interval = intervalOf(value);
      if (interval === undefined) return `${name}(${value.slice(0, 60)}) is not two numbers as low:high`;
      found[axisName] = interval;
    }
  }
  return found;
}

/** Times may hold colons, which is why they are in quotes; `*` is an open end, and alone the newest time. */
function daysOf(value: string): DaySpan | undefined {
  if (value === '*') return {};
  const quoted = [...value.matchAll(/"([^"]*)"|\*|[\d-]+/g)].map(
    ([whole, inner]) => (inner as string | undefined) ?? whole,
  );
  const ends = quoted.map((end) => (end === '*' ? '..' : end));
  return value.replace(/"[^"]*"|\*|[\d-]+/g, '').match(/^:?$/) ? parseSpan(ends.join('/')) : undefined;
}

function intervalOf(value: string): readonly [number, number] | undefined {
  const ends = value.split(':').map((end) => (end.trim() === '' ? NaN : Number(end)));
  return ends.length === 2 && ends.every((end) => Number.isFinite(end)) ? [ends[0], ends[1]] : undefined;
}
