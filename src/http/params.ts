import { z } from 'zod';
import { parseDateKey, parseUtcDay } from './dates.ts';

/** A number in a query string: plain decimal notation only, so neither `0x10` nor an empty text passes. */
export function queryNumber(schema: z.ZodNumber) {
  return z.preprocess(
    (text) => (typeof text === 'string' && /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : text),
    schema,
  );
}

/** The same with a default, which zod would leave out of the API documents after a conversion. */
export function queryNumberOr(fallback: number, schema: z.ZodNumber) {
  return queryNumber(schema)
    .default(fallback)
    .meta({ override: { default: fallback } });
}

/** A yes or no in a query string. */
export const queryBoolean = z.preprocess(
  (text) => (text === 'true' || text === '1' ? true : text === 'false' || text === '0' ? false : text),
  z.boolean({ error: 'expected true or false' }),
);

/** An id to filter by. One that is no UUID is nobody's id, and finds nothing. */
export const idFilter = z.string().optional();

/** An id in a request body. One that is no UUID is nobody's id: whoever looks it up says so. */
export const bodyId = z.string().min(1).max(100);

/** Text that shows: not blank, at most `most` characters. */
export function shownText(most: number) {
  return z.string().max(most).regex(/\S/, { error: 'must not be blank' });
}

/** A date key: `2024_05_06`, or the same with hyphens; handed on as `2024-05-06`. */
export const dateKey = z
  .string()
  .transform((text, context) => {
    const date = parseDateKey(text);
    if (date !== undefined) return date;
    context.addIssue({ code: 'custom', message: `"${text.slice(0, 40)}" is not a date such as 2024_05_06` });
    return z.NEVER;
  })
  .meta({ description: 'A date key, YYYY_MM_DD; hyphens are accepted too.', example: '2024_05_06' });

/** A legend's mode. */
export const mode = z.enum(['dynamic', 'theoretical']);

/** Ids separated by commas, to filter by. */
export const idListFilter = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((id) => id.trim())
      .filter((id) => id !== ''),
  )
  .optional();

/** A day to filter by: a date, or a timestamp whose UTC day counts; handed on as `2024-05-06`. */
export const dayFilter = z
  .string()
  .transform((text, context) => {
    const day = parseUtcDay(text);
    if (day !== undefined) return day;
    context.addIssue({
      code: 'custom',
      message: `"${text.slice(0, 40)}" is neither a date such as 2024-05-06 nor a timestamp with its zone`,
    });
    return z.NEVER;
  })
  .optional();
