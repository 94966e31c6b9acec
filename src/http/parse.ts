import type { z } from 'zod';
import { Failure, type FieldFault } from '../failure.ts';

/** Most faults that one answer lists, and most that its message repeats. */
const LISTED_FAULTS = 50;
const TOLD_FAULTS = 3;

/** Characters that PostgreSQL stores in neither text nor jsonb: NUL, and halves of surrogate pairs. */
const UNSTORABLE = /[\0\p{Surrogate}]/u;

/**
 * What a schema makes of an input.
 *
 * @throws Failure 'invalid' with every fault as `{field, reason}`
 */
export function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input, {
    error: (issue) => (issue.input === undefined && issue.code !== 'custom' ? 'is required' : undefined),
  });
  if (result.success) return result.data;
  throw invalid(result.error.issues.map(({ path, message }) => ({ field: fieldPath(path), reason: message })));
}

/**
 * Refuses text that no database column can hold, anywhere in a parsed input.
 *
 * @throws Failure 'invalid' naming the first such field
 */
export function refuseUnstorable(input: unknown, path: readonly PropertyKey[] = []): void {
  if (typeof input === 'string') {
    if (UNSTORABLE.test(input)) {
      throw invalid([
        { field: fieldPath(path), reason: 'holds U+0000 or half of a surrogate pair, which no text may' },
      ]);
    }
  } else if (Array.isArray(input)) {
    input.forEach((item, i) => {
      refuseUnstorable(item, [...path, i]);
    });
  } else if (typeof input === 'object' && input !== null) {
    for (const [key, value] of Object.entries(input)) {
      refuseUnstorable(key, path);
      refuseUnstorable(value, [...path, key]);
    }
  }
}

function invalid(faults: readonly FieldFault[]): Failure {
  const told = faults.slice(0, TOLD_FAULTS).map(({ field, reason }) => `${field}: ${reason}`);
  const more = faults.length > TOLD_FAULTS ? [`and ${faults.length - TOLD_FAULTS} more`] : [];
  return new Failure('invalid', [...told, ...more].join('; '), { details: faults.slice(0, LISTED_FAULTS) });
}

/** `geometry.coordinates[0][3]`; `body` for the input itself. */
function fieldPath(path: readonly PropertyKey[]): string {
  const text = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return text === '' ? 'body' : text.replace(/^\./, '');
}
